"""What a school sees before anything is decided."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from matcher.model import Learner, Weights
from matcher.store.engine import reading, writing
from matcher.store.learners import put_learner
from matcher.store.placements import get_placement, withdraw_placement
from matcher.store.rules import add_rules
from matcher.store.tables import EventRow, SchoolRow
from tests.api.service import V1, Service, running
from tests.databases import NewDatabase
from tests.matcher.store.cast import Played, finished_run, played

PROFILE = {"stay": "short", "country": "RS", "isced_f": "0714", "languages": [{"language": "en", "level": "B1"}]}


@pytest.fixture
def there(service: Service) -> Played:
    return played(service.store)


def school_of(service: Service, there: Played) -> str:
    with reading(service.store) as session:
        own = select(SchoolRow.id).filter_by(round_id=there.id, organisation_id=there.own["TS Nis"].organisation)
        return session.scalars(own).one()


def test_a_school_sees_its_learners_options_best_first(service: Service, there: Played) -> None:
    shown = service.browser(there.own["TS Nis"]).get(f"{V1}/rounds/{there.id}/learners/L1/preview").json()
    fits = [option["fit"] for option in shown["options"]]
    assert fits == sorted(fits, reverse=True)
    assert shown["open"] == len(fits) > 0
    assert {option["placement"] for option in shown["options"]} == {"P3"}
    assert "studies 0714" in shown["options"][0]["evidence"]["study_profile"]["reason"]["says"]
    assert (shown["run"], shown["options"][0]["band"]) == (None, None)


def test_before_the_first_run_it_is_told_what_would_open_more(service: Service, there: Played) -> None:
    shown = service.browser(there.own["TS Nis"]).get(f"{V1}/rounds/{there.id}/learners/L2/preview").json()
    assert {reason["code"] for reason in shown["would_open"]} == {"would_open"}
    assert all("would open" in reason["says"] for reason in shown["would_open"])


def test_after_a_run_each_option_has_its_band(service: Service, there: Played) -> None:
    run = finished_run(service.store, there)
    shown = service.browser(there.own["TS Nis"]).get(f"{V1}/rounds/{there.id}/learners/L1/preview").json()
    assert shown["run"] == run
    bands = {option["placement"]: option["band"]["code"] for option in shown["options"]}
    assert set(bands.values()) <= {"band_likely", "band_contested", "band_closed"}


def test_a_learner_of_another_school_is_not_there(service: Service, there: Played) -> None:
    for name in ("Shkolla Teknike", "ALBS"):
        answer = service.browser(there.own[name]).get(f"{V1}/rounds/{there.id}/learners/L1/preview")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-id")


def test_previewing_is_for_the_sending_side(service: Service, there: Played) -> None:
    for viewer in (there.own["INCOMA"], there.auditor):
        answer = service.browser(viewer).get(f"{V1}/rounds/{there.id}/learners/L1/preview")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_a_whole_school_comes_in_pages(service: Service, there: Played) -> None:
    client = service.browser(there.own["TS Nis"])
    path = f"{V1}/rounds/{there.id}/schools/{school_of(service, there)}/preview"
    first = client.get(path, params={"limit": 2, "top": 1}).json()
    second = client.get(path, params={"limit": 2, "top": 1, "after": first["next"]}).json()
    assert [shown["learner"] for shown in first["items"] + second["items"]] == ["L1", "L2", "L3"]
    assert second["next"] is None
    assert all(len(shown["options"]) <= 1 for shown in first["items"])
    assert service.browser(there.own["Shkolla Teknike"]).get(path).status_code == 404


def test_somebody_described_is_previewed_like_a_stored_learner(service: Service, there: Played) -> None:
    client = service.browser(there.own["CCIS"])
    with writing(service.store) as session:
        stored = Learner.model_validate({**PROFILE, "id": "L9", "sending_partner": "CCIS", "languages": None})
        put_learner(session, there.coordinator, there.id, stored)
    posted = client.post(f"{V1}/rounds/{there.id}/preview", json=PROFILE | {"languages": None}).json()
    known = client.get(f"{V1}/rounds/{there.id}/learners/L9/preview").json()
    assert posted | {"learner": "L9"} == known


def test_a_preview_writes_nothing(service: Service, there: Played) -> None:
    client = service.browser(there.own["TS Nis"])

    def events() -> int:
        with reading(service.store) as session:
            return session.scalar(select(func.count()).select_from(EventRow)) or 0

    before = events()
    client.post(f"{V1}/rounds/{there.id}/preview", json=PROFILE)
    client.get(f"{V1}/rounds/{there.id}/learners/L1/preview")
    assert events() == before


def test_a_withdrawn_placement_is_offered_no_more(service: Service, there: Played) -> None:
    client = service.browser(there.own["TS Nis"])
    path = f"{V1}/rounds/{there.id}/learners/L1/preview"
    assert "P3" in [option["placement"] for option in client.get(path).json()["options"]]
    with writing(service.store) as session:
        _, version = get_placement(session, there.coordinator, there.id, "P3")
        withdraw_placement(session, there.coordinator, there.id, "P3", version, "closed down")
    assert "P3" not in [option["placement"] for option in client.get(path).json()["options"]]


def test_a_changed_learner_is_previewed_as_changed(service: Service, there: Played) -> None:
    client = service.browser(there.own["TS Nis"])
    path = f"{V1}/rounds/{there.id}/learners/L1/preview"
    before = client.get(path).json()["options"][0]
    changed = there.round.learner_by_id["L1"].model_copy(update={"preferences": ("Seville",)})
    with writing(service.store) as session:
        put_learner(session, there.coordinator, there.id, changed, 1)
    after = client.get(path).json()["options"][0]
    assert before["placement"] == after["placement"]
    assert before["fit"] > after["fit"]


def test_a_new_run_and_a_new_rule_show_at_once(service: Service, there: Played) -> None:
    client = service.browser(there.own["TS Nis"])
    path = f"{V1}/rounds/{there.id}/learners/L1/preview"
    for run in (finished_run(service.store, there) for _ in range(2)):
        assert client.get(path).json()["run"] == run
    before = client.get(path).json()["options"][0]["fit"]
    rules = there.round.rules.model_copy(update={"weights": Weights(preferences=100)})
    with writing(service.store) as session:
        add_rules(session, there.coordinator, there.id, rules, "wishes count")
    assert client.get(path).json()["options"][0]["fit"] != before


def test_each_is_shown_their_own_however_many_ask_at_once(service: Service, there: Played) -> None:
    clients = {"L1": service.browser(there.own["TS Nis"]), "L4": service.browser(there.own["ALBS"])}

    def learner_of(asked: str) -> tuple[int, str]:
        answer = clients[asked].get(f"{V1}/rounds/{there.id}/learners/{asked}/preview")
        return answer.status_code, answer.json()["learner"]

    asked = ["L1", "L4"] * 20
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(learner_of, asked)) == [(200, learner) for learner in asked]


def test_previews_count_among_all_requests(new_database: NewDatabase) -> None:
    with running(new_database(), requests_per_minute=2) as service:
        there = played(service.store)
        client = service.browser(there.own["TS Nis"])
        path = f"{V1}/rounds/{there.id}/learners/L1/preview"
        assert [client.get(asked).status_code for asked in (path, path, path)] == [200, 200, 429]
        assert service.anybody.get(path).status_code == 401


def test_an_unknown_stay_is_named_with_those_that_are_there(service: Service, there: Played) -> None:
    answer = service.browser(there.own["CCIS"]).post(f"{V1}/rounds/{there.id}/preview", json=PROFILE | {"stay": "x"})
    assert answer.status_code == 422
    assert "long, short" in answer.json()["detail"]
