"""A service for tests to ask, and people and programs who ask it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.security import COOKIE, CSRF_HEADER, csrf_token_of
from api.settings import Settings
from matcher.store.api_keys import add_key
from matcher.store.clock import new_id
from matcher.store.engine import Store, writing
from matcher.store.organisations import add_member, add_organisation
from matcher.store.people import add_person
from matcher.store.sign_in import begin_sign_in
from matcher.store.tables import PersonRow
from matcher.store.tables.organisations import Role
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

HERE = "https://testserver"
V1 = "/api/v1"


@dataclass(frozen=True)
class Service:
    """The app, its database, and a client who has not signed in."""

    app: FastAPI
    store: Store
    anybody: TestClient

    def browser(self, viewer: Viewer, **options: Any) -> TestClient:
        """A browser in which somebody has signed in as this viewer, whoever `tests.matcher.store.cast` made up."""
        with writing(self.store) as session:
            if session.get(PersonRow, viewer.person) is None:
                session.add(PersonRow(id=viewer.person, email=f"{new_id()}@example.org", name=""))
                session.flush()
            for role in viewer.roles:
                add_member(session, viewer.person, viewer.organisation, role)
            token = begin_sign_in(session, viewer.person, viewer.organisation)
        headers = {CSRF_HEADER: csrf_token_of(token)}
        return TestClient(self.app, HERE, cookies={COOKIE: token}, headers=headers, **options)

    def program(self, viewer: Viewer, *scopes: str) -> TestClient:
        """A program with a key of the viewer's organisation."""
        with writing(self.store) as session:
            key = add_key(session, viewer, "a program", scopes or ("read", "write"), days=1)
        return TestClient(self.app, HERE, headers={"Authorization": f"Bearer {key}"})

    def person(self, *roles: Role, password: str) -> tuple[str, str]:
        """Make somebody with a password in an organisation of their own; return their address and its id."""
        email = f"{new_id()}@example.org"
        with writing(self.store) as session:
            organisation = add_organisation(session, f"Organisation of {email}", roles)
            person = add_person(session, email, password)
            for role in roles:
                add_member(session, person, organisation, role)
        return email, organisation


@contextmanager
def running(database: str, **settings: Any) -> Iterator[Service]:
    """Run a service on this database, without limits on rates unless the settings say otherwise."""
    unlimited: dict[str, Any] = {"requests_per_minute": 0, "sign_ins_per_minute": 0, "keys": (new_key(),)}
    app = create_app(Settings(database=database, **unlimited | settings))
    with TestClient(app, HERE) as anybody:
        yield Service(app, app.state.store, anybody)
