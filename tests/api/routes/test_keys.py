"""Keys for programs."""

from fastapi.testclient import TestClient

from tests.api.service import HERE, V1, Service
from tests.matcher.store.cast import organisation

ASKED = {"name": "nightly", "scopes": ["read"], "days": 1}


def with_key(service: Service, key: str) -> TestClient:
    return TestClient(service.app, HERE, headers={"Authorization": f"Bearer {key}"})


def test_a_key_is_shown_once_and_works(service: Service) -> None:
    client = service.browser(organisation(service.store, "coordinator"))
    key = client.post(f"{V1}/keys", json=ASKED).json()["key"]
    assert with_key(service, key).get(f"{V1}/rounds").status_code == 200
    listed = client.get(f"{V1}/keys")
    assert key.rsplit("_", 1)[1] not in listed.text
    assert listed.json()[0]["last_used_at"] is not None


def test_a_key_for_reading_changes_nothing(service: Service) -> None:
    reader = service.program(organisation(service.store, "coordinator"), "read")
    answer = reader.post(f"{V1}/keys", json=ASKED)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


def test_a_revoked_key_is_useless_at_once(service: Service) -> None:
    client = service.browser(organisation(service.store, "coordinator"))
    key = client.post(f"{V1}/keys", json=ASKED).json()["key"]
    assert client.delete(f"{V1}/keys/{client.get(f'{V1}/keys').json()[0]['id']}").status_code == 204
    assert with_key(service, key).get(f"{V1}/rounds").status_code == 401


def test_others_keys_cannot_be_revoked(service: Service) -> None:
    own = service.browser(organisation(service.store, "coordinator"))
    own.post(f"{V1}/keys", json=ASKED)
    id = own.get(f"{V1}/keys").json()[0]["id"]
    assert service.browser(organisation(service.store, "coordinator")).delete(f"{V1}/keys/{id}").status_code == 404


def test_a_key_is_given_no_role_that_its_maker_lacks(service: Service) -> None:
    client = service.browser(organisation(service.store, "school"))
    assert client.post(f"{V1}/keys", json=ASKED | {"roles": ["coordinator"]}).status_code == 403
