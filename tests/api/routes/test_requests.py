"""A hosting partner asks, a run answers, the coordinator settles."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services.planning import work_off
from matcher.reading import read_round
from matcher.store.batches import RunSettings, queue_batch
from matcher.store.engine import writing
from matcher.store.links import link
from matcher.store.publishing import publish
from matcher.store.viewers import Viewer
from tests.api.service import V1, Service
from tests.matcher.store.cast import organisation, stored

NEW = {
    "id": "SEV-9", "host": "Talleres Betis", "destination": "Seville", "places": 2, "study_fields": ["1015", "0721"],
    "window": {"first_day": "2026-09-28", "last_day": "2026-11-15"},
}  # fmt: skip


@dataclass(frozen=True)
class There:
    id: str
    coordinator: Viewer
    incoma: Viewer


@pytest.fixture
def there(service: Service, small_round: Path) -> There:
    own = stored(service.store, read_round(small_round).round)
    incoma = organisation(service.store, "hosting")
    with writing(service.store) as session:
        link(session, own.coordinator, own.id, "hosting_partner", "INCOMA", incoma.organisation)
    return There(own.id, own.coordinator, incoma)


def asked(service: Service, there: There, **body: Any) -> tuple[TestClient, str]:
    client = service.browser(there.incoma)
    answer = client.post(f"{V1}/rounds/{there.id}/requests", json={"destination": "Seville", "seconds": 2} | body)
    assert answer.status_code == 202, answer.text
    return client, answer.headers["Location"]


def worked_off(service: Service) -> None:
    while work_off(service.store, "worker"):
        pass


def test_who_could_come_is_answered_under_pseudonymous_ids(service: Service, there: There) -> None:
    client, path = asked(service, there, placements=[NEW])
    assert client.get(path).json()["state"] == "asked"
    worked_off(service)
    shown = client.get(path).json()
    assert shown["state"] == "answered"
    drafts = shown["answer"]["drafts"]
    assert drafts
    assert {row["placement"] for row in drafts} == {"SEV-9"}
    assert all("preferences" not in row["evidence"] for row in drafts)
    assert shown["answer"]["places"] == [{"placement": "SEV-9", "places": 2, "taken": len(drafts)}]


def test_whoever_is_proposed_already_is_not_free(service: Service, there: There) -> None:
    with writing(service.store) as session:
        run = queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=3)).id
    worked_off(service)
    with writing(service.store) as session:
        publish(session, there.coordinator, run)
    client, path = asked(service, there, placements=[NEW])
    worked_off(service)
    proposed = {
        row["learner"]
        for row in service.browser(there.coordinator).get(f"{V1}/rounds/{there.id}/proposals").json()["items"]
    }
    drafted = {row["learner"] for row in client.get(path).json()["answer"]["drafts"]}
    assert proposed
    assert not drafted & proposed


def test_a_refined_request_takes_the_place_of_the_first(service: Service, there: There) -> None:
    client, first = asked(service, there, placements=[NEW])
    _, second = asked(service, there, placements=[NEW | {"min_age": 99}], refines=first.rsplit("/", 1)[1])
    worked_off(service)
    assert client.get(first).json()["state"] == "replaced"
    assert client.get(second).json()["answer"]["drafts"] == []


def test_what_is_approved_goes_into_the_round(service: Service, there: There) -> None:
    client, path = asked(service, there, placements=[NEW])
    worked_off(service)
    coordinator = service.browser(there.coordinator)
    version = coordinator.get(path).headers["ETag"]
    said = {"verdict": "approved", "why": "good places", "pin": True}
    assert client.post(f"{path}/settle", json=said, headers={"If-Match": version}).status_code == 403
    assert coordinator.post(f"{path}/settle", json=said, headers={"If-Match": version}).json()["state"] == "approved"
    drafts = client.get(path).json()["answer"]["drafts"]
    assert coordinator.get(f"{V1}/rounds/{there.id}/placements/SEV-9").json()["places"] == 2
    pins = coordinator.get(f"{V1}/rounds/{there.id}/pins?limit=500").json()["items"]
    assert {(row["learner"], "SEV-9") for row in drafts} <= {(row["learner"], row["placement"]) for row in pins}
    again = coordinator.post(f"{path}/settle", json=said, headers={"If-Match": version})
    assert again.status_code in (409, 412)


def test_a_declined_request_leaves_the_round_as_it_is(service: Service, there: There) -> None:
    _, path = asked(service, there, placements=[NEW])
    coordinator = service.browser(there.coordinator)
    said = {"verdict": "declined", "why": "too late"}
    version = coordinator.get(path).headers["ETag"]
    assert coordinator.post(f"{path}/settle", json=said, headers={"If-Match": version}).json()["state"] == "declined"
    assert coordinator.get(f"{V1}/rounds/{there.id}/placements/SEV-9").status_code == 404


def test_a_place_elsewhere_cannot_be_asked_about(service: Service, there: There) -> None:
    client = service.browser(there.incoma)
    body = {"destination": "Seville", "placements": [NEW | {"destination": "Maribor"}]}
    answer = client.post(f"{V1}/rounds/{there.id}/requests", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "placement-elsewhere")


def test_what_one_more_place_is_worth_is_told_by_the_last_run(service: Service, there: There) -> None:
    client = service.browser(there.incoma)
    early = client.post(f"{V1}/rounds/{there.id}/worth", json={"placement": "P1"}).headers["Location"]
    worked_off(service)
    failure = client.get(early).json()["answer"]["failure"]
    assert (failure["code"], sorted(failure)) == ("not-planned-yet", ["code", "message", "params"])
    with writing(service.store) as session:
        run = queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=3)).id
    late = client.post(f"{V1}/rounds/{there.id}/worth", json={"placement": "P1"}).headers["Location"]
    worked_off(service)
    told = client.get(late).json()["answer"]
    assert (told["run"], told["placement"], told["places"]) == (run, "P1", 2)
    assert set(told["gains"]) == {"placed", "fit"}
    assert told["kind"] in ("exact", "bound")
