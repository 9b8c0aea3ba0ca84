"""Proposals through their acceptances, and objections."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, colleague, played, published


@pytest.fixture(scope="module")
def there(service: Service) -> Played:
    return played(service.store)


@pytest.fixture
def proposals(service: Service) -> tuple[Played, Mapping[str, str]]:
    own = played(service.store)
    return own, published(service.store, own)


def decide(client: TestClient, proposal: str, version: int = 1, **asked: Any) -> Response:
    path = f"{V1}/proposals/{proposal}/decisions"
    return client.post(path, json=asked, headers={"If-Match": f'"{version}"'})


def test_each_side_lists_its_own(service: Service, proposals: tuple[Played, Mapping[str, str]]) -> None:
    own, ids = proposals
    for name, learners in (("TS Nis", ["L1", "L2", "L3"]), ("INCOMA", ["L1", "L2", "L4"])):
        found = service.browser(own.own[name]).get(f"{V1}/rounds/{own.id}/proposals").json()["items"]
        assert [(row["learner"], row["id"]) for row in found] == [(one, ids[one]) for one in learners]


def test_the_list_comes_in_pages_and_by_state(service: Service, proposals: tuple[Played, Mapping[str, str]]) -> None:
    own, ids = proposals
    client = service.browser(own.coordinator)
    path = f"{V1}/rounds/{own.id}/proposals"
    first = client.get(path, params={"limit": 3}).json()
    second = client.get(path, params={"limit": 3, "after": first["next"]}).json()
    assert [row["learner"] for row in first["items"] + second["items"]] == sorted(ids)
    assert client.get(path, params={"state": "declined"}).json()["items"] == []


def test_a_proposal_goes_through_all_acceptances(service: Service, proposals: tuple[Played, Mapping[str, str]]) -> None:
    own, ids = proposals
    school, host = service.browser(own.own["TS Nis"]), service.browser(own.own["INCOMA"])
    states = [
        decide(client, ids["L1"], version, step=step).json()["state"]
        for version, (client, step) in enumerate(
            ((school, "accept_for_sending"), (host, "accept_for_hosting"), (school, "accept_for_learner")), 1
        )
    ]
    assert states == ["accepted_by_sending", "accepted_by_hosting", "accepted"]
    steps = school.get(f"{V1}/proposals/{ids['L1']}/decisions").json()
    assert [row["step"] for row in steps] == ["accept_for_sending", "accept_for_hosting", "accept_for_learner"]
    assert steps[1]["author"] == own.own["INCOMA"].person


def test_a_decision_names_the_version_it_was_taken_on(
    service: Service, proposals: tuple[Played, Mapping[str, str]]
) -> None:
    own, ids = proposals
    school = service.browser(own.own["TS Nis"])
    assert decide(school, ids["L1"], 7, step="accept_for_sending").status_code == 412
    unsaid = school.post(f"{V1}/proposals/{ids['L1']}/decisions", json={"step": "accept_for_sending"})
    assert unsaid.status_code == 428


def test_declining_needs_a_reason_and_a_state_that_has_it(
    service: Service, proposals: tuple[Played, Mapping[str, str]]
) -> None:
    own, ids = proposals
    host = service.browser(own.own["INCOMA"])
    refused = decide(host, ids["L1"], step="decline")
    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")
    assert "tasks" in refused.json()["detail"]
    assert (
        decide(host, ids["L1"], step="decline", reason_code="tasks", why="no bench free").json()["state"] == "declined"
    )
    assert decide(host, ids["L1"], 2, step="decline", reason_code="tasks").status_code == 409


def test_a_proposal_says_what_its_fit_rests_on(service: Service, proposals: tuple[Played, Mapping[str, str]]) -> None:
    own, ids = proposals
    shown = service.browser(own.own["INCOMA"]).get(f"{V1}/proposals/{ids['L1']}")
    assert shown.json()["evidence"]["language"]["reason"] == "unknown"
    assert shown.headers["ETag"] == '"1"'


def test_an_objection_is_reviewed_by_somebody_who_did_not_decide(
    service: Service, proposals: tuple[Played, Mapping[str, str]]
) -> None:
    own, ids = proposals
    school = service.browser(own.own["TS Nis"])
    raised = school.post(f"{V1}/proposals/{ids['L1']}/objections", json={"reason_code": "tasks", "why": "too simple"})
    assert (raised.status_code, raised.json()["state"]) == (201, "open")
    path = f"{V1}/objections/{raised.json()['id']}/review"
    verdict = {"verdict": "upheld", "why": "the tasks are another trade's"}
    assert service.browser(own.coordinator).post(path, json=verdict).status_code == 403
    assert service.browser(colleague(own.coordinator)).post(path, json=verdict).json()["state"] == "upheld"
    listed = school.get(f"{V1}/rounds/{own.id}/objections").json()["items"]
    assert [row["state"] for row in listed] == ["upheld"]


def test_an_objection_needs_one_of_the_reasons(service: Service, proposals: tuple[Played, Mapping[str, str]]) -> None:
    own, ids = proposals
    answer = service.browser(own.own["TS Nis"]).post(
        f"{V1}/proposals/{ids['L1']}/objections", json={"reason_code": "mood"}
    )
    assert answer.status_code == 409
    assert "unfair" in answer.json()["detail"]
