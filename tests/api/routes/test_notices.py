"""Notices reach those whom they have to do with, and nobody else."""

from typing import Any

import pytest

from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, played, published

NOTICE = {"title": "Departure", "text": "The bus leaves at six."}


@pytest.fixture
def there(service: Service) -> Played:
    own = played(service.store)
    published(service.store, own)
    return own


def post(service: Service, there: Played, name: str, *audience: str) -> Any:
    body = {**NOTICE, "audience": list(audience)}
    return service.browser(there.own[name]).post(f"{V1}/rounds/{there.id}/notices", json=body)


def readers(service: Service, there: Played) -> set[str]:
    path = f"{V1}/rounds/{there.id}/notices"
    everybody = {**there.own, "auditor": there.auditor}
    return {name for name, viewer in everybody.items() if service.browser(viewer).get(path).json()["items"]}


OVERSEERS = {"coordinator", "auditor"}


@pytest.mark.parametrize(
    ("author", "audience", "expected"),
    [
        ("coordinator", ("school",), {"TS Nis", "Shkolla Teknike"}),
        ("coordinator", ("sending", "hosting"), {"CCIS", "ALBS", "INCOMA", "ZNI"}),
        ("CCIS", ("school", "sending"), {"CCIS", "TS Nis"}),
        ("INCOMA", ("school",), {"INCOMA", "TS Nis", "Shkolla Teknike"}),
        ("ZNI", ("sending", "hosting"), {"ZNI", "CCIS", "ALBS"}),
        ("CCIS", ("hosting",), {"CCIS", "INCOMA", "ZNI"}),
    ],
)
def test_a_notice_is_read_by_those_concerned(
    service: Service, there: Played, author: str, audience: tuple[str, ...], expected: set[str]
) -> None:
    assert post(service, there, author, *audience).status_code == 201
    assert readers(service, there) == expected | OVERSEERS


def test_a_notice_that_was_taken_back_is_not_shown(service: Service, there: Played) -> None:
    path = post(service, there, "CCIS", "school").headers["Location"]
    assert service.browser(there.own["TS Nis"]).delete(path).status_code == 404
    assert service.browser(there.own["CCIS"]).delete(path).status_code == 204
    assert readers(service, there) == set()


def test_schools_read_and_do_not_post(service: Service, there: Played) -> None:
    assert post(service, there, "TS Nis", "school").status_code == 403


def test_a_notice_is_for_somebody(service: Service, there: Played) -> None:
    assert post(service, there, "coordinator").status_code == 409
