"""However much there is, a list or a page asks the database just as often."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Select, event, select

from api.pages.routes import PAGES
from matcher.model import Noun, Pin, Round, Rules, TitleConfirmation
from matcher.store import flows
from matcher.store.api_keys import add_key
from matcher.store.confirmations import confirm_title
from matcher.store.engine import Store, reading, writing
from matcher.store.identities import Identity, put_identity
from matcher.store.imports import import_round
from matcher.store.links import ROLES, TABLES, link
from matcher.store.notices import post_notice
from matcher.store.objections import object_to
from matcher.store.organisations import make_organisation
from matcher.store.pins import add_pin
from matcher.store.placements import put_placement, withdraw_placement
from matcher.store.privacy import erase_person
from matcher.store.proposals import decide
from matcher.store.requests import ask
from matcher.store.reserves import rank_reserves
from matcher.store.rules import add_rules
from matcher.store.tables import ProposalRow, SchoolRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from tests.api.service import Service, running
from tests.api.test_access import routes
from tests.databases import NewDatabase
from tests.matcher.store.cast import Stored, finished_run, organisation, published, small_round, stored

FEW, MANY = 2, 4  # times everything

NOT_ASKED = (
    "/api/v1/openapi.json", "/sign-in/openid", "/sign-in/openid/back", "/healthz", "/readyz",
    "/rounds/{round_id}/learners/{learner}/documents/{kind}.{format}", "/rounds/{round_id}/documents/{shared}.zip",
    "/api/v1/runs/{run_id}/export", "/api/v1/runs/{run_id}/events", "/api/v1/runs/{run_id}/verification",
    "/api/v1/runs/{run_id}/explanations/{learner}", "/api/v1/runs/{run_id}/fairness", "/runs/{run_id}/fairness",
    "/runs/{run_id}/learners/{learner}", "/runs/{run_id}/shortages",
)  # fmt: skip
"""What is no list, or needs an answer that a planner has found."""


@dataclass(frozen=True)
class Grown:
    """A round with so many times everything of the small one, and the browsers of everybody who looks at it."""

    browsers: Mapping[str, TestClient]
    ids: Mapping[str, str]


def _again(nouns: tuple[Any, ...], times: int, *names: str) -> tuple[Any, ...]:
    """The rows so many times over, each under names of its own; the first as they are."""

    def other(noun: Noun, time: int) -> Noun:
        named = {name: getattr(noun, name) for name in names}
        return noun.model_copy(update={name: value and f"{value}-{time}" for name, value in named.items()})

    return tuple(other(noun, time) if time else noun for time in range(times) for noun in nouns)


def _large(times: int) -> Round:
    round = small_round()
    return round.model_copy(
        update={
            "learners": _again(round.learners, times, "id", "sending_partner", "school", "group", "study_title"),
            "placements": _again(round.placements, times, "id", "destination", "host"),
            "destinations": _again(round.destinations, times, "id", "city"),
            "sending_partners": _again(round.sending_partners, times, "id"),
            "groups": _again(round.groups, times, "id", "sending_partner"),
            "pins": _again(round.pins, times, "learner", "group", "placement", "destination"),
            "flow_plan": _again(round.flow_plan, times, "sending_partner", "destination"),
            "previous": _again(round.previous, times, "learner", "placement"),
        }
    )


def _linked(store: Store, there: Stored) -> dict[str, Viewer]:
    """One organisation each that sends everybody, teaches everybody and hosts everybody."""
    roles: tuple[Role, ...] = ("sending", "school", "hosting")
    people: dict[str, Viewer] = {role: organisation(store, role) for role in roles}
    with writing(store) as session:
        for party, table in TABLES.items():
            for id in session.scalars(select(table.id).where(table.round_id == there.id)).all():
                link(session, there.coordinator, there.id, party, id, people[ROLES[party]].organisation)
    return {"coordinator": there.coordinator, **people}


def _grown(service: Service, times: int) -> Grown:
    store, there = service.store, stored(service.store, _large(times))
    people = _linked(store, there)
    ids: dict[str, str] = {}
    for _ in range(times):
        finished_run(store, there)
    marks = ["", *(f"-{time}" for time in range(1, times))]
    published(store, there, {f"{learner}{mark}": f"P1{mark}" for mark in marks for learner in ("L1", "L2", "L3")})
    for mark in marks:
        ids |= _happened(store, there, people, mark)
        with writing(store) as session:
            import_round(session, there.coordinator, small_round())
    with reading(store) as session:
        school = session.scalars(select(SchoolRow.id).where(SchoolRow.round_id == there.id)).first()
    browsers = {role: service.browser(viewer) for role, viewer in people.items()}
    for browser in browsers.values():
        browser.portal = service.anybody.portal  # one event loop for all, not one for each request
    return Grown(browsers, ids | {"round_id": there.id, "school_id": school or "", "table": "learners"})


def _happened(store: Store, there: Stored, people: Mapping[str, Viewer], mark: str) -> dict[str, str]:
    """Let everything happen once to those of this mark, and return what there is then."""
    coordinator, sending, hosting = there.coordinator, people["sending"], people["hosting"]
    with writing(store) as session:
        erase_person(session, coordinator, there.id, f"L5{mark}")
        for learner in ("L1", "L2", "L3"):
            identity = Identity(given_name="Given", family_name="Family")
            put_identity(session, coordinator, there.id, f"{learner}{mark}", identity)
        rows = session.execute(_proposals(there.id)).all()
        proposals = {learner: id for learner, id, _ in rows}
        decide(session, sending, proposals[f"L1{mark}"], "accept_for_sending")
        decide(session, hosting, proposals[f"L1{mark}"], "accept_for_hosting", why="gladly")
        decide(session, sending, proposals[f"L2{mark}"], "withdraw", reason_code="illness")
        objection = object_to(session, sending, proposals[f"L1{mark}"], "unfair", "they say")
        rank_reserves(session, coordinator, there.id, {f"L4{mark}": 1, f"L6{mark}": 2})
        for kind in ("pin", "ban"):
            pin = Pin(kind=kind, learner=f"L2{mark}", placement=f"P1{mark}", reason="r", author="a")
            pin_id = add_pin(session, coordinator, there.id, pin)
        waiver = {"rule": "bans", "learner": f"L2{mark}", "reason": "r", "author": "a"}
        add_rules(session, coordinator, there.id, Rules.model_validate({"waivers": [waiver]}), "why")
        title = TitleConfirmation(title=f"Autoelektričar{mark}", isced_f="0716", author="a")
        confirm_title(session, coordinator, there.id, title)
        offered = there.round.placement_by_id[f"P1{mark}"]
        put_placement(session, coordinator, there.id, offered.model_copy(update={"places": 9}), 1, "more")
        withdraw_placement(session, coordinator, there.id, f"P5{mark}", 1, "closed")
        cell = flows.add_flow_cell(session, coordinator, there.id, f"CCIS{mark}", f"Seville{mark}", "short")
        line = flows.add_budget_line(session, coordinator, cell, "room", 2_500, "EUR", "person_day")
        request = ask(session, hosting, there.id, f"Seville{mark}", "allocation", {"placements": [], "new": []})
        notice = post_notice(session, coordinator, there.id, ["school", "hosting"], "Departure", "At six.")
        made = make_organisation(session, coordinator, f"Made {mark}", ["school"])
        add_key(session, coordinator, "a program", ["read"], days=1)
    return {
        "learner": "L1", "placement": "P1", "proposal_id": proposals["L1"], "run_id": rows[0].run_id,
        "objection_id": objection.id, "pin_id": pin_id, "cell_id": cell, "line_id": line, "request_id": request.id,
        "notice_id": notice.id, "organisation_id": made, "destination": "Seville", "stay": "short", "group": "G1",
        "sending_partner": "CCIS", "table": "learners",
    }  # fmt: skip


def _proposals(round_id: str) -> Select[str, str, str]:
    columns = ProposalRow.learner_id, ProposalRow.id, ProposalRow.run_id
    return select(*columns).where(ProposalRow.round_id == round_id)


@contextmanager
def _counted(store: Store) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def service(new_sqlite: NewDatabase) -> Iterator[Service]:
    with running(new_sqlite()) as service:
        yield service


@pytest.fixture(scope="module")
def few(service: Service) -> Grown:
    return _grown(service, FEW)


@pytest.fixture(scope="module")
def many(service: Service) -> Grown:
    return _grown(service, MANY)


def _looked_at() -> list[str]:
    pages = (route for router in PAGES for route in router.routes if isinstance(route, APIRoute))
    shown = {route.path_format for route in pages if "GET" in (route.methods or ())}
    lists = {route.split(" ")[1] for route in routes() if route.startswith("GET ")}
    return sorted((shown | lists) - set(NOT_ASKED))


def _asked(service: Service, client: TestClient, path: str, ids: Mapping[str, str]) -> tuple[int, list[str]]:
    """Ask twice, as what was asked before is at hand; return the status and the statements of the second."""
    options = {"destination": ids["destination"]} if path.endswith("/requests/new") else {}
    if (status := client.get(path.format(**ids), params=options).status_code) != 200:
        return status, []
    with _counted(service.store) as said:
        answer = client.get(path.format(**ids), params=options)
    return answer.status_code, said


@pytest.mark.parametrize("path", _looked_at())
def test_more_rows_are_no_more_questions(service: Service, few: Grown, many: Grown, path: str) -> None:
    looked = False
    for role in ("coordinator", "sending", "school", "hosting"):
        answers = [_asked(service, grown.browsers[role], path, grown.ids) for grown in (few, many)]
        assert answers[0][0] == answers[1][0] < 500
        looked = looked or answers[0][0] == 200
        assert len(answers[0][1]) == len(answers[1][1]), (role, "\n".join(answers[1][1]))
    assert looked, "nobody may look at it: nothing was counted"
