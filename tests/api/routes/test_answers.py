"""What runs found, over HTTP."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.services.planning import work_off
from matcher.model import Pin, Round
from matcher.rounds import plan, verify_run
from matcher.store.batches import RunSettings, queue_batch
from matcher.store.engine import Store, writing
from matcher.store.links import link
from matcher.store.pins import add_pin
from matcher.store.privacy import erase_person
from matcher.store.publishing import publish
from matcher.store.tables import AllocationRow, SchoolRow
from matcher.store.viewers import Viewer
from tests.api.service import V1, Service
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import Stored, finished_run, organisation, stored

__all__ = ["solvable"]


@dataclass(frozen=True)
class Answered(Stored):
    """A round with a run that a worker planned, and a school of it."""

    run: str
    school: Viewer


@pytest.fixture(scope="module")
def there(service: Service, solvable: Round) -> Answered:
    return answered(service.store, solvable)


def answered(store: Store, round: Round, school_name: str = "Shkolla Teknike") -> Answered:
    there, school = stored(store, round), organisation(store, "school")
    with writing(store) as session:
        rows = select(SchoolRow.id).filter_by(round_id=there.id, name=school_name)
        link(session, there.coordinator, there.id, "school", session.scalars(rows).one(), school.organisation)
        run = queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=5)).id
    work_off(store, "w")
    return Answered(there.id, there.coordinator, there.round, run, school)


@pytest.fixture(scope="module")
def client(service: Service, there: Answered) -> TestClient:
    client = service.browser(there.coordinator)
    client.base_url = client.base_url.join(f"{V1}/runs/{there.run}/")
    return client


def in_pages(client: TestClient, path: str) -> list[Any]:
    items: list[Any] = []
    page: Any = {"next": ""}
    while page["next"] is not None:
        page = client.get(path, params={"limit": 2} | ({"after": page["next"]} if page["next"] else {})).json()
        items += page["items"]
    return items


def test_the_answer_is_that_of_the_planner(client: TestClient, solvable: Round) -> None:
    dumped = plan(solvable, time_limit_seconds=5).answer.model_dump(mode="json", by_alias=True)
    assert client.get("answer").json() == dumped
    pages = [in_pages(client, name) for name in ("assignments", "unplaced")]
    assert pages == [dumped["assignments"], dumped["unplaced"]]
    certificate = client.get("certificate").json()
    assert certificate["certificate"] == dumped["certificate"]
    assert certificate["input_digest"] == solvable.digest


def test_the_answer_is_checked_without_a_solver(service: Service, client: TestClient, there: Answered) -> None:
    assert client.get("verification").json() == {"holds": True, "findings": []}
    with writing(service.store) as session:
        row = session.get_one(AllocationRow, there.run)
        before, row.header = row.header, row.header | {"gap": 0.5}
    service.app.state.answers._kept.clear()
    found = client.get("verification").json()
    with writing(service.store) as session:
        session.get_one(AllocationRow, there.run).header = before
    service.app.state.answers._kept.clear()
    assert not found["holds"]
    assert "gap" in found["findings"][0]


def test_fairness_hides_small_cells(client: TestClient) -> None:
    rows = client.get("fairness").json()
    assert {row["by"] for row in rows} >= {"sending partner", "country"}
    assert all(row["learners"] is None for row in rows if row["by"] == "country")


def test_a_learner_is_explained(client: TestClient) -> None:
    placed = client.get("explanations/L6").json()
    assert placed["placed"]["reasons"][0]["code"] == "placed_here"
    assert placed["placed"]["evidence"]["language"]["reason"]["says"]
    asked = client.get("explanations/L2", params={"placement": "P3"}).json()
    assert [option["placement"] for option in asked["options"]] == ["P3"]
    assert asked["unplaced"][0]["says"]
    for path in ("explanations/L99", "explanations/L1?placement=P99"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-id")


def test_a_comparison_says_who_moved(service: Service, client: TestClient, there: Answered) -> None:
    earlier = finished_run(service.store, there, {"L6": "P5"})
    found = client.get("comparison", params={"with": earlier}).json()
    assert {"learner": "L6", "before": "P5", "after": "P4"}.items() <= found["moved"][0].items()
    assert client.get("comparison").status_code == 404
    with writing(service.store) as session:
        publish(session, there.coordinator, earlier)
    assert client.get("comparison").json() == found
    elsewhere = finished_run(service.store, stored(service.store))
    assert client.get("comparison", params={"with": elsewhere}).status_code == 404


def test_a_school_is_told_of_its_own_learners_once_the_run_is_published(service: Service, solvable: Round) -> None:
    there = answered(service.store, solvable)
    school = service.browser(there.school)
    path = f"{V1}/runs/{there.run}"
    assert school.get(f"{path}/explanations/L5").status_code == 404
    with writing(service.store) as session:
        publish(session, there.coordinator, there.run)
    own = school.get(f"{path}/explanations/L6")
    assert own.json()["placed"]["placement"] == "P4"
    assert school.get(f"{path}/explanations/L1").status_code == 404
    for other in ("answer", "assignments", "unplaced", "certificate", "fairness", "verification"):
        assert school.get(f"{path}/{other}").status_code == 404
    stranger = service.browser(organisation(service.store, "school"))
    assert stranger.get(f"{path}/explanations/L5").status_code == 404


def test_whom_a_school_would_displace_is_not_named_to_it(service: Service, solvable: Round) -> None:
    learners = tuple(
        row.model_copy(update={"school": "TS Pirot"}) if row.id == "L2" else row for row in solvable.learners
    )
    there = answered(service.store, solvable.model_copy(update={"learners": learners}), "TS Pirot")
    with writing(service.store) as session:
        publish(session, there.coordinator, there.run)
    whole, hidden = (_why_not(service, viewer, there.run) for viewer in (there.coordinator, there.school))
    assert whole["code"] == hidden["code"] == "alternative_full"
    assert whole["params"]["displaced"] in ("L1", "L3")
    assert hidden["params"]["displaced"] == "another learner"
    assert "another learner would be left without a placement" in hidden["says"]


def _why_not(service: Service, viewer: Viewer, run: str) -> Any:
    answer = service.browser(viewer).get(f"{V1}/runs/{run}/explanations/L2", params={"placement": "P3"})
    assert not {"L1", "L3"} & set(answer.text.split('"')) or "coordinator" in viewer.roles
    return answer.json()["options"][0]["reasons"][0]


@pytest.mark.parametrize("gone", ["L1", "L2", "L5"])
def test_after_an_erasure_the_run_explains_everybody_else(service: Service, solvable: Round, gone: str) -> None:
    there = answered(service.store, solvable)
    client = service.browser(there.coordinator)
    path = f"{V1}/runs/{there.run}"
    others = [learner.id for learner in solvable.learners if learner.id != gone]
    before = [client.get(f"{path}/explanations/{learner}").json() for learner in others]
    free = client.get(f"{path}/fairness").json()
    with writing(service.store) as session:
        erased = erase_person(session, there.coordinator, there.id, gone)
    answers = [client.get(f"{path}/explanations/{learner}") for learner in others]
    assert {answer.status_code for answer in answers} == {200}
    assert gone not in "".join(answer.text for answer in answers).replace('"', " ").split()
    for then, now in zip(before, (answer.json() for answer in answers), strict=True):
        assert (now["placed"], now["unplaced"], now["would_open"]) == (
            then["placed"],
            then["unplaced"],
            then["would_open"],
        )
        assert [option["placement"] for option in now["options"]] == [row["placement"] for row in then["options"]]
    assert client.get(f"{path}/fairness").json()[0] == free[0]
    for unknown in (gone, erased):
        assert client.get(f"{path}/explanations/{unknown}").status_code == 404
    for proof in ("verification", "export"):
        answer = client.get(f"{path}/{proof}")
        assert (answer.status_code, answer.json()["code"]) == (409, "input-forgotten")
    assert gone not in client.get(f"{path}/answer").text.replace('"', " ").split()


def test_a_run_is_taken_away_as_a_folder_that_can_be_verified(
    service: Service, solvable: Round, tmp_path: Path
) -> None:
    there = stored(service.store, solvable)
    ban = Pin(kind="ban", learner="L6", destination="Seville", reason="was there last year", author="A. Anić")
    with writing(service.store) as session:
        add_pin(session, there.coordinator, there.id, ban)  # stated last, and first in the order of tables
        run = queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=5, moves=2)).id
    work_off(service.store, "w")
    path = f"{V1}/runs/{run}/export"
    client = service.browser(there.coordinator)
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "application/zip"
    assert client.get(path).content == answer.content
    with ZipFile(BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    assert verify_run(tmp_path).objective.placed == 4
    assert {"report.html", "assignments.csv", "round"} <= {file.name for file in tmp_path.iterdir()}


def test_a_round_that_its_tables_cannot_say_is_not_taken_away_as_a_folder(service: Service, solvable: Round) -> None:
    learners = (solvable.learners[0].model_copy(update={"preferences": ("Seville; or Lyon",)}), *solvable.learners[1:])
    there = answered(service.store, solvable.model_copy(update={"learners": learners}))
    answer = service.browser(there.coordinator).get(f"{V1}/runs/{there.run}/export")
    assert (answer.status_code, answer.json()["code"]) == (409, "verification-failed")
