"use strict";
// Better with it, complete without: every form and link works when this file is not loaded.
document.documentElement.classList.add("js");

for (const field of document.querySelectorAll("select[data-submit]")) {
  field.form.querySelector("button").hidden = true;
  field.addEventListener("change", () => field.form.submit());
  if (!field.selectedOptions[0]?.defaultSelected) field.form.submit(); // chosen before this file had come
}

// Menus close when one looks elsewhere, and on Escape.
const menus = document.querySelectorAll(".ways details");
function closeMenus(except) {
  for (const menu of menus) if (menu !== except) menu.open = false;
}
document.addEventListener("click", (event) => closeMenus(event.target.closest?.(".ways details")));
document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".ways details[open]");
  if (event.key !== "Escape" || !open) return;
  closeMenus();
  open.querySelector("summary").focus();
});

// A plan that is being made says how far it is; once it is done the page is shown anew.
for (const place of document.querySelectorAll("[data-events]")) {
  const events = new EventSource(place.dataset.events);
  events.addEventListener("progress", (event) => {
    const run = JSON.parse(event.data);
    if (run.state !== place.dataset.state) return location.reload(); // a worker has taken it
    const { step, stage, value } = run.progress ?? {};
    const said = [...place.querySelectorAll("[data-step-words]")].find((words) => words.dataset.stepWords === step);
    if (step) place.querySelector("[data-step]").textContent = said?.textContent ?? step;
    place.querySelector("[data-placed]").hidden = stage !== "placed" || value == null;
    place.querySelector("[data-value]").textContent = value ?? "";
  });
  events.addEventListener("end", () => {
    events.close();
    location.reload();
  });
}

// What is being worked out is looked for again, every so many seconds, until it is there.
function lookAgain(waiting) {
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.querySelector("[data-refresh]")) return location.reload();
    } catch { /* offline: the next try may do */ }
    lookAgain(waiting);
  }, 1000 * Number(waiting.dataset.refresh));
}
for (const waiting of document.querySelectorAll("[data-refresh]")) lookAgain(waiting);
