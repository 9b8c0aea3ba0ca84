"""Signing in, out, and switching between organisations."""

from fastapi.testclient import TestClient

from api.security import CSRF_HEADER
from matcher.store.engine import writing
from matcher.store.organisations import add_member
from tests.api.service import HERE, V1, Service
from tests.matcher.store.cast import organisation

PASSWORD = "correct horse battery staple"


def signed_in(service: Service, email: str, password: str = PASSWORD) -> tuple[TestClient, int]:
    client = TestClient(service.app, HERE)
    answer = client.post(f"{V1}/sign-in", json={"email": email, "password": password})
    if answer.status_code == 200:
        client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client, answer.status_code


def test_a_password_opens_the_door(service: Service) -> None:
    email, own = service.person("school", password=PASSWORD)
    client, status = signed_in(service, email.upper())
    assert status == 200
    me = client.get(f"{V1}/me").json()
    assert (me["organisation"], me["roles"]) == (own, ["school"])


def test_a_wrong_password_and_an_unknown_address_look_the_same(service: Service) -> None:
    email, _ = service.person("school", password=PASSWORD)
    wrong = service.anybody.post(f"{V1}/sign-in", json={"email": email, "password": "no"})
    unknown = service.anybody.post(f"{V1}/sign-in", json={"email": "nobody@example.org", "password": "no"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_too_many_wrong_passwords_lock_the_account(service: Service) -> None:
    email, _ = service.person("school", password=PASSWORD)
    for _ in range(5):
        signed_in(service, email, "guess")
    assert signed_in(service, email)[1] == 401


def test_the_cookie_is_for_our_pages_only(service: Service) -> None:
    email, _ = service.person("school", password=PASSWORD)
    answer = service.anybody.post(f"{V1}/sign-in", json={"email": email, "password": PASSWORD})
    service.anybody.cookies.clear()
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax"))


def test_a_change_without_the_forms_token_is_refused(service: Service) -> None:
    client = service.browser(organisation(service.store, "coordinator"))
    del client.headers[CSRF_HEADER]
    answer = client.delete(f"{V1}/sign-in")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf-token-missing")


def test_signing_out_ends_the_session(service: Service) -> None:
    email, _ = service.person("hosting", password=PASSWORD)
    client, _ = signed_in(service, email)
    cookies = dict(client.cookies)
    assert client.delete(f"{V1}/sign-in").status_code == 204
    client.cookies.update(cookies)
    assert client.get(f"{V1}/me").status_code == 401


def test_one_acts_for_one_organisation_at_a_time(service: Service) -> None:
    email, first = service.person("school", password=PASSWORD)
    other = organisation(service.store, "hosting").organisation
    client, _ = signed_in(service, email)
    assert client.put(f"{V1}/me/organisation", json={"organisation": other}).status_code == 403
    with writing(service.store) as session:
        add_member(session, client.get(f"{V1}/me").json()["person"], other, "hosting")
    switched = client.put(f"{V1}/me/organisation", json={"organisation": other})
    assert (switched.status_code, switched.json()["roles"]) == (200, ["hosting"])
    assert {row["id"] for row in switched.json()["organisations"]} == {first, other}


def test_signing_in_for_an_organisation_that_is_not_ones_own_is_refused(service: Service) -> None:
    email, _ = service.person("school", password=PASSWORD)
    other = organisation(service.store, "hosting").organisation
    body = {"email": email, "password": PASSWORD, "organisation": other}
    assert service.anybody.post(f"{V1}/sign-in", json=body).status_code == 401


def test_a_program_cannot_switch(service: Service) -> None:
    viewer = organisation(service.store, "coordinator")
    answer = service.program(viewer).put(f"{V1}/me/organisation", json={"organisation": viewer.organisation})
    assert answer.status_code == 401
