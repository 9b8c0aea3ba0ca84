"""The demonstration round as its people see it: untidy files in, 426 learners placed, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from matcher.codelists.files import data_folder
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.pages.test_story import (
    come_in,
    coordinator_signs_in,
    make_round,
    publish,
    watch_to_its_end,
    window,
)

FILES = {".toml", ".csv", ".xlsx"}
LEARNER = "MK-044"  # whose study title is in Cyrillic
WINDOW = {"width": 1100, "height": 900}


@pytest.mark.parametrize("javascript", [True, False])
def test_the_report_is_accessible_and_needs_no_network(chrome: Browser, intervet_run: Path, javascript: bool) -> None:
    with chrome.new_context(offline=True, java_script_enabled=javascript) as context:
        page = context.new_page()
        page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
        page.goto((intervet_run / "report.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("INTERVET")
        expect(page.get_by_text("426 of 426").first).to_be_visible()
        if javascript:
            assert_accessible(page)
            shoot(page, "intervet-report", whole=False)


def test_the_demonstration_round_from_its_files_to_what_everybody_sees(site: Site) -> None:
    elsewhere: list[str] = []
    coordinator, sender, host = (window(site, elsewhere) for _ in range(3))
    coordinator.set_viewport_size(WINDOW)  # type: ignore[arg-type]
    coordinator_signs_in(site, coordinator)
    files = [file for file in data_folder("intervet").iterdir() if file.suffix in FILES]
    here = make_round(coordinator, sorted(files))
    come_in(coordinator, sender, "NCDIEL")
    come_in(coordinator, host, "INCOMA")

    # the sending partner sees what would fit, with reasons
    sender.goto(f"{here}/learners/{LEARNER}")
    expect(sender.get_by_role("region", name="Which placements would fit")).to_contain_text("This is a preview")
    shoot(sender, "intervet-preview", whole=False)

    # the coordinator plans: nobody is left without a place
    coordinator.goto(f"{here}/runs")
    coordinator.get_by_role("button", name="Start").click()
    watch_to_its_end(site, coordinator)
    plan = coordinator.url
    coordinator.goto(f"{plan}/learners/{LEARNER}")
    expect(coordinator.get_by_role("region", name="Why there")).to_be_visible()
    shoot(coordinator, "intervet-why", whole=False)
    coordinator.goto(plan)
    publish(coordinator)
    coordinator.goto(here)
    expect(coordinator.get_by_role("link", name="426 of 426 learners placed")).to_be_visible()
    expect(coordinator.get_by_role("link", name="0 learners without a place")).to_be_visible()
    assert_accessible(coordinator)
    shoot(coordinator, "intervet-round", whole=False)

    # on a phone, in the reader's language, the hosting partner sees who is proposed to it
    host.set_viewport_size({"width": 390, "height": 844})
    host.goto(f"{here}/proposals")
    host.get_by_label("Language").select_option("es")
    expect(host.locator("html")).to_have_attribute("lang", "es")
    assert_accessible(host)
    shoot(host, "intervet-phone", whole=False)
    assert not elsewhere
