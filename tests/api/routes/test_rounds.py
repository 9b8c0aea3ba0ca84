"""Rounds over HTTP."""

from tests.api.service import V1, Service
from tests.matcher.store.cast import organisation, stored


def test_one_sees_ones_own_rounds(service: Service) -> None:
    there = stored(service.store)
    shown = service.browser(there.coordinator).get(f"{V1}/rounds").json()
    assert [(row["id"], row["name"]) for row in shown["items"]] == [(there.id, there.round.name)]
    assert shown["next"] is None
    assert service.browser(organisation(service.store, "school")).get(f"{V1}/rounds").json()["items"] == []


def test_a_list_comes_in_pages(service: Service) -> None:
    auditor = service.browser(organisation(service.store, "auditor"))
    for _ in range(3):
        stored(service.store)
    everything = [row["id"] for row in auditor.get(f"{V1}/rounds?limit=500").json()["items"]]
    page, paged = auditor.get(f"{V1}/rounds?limit=1").json(), []
    while True:
        paged += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        page = auditor.get(f"{V1}/rounds", params={"limit": 1, "after": page["next"]}).json()
    assert paged == everything
    assert len(paged) >= 3


def test_a_page_that_nobody_offered_is_refused(service: Service) -> None:
    client = service.browser(organisation(service.store, "auditor"))
    for after in ("x", "bnVsbA", "WzEsMl0", "éé"):
        answer = client.get(f"{V1}/rounds", params={"after": after})
        assert (answer.status_code, answer.json()["code"]) == (422, "page-unknown")


def test_a_change_names_the_version_that_it_changes(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    path = f"{V1}/rounds/{there.id}"
    tag = client.get(path).headers["ETag"]
    assert client.patch(path, json={"name": "Spring"}).status_code == 428
    changed = client.patch(path, json={"name": "Spring"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["name"]) == (200, "Spring")
    late = client.patch(path, json={"name": "Winter"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "stale-version")
    assert client.patch(path, json={"name": "W"}, headers={"If-Match": "*"}).status_code == 412
    assert client.get(path).headers["ETag"] == changed.headers["ETag"]


def test_every_bad_field_is_named(service: Service) -> None:
    there = stored(service.store)
    wrong = {"name": "", "planning_date": "31.2."}
    answer = service.browser(there.coordinator).patch(
        f"{V1}/rounds/{there.id}", json=wrong, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 422
    assert [row["column"] for row in answer.json()["rows"]] == ["body.name", "body.planning_date"]


def test_anothers_round_is_not_there(service: Service) -> None:
    there = stored(service.store)
    stranger = service.browser(organisation(service.store, "coordinator"))
    assert stranger.get(f"{V1}/rounds/{there.id}").status_code == 404
    assert stranger.post(f"{V1}/rounds/{there.id}/close").status_code == 404


def test_a_closed_round_says_so(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    assert client.post(f"{V1}/rounds/{there.id}/close").status_code == 204
    assert client.get(f"{V1}/rounds/{there.id}").json()["state"] == "closed"


def test_a_closed_round_is_reopened_with_a_reason(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    client.post(f"{V1}/rounds/{there.id}/close")
    assert client.post(f"{V1}/rounds/{there.id}/reopen", json={"why": ""}).status_code == 422
    assert client.post(f"{V1}/rounds/{there.id}/reopen", json={"why": "closed too early"}).status_code == 204
    assert client.get(f"{V1}/rounds/{there.id}").json()["state"] == "open"
    events = client.get(f"{V1}/rounds/{there.id}/events").json()["items"]
    assert [event["what"] for event in events[:2]] == ["reopen round", "close round"]
