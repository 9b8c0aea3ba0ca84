"""Organisations, the people who act for them, and invitations."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from matcher.store.clock import new_id, now
from matcher.store.members import INVITED_DAYS
from tests.api.service import V1, Service
from tests.matcher.store.cast import colleague, organisation, played

PASSWORD = "correct horse battery"


@pytest.fixture
def email() -> str:
    return f"{new_id()}@example.org"


def invited(client: TestClient, place: str, email: str, role: str) -> str:
    answer = client.post(f"{V1}/organisations/{place}/invitations", json={"email": email, "role": role})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def accepts(service: Service, code: str, password: str = PASSWORD) -> int:
    return service.anybody.post(f"{V1}/invitations/accept", json={"code": code, "password": password}).status_code


def signs_in(service: Service, email: str, password: str = PASSWORD) -> int:
    sent = {"email": email, "password": password}
    return service.anybody.post(f"{V1}/sign-in", json=sent).status_code


def test_a_coordinator_makes_a_school_and_lets_its_first_person_in(service: Service, email: str) -> None:
    coordinator = service.browser(organisation(service.store, "coordinator"))
    made = coordinator.post(f"{V1}/organisations", json={"name": "TŠ Niš", "roles": ["school"], "country": "Serbia"})
    assert (made.status_code, made.json()["country"]) == (201, "RS")
    place = made.json()["id"]
    assert coordinator.get(made.headers["Location"]).json() == made.json()
    assert place in {row["id"] for row in coordinator.get(f"{V1}/organisations").json()["items"]}
    code = invited(coordinator, place, f" {email.upper()}".strip(), "school")
    assert accepts(service, code) == 204
    assert signs_in(service, email) == 200
    again = coordinator.post(f"{V1}/organisations/{place}/invitations", json={"email": email, "role": "school"})
    assert again.status_code == 403  # from now on its own people say who comes in


def test_an_invitation_is_good_once_and_for_a_while(
    service: Service, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = organisation(service.store, "school")
    client = service.browser(viewer)
    code = invited(client, viewer.organisation, email, "school")
    assert accepts(service, code) == 204
    assert accepts(service, code) == 404
    assert accepts(service, "gAAAA") == 404
    code = invited(client, viewer.organisation, f"b{email}", "school")
    later = now() + timedelta(days=INVITED_DAYS)
    monkeypatch.setattr("matcher.store.members.now", lambda: later)
    assert accepts(service, code) == 404


def test_who_has_an_account_joins_with_its_password_only(service: Service) -> None:
    email, _ = service.person("hosting", password=PASSWORD)
    viewer = organisation(service.store, "sending")
    code = invited(service.browser(viewer), viewer.organisation, email, "sending")
    assert accepts(service, code, "somebody else's") == 401
    assert accepts(service, code) == 204
    people = {row["email"]: row["roles"] for row in service.browser(viewer).get(f"{V1}/members").json()}
    assert people[email] == ["sending"]


def test_nobody_gives_a_role_that_they_lack_or_invites_elsewhere(service: Service, email: str) -> None:
    viewer, other = organisation(service.store, "school"), organisation(service.store, "school")
    client = service.browser(viewer)
    wanted = {"email": email, "role": "coordinator"}
    assert client.post(f"{V1}/organisations/{viewer.organisation}/invitations", json=wanted).status_code == 403
    elsewhere = {"email": email, "role": "school"}
    assert client.post(f"{V1}/organisations/{other.organisation}/invitations", json=elsewhere).status_code == 404
    program = service.program(viewer)
    assert program.post(f"{V1}/organisations/{viewer.organisation}/invitations", json=elsewhere).status_code == 403
    wrong = client.post(f"{V1}/organisations/{viewer.organisation}/invitations", json={"email": "x", "role": "school"})
    assert wrong.status_code == 422


def test_coordinators_make_no_coordinators(service: Service) -> None:
    coordinator = service.browser(organisation(service.store, "coordinator"))
    assert coordinator.post(f"{V1}/organisations", json={"name": "x", "roles": ["coordinator"]}).status_code == 422
    school = service.browser(organisation(service.store, "school"))
    assert school.post(f"{V1}/organisations", json={"name": "x", "roles": ["school"]}).status_code == 403


def test_a_coordinator_sees_who_takes_part_in_its_rounds_and_nobody_else(service: Service) -> None:
    there = played(service.store)
    seen = service.browser(there.coordinator).get(f"{V1}/organisations?limit=500").json()["items"]
    assert {row["id"] for row in seen} == {viewer.organisation for viewer in there.own.values()}
    own = service.browser(there.own["CCIS"]).get(f"{V1}/organisations").json()["items"]
    assert [row["id"] for row in own] == [there.own["CCIS"].organisation]


def test_who_is_parted_with_is_signed_out_at_once(service: Service) -> None:
    viewer = organisation(service.store, "school")
    one, other = service.browser(viewer), service.browser(colleague(viewer))
    person = colleague(viewer).person
    assert service.program(viewer).delete(f"{V1}/members/{person}").status_code == 403
    assert one.delete(f"{V1}/members/{person}").status_code == 204
    assert other.get(f"{V1}/me").status_code == 401
    assert [row["id"] for row in one.get(f"{V1}/members").json()] == [viewer.person]
    assert one.delete(f"{V1}/members/{person}").status_code == 404


def test_a_new_password_takes_the_old_one_and_signs_out_everywhere(service: Service) -> None:
    email, _ = service.person("school", password=PASSWORD)
    signed_in = service.anybody.post(f"{V1}/sign-in", json={"email": email, "password": PASSWORD})
    client = TestClient(service.app, "https://testserver", cookies=dict(signed_in.cookies))
    client.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
    path, new = f"{V1}/me/password", "another long one"
    assert client.put(path, json={"old": "wrong", "new": new}).status_code == 401
    assert client.put(path, json={"old": PASSWORD, "new": "short"}).status_code == 422
    assert client.put(path, json={"old": PASSWORD, "new": new}).status_code == 204
    assert client.get(f"{V1}/me").status_code == 401
    service.anybody.cookies.clear()
    assert (signs_in(service, email), signs_in(service, email, new)) == (401, 200)
    service.anybody.cookies.clear()
