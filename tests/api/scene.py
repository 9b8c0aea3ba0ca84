"""The scene of the access table: a round in which everything has happened once, and everybody who may ask about it."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from matcher.store import flows
from matcher.store.api_keys import add_key, keys_of
from matcher.store.clock import new_id
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.identities import Identity, put_identity
from matcher.store.notices import post_notice
from matcher.store.objections import object_to
from matcher.store.organisations import add_organisation
from matcher.store.proposals import decide
from matcher.store.requests import ask
from matcher.store.tables import PersonRow, PinRow, SchoolRow
from matcher.store.tables.organisations import Role
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer
from tests.api.service import HERE, Service, running
from tests.databases import NewDatabase
from tests.matcher.store.cast import Played, accepted, finished_run, played, published

WHO: Mapping[str, str] = {
    "coordinator": "coordinator",
    "sending": "CCIS",
    "foreign_sending": "ALBS",
    "school": "TS Nis",
    "foreign_school": "Shkolla Teknike",
    "hosting": "INCOMA",
    "foreign_hosting": "ZNI",
}
"""Columns of the access table that take part in the round. What is asked about is L1, P1 at Seville, and theirs."""

STRANGERS: tuple[Role, ...] = ("coordinator", "sending", "school", "hosting")


@dataclass(frozen=True)
class Scene:
    """Who asks, under the names of the table's columns, and what the variables of paths stand for."""

    there: Played
    askers: Mapping[str, Viewer]
    strangers: Mapping[str, Viewer]
    proposals: Mapping[str, str]
    params: Mapping[str, str]

    def path(self, template: str, params: Mapping[str, str]) -> str:
        known = {**self.params, **params}
        named = re.findall(r"{(\w+)}", template)
        missing = [name for name in named if name not in known]
        assert not missing, f"say in tests/api/scene.py (`_params`) what {missing} of {template} stand for"
        return re.sub(r"{(\w+)}", lambda found: known[found[1]], template)


class Stage:
    """The scene over and over: after a change that was let through, the database is as it was before."""

    def __init__(self, service: Service, scene: Scene, template: Path, keys: tuple[str, ...]) -> None:
        self.service, self.scene = service, scene
        self._template, self._keys, self._copies = template, keys, 0
        everybody = {**scene.askers, **{f"stranger_{role}": viewer for role, viewer in scene.strangers.items()}}
        self.clients = {
            name: service.browser(viewer, raise_server_exceptions=False) for name, viewer in everybody.items()
        }
        self.clients["nobody"] = TestClient(service.app, HERE, raise_server_exceptions=False)
        for client in self.clients.values():
            client.portal = service.anybody.portal  # one event loop for all, not one for each request
        self._cookies = {name: dict(client.cookies) for name, client in self.clients.items()}
        self._take_copy()

    def client(self, name: str) -> TestClient:
        """The browser of an asker, signed in as in the beginning."""
        client = self.clients[name]
        client.cookies.clear()
        client.cookies.update(self._cookies[name])
        return client

    def as_before(self) -> None:
        """Put the database back."""
        self._copies += 1
        copy = self._template.with_name(f"copy-{self._copies}.db")
        shutil.copyfile(self._template, copy)
        self.service.app.state.store.close()
        self.service.app.state.store = open_store(f"sqlite:///{copy}", self._keys)

    def _take_copy(self) -> None:
        self.service.app.state.store.close()  # which also moves the write-ahead log into the file
        self.as_before()


@contextmanager
def staged(new_sqlite: NewDatabase) -> Iterator[Stage]:
    """A service on the scene. SQLite only: what each role sees of the rows is tested on both databases below."""
    url, keys = new_sqlite(), (new_key(),)
    with running(url, keys=keys) as service:
        yield Stage(service, _scene(service.store), Path(url.removeprefix("sqlite:///")), keys)


def _scene(store: Store) -> Scene:
    there = played(store)
    with writing(store) as session:
        for viewer in (*there.own.values(), *there.foreign.values(), there.auditor):
            session.add(PersonRow(id=viewer.person, email=f"{new_id()}@example.org", name=""))
        for learner in there.round.learners:
            identity = Identity(given_name=f"Given{learner.id}", family_name=f"Family{learner.id}")
            put_identity(session, there.coordinator, there.id, learner.id, identity)
    proposals = published(store, there)
    accepted(store, proposals["L1"], there.own["TS Nis"], there.own["INCOMA"])
    with writing(store) as session:
        decide(session, there.own["ZNI"], proposals["L5"], "decline", reason_code="tasks")
    askers = {column: there.own[name] for column, name in WHO.items()}
    askers |= {"foreign_coordinator": there.foreign["coordinator"], "auditor": there.auditor}
    strangers: dict[str, Viewer] = {role: there.foreign[role] for role in STRANGERS}
    return Scene(there, askers, strangers, proposals, _params(store, there, proposals))


def _params(store: Store, there: Played, proposals: Mapping[str, str]) -> dict[str, str]:
    """What the variables in paths stand for: L1 and what belongs to it."""
    coordinator, hosting = there.own["coordinator"], there.own["INCOMA"]
    run = finished_run(store, there)
    with writing(store) as session:
        cell = flows.add_flow_cell(session, hosting, there.id, "CCIS", "Seville", "short")
        line = flows.add_budget_line(session, there.own["CCIS"], cell, "room", 2_500, "EUR", "person_day")
        objection = object_to(session, there.own["CCIS"], proposals["L1"], "unfair", "she says")
        request = ask(session, hosting, there.id, "Seville", "allocation", {"places": 2})
        add_key(session, coordinator, "a program", ["read"], days=1)
        notice = post_notice(session, coordinator, there.id, ["school"], "Departure", "The bus leaves at six.")
        made = add_organisation(session, "Made by nobody", ["school"])
    with reading(store) as session:
        schools = session.query(SchoolRow).filter_by(round_id=there.id, sending_partner_id="CCIS").one()
        pin = session.query(PinRow).filter_by(round_id=there.id, learner_id="L4").one()
        (key,) = keys_of(session, coordinator)
    return {
        "round_id": there.id, "learner": "L1", "placement": "P1", "destination": "Seville", "group": "G1",
        "stay": "short", "sending_partner": "CCIS", "hosting_partner": "INCOMA", "school_id": schools.id,
        "school": schools.id,
        "pin_id": pin.id, "key_id": key.id, "run_id": run, "other_run_id": run, "proposal_id": proposals["L1"],
        "request_id": request.id, "cell_id": cell, "line_id": line, "objection_id": objection.id,
        "organisation_id": there.own["TS Nis"].organisation, "person_id": there.own["TS Nis"].person,
        "nobodys_organisation": made, "notice_id": notice.id,
    }  # fmt: skip
