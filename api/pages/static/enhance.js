"use strict";
// Better with it, complete without: every form and link works when this file is not loaded.
document.documentElement.classList.add("js");

for (const field of document.querySelectorAll("select[data-submit]")) {
  field.form.querySelector("button").hidden = true;
  field.addEventListener("change", () => field.form.submit());
  if (!field.selectedOptions[0]?.defaultSelected) field.form.submit(); // chosen before this file had come
}
