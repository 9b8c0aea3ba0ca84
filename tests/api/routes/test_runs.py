"""Runs over HTTP."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services.planning import work_off
from api.services.watching import changes
from matcher.model import Round
from matcher.store.engine import Store, writing
from matcher.store.runs import claim_next_run, finish_run, heartbeat
from tests.api.service import V1, Service, running
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import Stored, finished_run, organisation, stored

__all__ = ["solvable"]


def asked(client: TestClient, there: Stored, key: str | None = None, **settings: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{V1}/rounds/{there.id}/runs", json=settings, headers=headers)


def events(client: TestClient, run: str, **headers: str) -> list[dict[str, Any]]:
    text = client.get(f"{V1}/runs/{run}/events", headers=headers).text
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n") if block]
    return [block | {"data": json.loads(block["data"])} for block in blocks]


def test_a_coordinator_has_a_round_planned_and_publishes(service: Service, solvable: Round) -> None:
    there = stored(service.store, solvable)
    client = service.browser(there.coordinator)
    queued = asked(client, there, time_limit_seconds=5)
    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    where = queued.headers["Location"]
    work_off(service.store, "w")
    run = client.get(where).json()
    assert (run["state"], run["attempt"], run["failure"]) == ("complete", 1, None)
    assert run["settings"]["time_limit_seconds"] == 5
    published = client.post(f"{where}/publish", json={"objection_days": 10}).json()
    assert published == {"kept": 0, "proposed": 4, "withdrawn": 0}
    assert client.post(f"{where}/publish").json() == {"kept": 4, "proposed": 0, "withdrawn": 0}


def test_a_worker_is_told(service: Service) -> None:
    there = stored(service.store)
    asked(service.browser(there.coordinator), there)
    assert service.app.state.jobs._huey.pending_count() >= 1


def test_a_queue_that_is_away_loses_no_run(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    there = stored(service.store)
    task, service.app.state.jobs._task = service.app.state.jobs._task, lambda: 1 / 0
    answer = asked(service.browser(there.coordinator), there)
    service.app.state.jobs._task = task
    assert answer.status_code == 202
    assert "the job queue does not answer" in caplog.text


def test_the_second_run_of_a_round_is_told_of_the_first(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    first = asked(client, there).json()["id"]
    second = asked(client, there)
    assert (second.status_code, second.json()["code"]) == (409, "run-active")
    assert second.json()["params"]["run"] == first


def test_the_same_key_names_the_same_run(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    first, again = asked(client, there, "k1"), asked(client, there, "k1")
    assert first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"]
    other = asked(client, there, "k1", moves="free")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-used")


@pytest.mark.parametrize(
    "settings", [{"time_limit_seconds": 1e9}, {"time_limit_seconds": 0}, {"moves": "all"}, {"moves": -1}, {"x": 1}]
)
def test_settings_that_cannot_be_are_refused(service: Service, settings: dict[str, Any]) -> None:
    there = stored(service.store)
    assert asked(service.browser(there.coordinator), there, **settings).status_code == 422


def test_who_names_no_time_limit_leaves_it_to_the_size_of_the_round(service: Service) -> None:
    there = stored(service.store)
    assert asked(service.browser(there.coordinator), there).json()["settings"]["time_limit_seconds"] is None


def test_runs_are_listed_in_pages_newest_first(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    runs = [finished_run(service.store, there) for _ in range(3)]
    path, listed, after = f"{V1}/rounds/{there.id}/runs", [], None
    while True:
        page = client.get(path, params={"limit": 2} | ({"after": after} if after else {})).json()
        listed += [row["id"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert listed == runs[::-1]
    assert client.get(path, params={"after": "WyJ4Il0"}).json()["code"] == "page-unknown"


def test_a_run_is_cancelled_once(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    where = asked(client, there).headers["Location"]
    assert client.post(f"{where}/cancel").json()["state"] == "cancelled"
    again = client.post(f"{where}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "transition-refused")


def test_the_events_of_a_run_end_with_it(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    run = finished_run(service.store, there)
    (last,) = events(client, run)
    assert (last["event"], last["data"]["state"]) == ("end", "complete")
    assert events(client, run, **{"Last-Event-ID": last["id"]}) == []


@pytest.mark.anyio
async def test_every_change_of_a_run_is_told_once_and_who_comes_back_is_told_the_rest(service: Service) -> None:
    there = stored(service.store)
    run = asked(service.browser(there.coordinator), there).json()["id"]
    watched = changes(service.store, there.coordinator, run, look_seconds=0.001)
    seen = [await anext(watched)]
    for step in (_claim, _tell):
        step(service.store, run)
        seen.append(await anext(watched))
    assert [now.run.state for now in seen] == ["queued", "running", "running"]
    assert seen[-1].run.progress is not None
    back = changes(service.store, there.coordinator, run, mark=seen[-1].mark, look_seconds=0.001)
    with writing(service.store) as session:
        finish_run(session, run, 1, "failed", {"code": "x", "message": "m"})
    assert [now.run.state async for now in watched] == [now.run.state async for now in back] == ["failed"]


def _claim(store: Store, run: str) -> None:
    with writing(store) as session:
        while (claimed := claim_next_run(session, "w")) is not None and claimed.id != run:
            finish_run(session, claimed.id, claimed.attempt, "cancelled")


def _tell(store: Store, run: str) -> None:
    with writing(store) as session:
        heartbeat(session, run, 1, {"step": "allocating places", "stage": "placed", "value": 3, "bound": 5})


@pytest.mark.anyio
async def test_who_may_no_longer_see_a_run_is_told_no_more(service: Service) -> None:
    run = finished_run(service.store, stored(service.store))
    assert [now async for now in changes(service.store, organisation(service.store, "school"), run)] == []


def test_anothers_run_is_not_there(service: Service) -> None:
    there = stored(service.store)
    stranger = service.browser(organisation(service.store, "coordinator"))
    run = asked(service.browser(there.coordinator), there).json()["id"]
    for path in (f"/rounds/{there.id}/runs", f"/runs/{run}", f"/runs/{run}/events"):
        assert stranger.get(f"{V1}{path}").status_code == 404
    for path in (f"/rounds/{there.id}/runs", f"/runs/{run}/cancel", f"/runs/{run}/publish"):
        assert stranger.post(f"{V1}{path}", json={}).status_code == 404


def test_metrics_count_runs_by_state_and_how_long_the_next_has_waited(service: Service) -> None:
    asked(service.browser((there := stored(service.store)).coordinator), there)
    text = service.anybody.get("/metrics").text
    figures = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line[0] != "#"}
    assert figures['matcher_runs{state="queued"}'] >= 1
    assert figures['matcher_runs{state="infeasible"}'] >= 0
    assert figures["matcher_longest_waiting_seconds"] > 0


def test_metrics_without_a_database_leave_runs_out(bare_url: str) -> None:
    with running(bare_url) as service:
        answer = service.anybody.get("/metrics")
    assert answer.status_code == 200
    assert "matcher_runs" not in answer.text
