"""What came undone after publishing, and who comes next."""

import pytest

from matcher.store.engine import reading, writing
from matcher.store.loading import load_round
from matcher.store.placements import get_placement, withdraw_placement
from matcher.store.proposals import decide
from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, played, published


@pytest.fixture
def there(service: Service) -> Played:
    return played(service.store)


def test_where_nothing_came_undone_no_rerun_is_suggested(service: Service, there: Played) -> None:
    published(service.store, there)
    shown = service.browser(there.coordinator).get(f"{V1}/rounds/{there.id}/suggestion").json()
    assert shown == {"rerun": None, "ended": [], "on_withdrawn": [], "reserves": {}}


def test_who_lost_a_proposal_leads_to_a_rerun_that_moves_least(service: Service, there: Played) -> None:
    ids = published(service.store, there)
    with writing(service.store) as session:
        decide(session, there.own["INCOMA"], ids["L1"], "decline", reason_code="tasks")
        _, version = get_placement(session, there.coordinator, there.id, "P3")
        withdraw_placement(session, there.coordinator, there.id, "P3", version, "bankrupt")
    shown = service.browser(there.coordinator).get(f"{V1}/rounds/{there.id}/suggestion").json()
    assert [(row["learner"], row["state"], row["reason_code"]) for row in shown["ended"]] == [
        ("L1", "declined", "tasks")
    ]
    assert [(row["learner"], row["placement"]) for row in shown["on_withdrawn"]] == [("L3", "P3")]
    assert (shown["rerun"]["moves"], shown["rerun"]["previous"]) == ("least", "published")


def test_reserves_wait_until_they_are_called_up(service: Service, there: Played) -> None:
    school = service.browser(there.own["TS Nis"])
    path = f"{V1}/rounds/{there.id}/reserves"
    assert school.put(path, json={"ranks": {"L2": 1, "L1": 2}}).status_code == 204
    shown = service.browser(there.coordinator).get(f"{V1}/rounds/{there.id}/suggestion").json()
    assert shown["reserves"] == {"0714": ["L2", "L1"]}
    with reading(service.store) as session:
        assert "L2" not in load_round(session, there.id).learner_by_id
    assert school.put(path, json={"ranks": {"L2": None}}).status_code == 204
    with reading(service.store) as session:
        assert "L2" in load_round(session, there.id).learner_by_id


def test_nobody_ranks_anothers_learners(service: Service, there: Played) -> None:
    answer = service.browser(there.own["TS Nis"]).put(f"{V1}/rounds/{there.id}/reserves", json={"ranks": {"L4": 1}})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-id")
