"""Every page answers without JavaScript, for who it is for, and leads nobody astray, nor loads from elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Page

from api.pages.routes import PAGES
from api.services.planning import work_off
from matcher.model import Round
from matcher.store.engine import reading, writing
from matcher.store.flows import list_flow_cells
from matcher.store.links import link
from matcher.store.proposals import live_proposals
from matcher.store.publishing import publish
from matcher.store.requests import ask
from matcher.store.runs import record_run
from matcher.store.viewers import Viewer
from tests.api.pages.browsing import Site
from tests.api.routes.test_answers import answered
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import organisation

__all__ = ["solvable"]

PROVIDERS = ("/sign-in/openid", "/sign-in/openid/back")  # no pages: the way to a provider, which this site has not
SHARED = "/rounds/{round_id}/documents/{shared}.zip"  # both are taken away, not shown
FILE = "/rounds/{round_id}/learners/{learner}/documents/{kind}.{format}"

LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    "nobody": ("/sign-in", "/invitation"),
    "coordinator": (
        "/", "/rounds", "/rounds/new",
        "/rounds/{round_id}", "/rounds/{round_id}/parties", "/rounds/{round_id}/rules", "/rounds/{round_id}/runs",
        "/rounds/{round_id}/undone", "/rounds/{round_id}/reserves", "/rounds/{round_id}/settings",
        "/rounds/{round_id}/files", "/rounds/{round_id}/trail",
        "/rounds/{round_id}/objections", "/rounds/{round_id}/flow-plan", "/flow-cells/{cell_id}",
        "/runs/{run_id}", "/runs/{run_id}/shortages", "/runs/{run_id}/fairness",
        "/runs/{run_id}/publish", "/runs/{run_id}/comparison",
        "/runs/{run_id}/learners/{learner}", SHARED,
    ),
    "school": (
        "/rounds/{round_id}/learners", "/rounds/{round_id}/learners/{learner}", "/rounds/{round_id}/new-learner",
        "/rounds/{round_id}/learners/{learner}/change", "/rounds/{round_id}/learners/{learner}/identity", FILE,
        "/rounds/{round_id}/upload", "/rounds/{round_id}/titles", "/rounds/{round_id}/proposals",
        "/proposals/{proposal_id}", "/rounds/{round_id}/notices",
    ),
    "hosting": (
        "/rounds/{round_id}/placements", "/rounds/{round_id}/placements/new",
        "/rounds/{round_id}/placements/{placement}", "/rounds/{round_id}/withdrawn-placements",
        "/rounds/{round_id}/calendar",
        "/rounds/{round_id}/demand", "/rounds/{round_id}/requests",
        "/rounds/{round_id}/requests/new", "/requests/{request_id}",
    ),
}  # fmt: skip
"""Who each page is for first: others may be shown it too."""


@dataclass(frozen=True)
class Shown:
    """A round of which every page has something to show."""

    people: Mapping[str, Viewer]
    ids: Mapping[str, str]


@pytest.fixture
def there(site: Site, solvable: Round) -> Shown:
    there, host = answered(site.store, solvable), organisation(site.store, "hosting")
    with writing(site.store) as session:
        link(session, there.coordinator, there.id, "hosting_partner", "INCOMA", host.organisation)
        publish(session, there.coordinator, there.run)
        asked = ask(session, host, there.id, "Seville", "worth_of_a_place", {"placement": "P1"})
        record_run(session, host, there.id, {}, request_id=asked.id)
    work_off(site.store, "worker")
    with reading(site.store) as session:
        proposal = live_proposals(session, there.coordinator, there.id, ["L4"])["L4"].id
        [cell, *_] = list_flow_cells(session, there.coordinator, there.id, "", 1)
    ids = {"round_id": there.id, "run_id": there.run, "learner": "L4", "placement": "P1", "proposal_id": proposal}
    ids |= {"request_id": asked.id, "cell_id": cell.id, "kind": "agreement", "format": "docx", "shared": "programmes"}
    people = {"coordinator": there.coordinator, "school": there.school, "hosting": host}
    return Shown(people | {"auditor": organisation(site.store, "auditor")}, ids)


def paths() -> set[str]:
    routes = (route for router in PAGES for route in router.routes if isinstance(route, APIRoute))
    return {route.path_format for route in routes if "GET" in (route.methods or ())}


def status(page: Page, template: str, path: str) -> int:
    if template in (FILE, SHARED):
        return page.request.get(path).status
    answer = page.goto(f"{path}?destination=Seville" if template.endswith("/requests/new") else path)
    assert answer is not None
    return answer.status


def led_to(html: str) -> set[str]:
    """Addresses of the pages that a page leads to; what is taken away as a file is none."""
    links = {href.partition("#")[0] for href in re.findall(r'<a [^>]*href="(/[^"]*)"', html)}
    return {link.replace("&amp;", "&") for link in links if not link.startswith("/api/") and "/documents/" not in link}


def test_each_page_is_looked_at_as_somebody() -> None:
    listed = [path for found in LOOKED_AT.values() for path in found]
    assert sorted(listed) == sorted(paths() - set(PROVIDERS))


def test_pages_need_neither_javascript_nor_other_sites(site: Site, there: Shown) -> None:
    elsewhere: list[str] = []
    for role, templates in LOOKED_AT.items():
        viewer = there.people.get(role)
        options = {"javascript": False}
        page = site.visitor(viewer, **options) if viewer else site.nobody(**options).new_page()
        page.on("request", lambda sent: None if sent.url.startswith(site.url) else elsewhere.append(sent.url))
        for template in templates:
            assert status(page, template, template.format(**there.ids)) == 200, (role, template)
    assert not elsewhere


@pytest.mark.parametrize("role", ["coordinator", "school", "hosting", "auditor"])
def test_pages_refuse_in_words_and_lead_where_their_reader_may_go(site: Site, there: Shown, role: str) -> None:
    browser = site.visitor(there.people[role]).request
    pages = [path.format(**there.ids) for path in sorted(paths() - {*PROVIDERS, FILE, SHARED})]
    answers = {page: browser.get(page) for page in pages}
    shown = {page: answer for page, answer in answers.items() if answer.ok}
    assert {answer.status for answer in answers.values()} <= {200, 403, 404, 422}, answers
    leads = {link: page for page, answer in shown.items() for link in led_to(answer.text())}
    astray = {link: page for link, page in leads.items() if link not in shown and not browser.get(link).ok}
    assert not astray
