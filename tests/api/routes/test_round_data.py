"""What a coordinator sets in a round, and what its people see of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, finished_run, played, published

PLACEMENT = {
    "host": "Electrónica Triana", "destination": "Seville", "places": 3, "study_fields": ["714", "0713"],
    "window": {"first_day": "2026-09-28", "last_day": "2026-11-15"}, "hazards": ["noise"], "nace": "1.1",
    "languages": [{"language": "spanish", "level": "A2"}],
}  # fmt: skip


@pytest.fixture
def there(service: Service) -> Played:
    return played(service.store)


def test_each_change_of_a_placement_is_a_version(service: Service, there: Played) -> None:
    host, path = service.browser(there.own["INCOMA"]), f"{V1}/rounds/{there.id}/placements"
    made = host.post(path, json={"id": "N1", **PLACEMENT})
    assert (made.status_code, made.headers["Location"]) == (201, f"{path}/N1")
    assert (made.json()["study_fields"], made.json()["nace"]) == (["0714", "0713"], "01.1")
    assert host.get(f"{path}/N1").json() == made.json()
    changed = host.put(f"{path}/N1", json=PLACEMENT | {"places": 5}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert host.put(f"{path}/N1", json=PLACEMENT, headers={"If-Match": '"1"'}).status_code == 412
    why = {"why": "the company closed"}
    assert host.post(f"{path}/N1/withdraw", json=why, headers={"If-Match": '"2"'}).status_code == 204
    versions = host.get(f"{path}/N1/versions").json()
    assert [(row["places"], row["reason"]) for row in versions] == [(3, ""), (5, ""), (5, "the company closed")]
    assert [row["id"] for row in host.get(path).json()["items"]] == ["P1", "P2"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("window", {"first_day": "2026-10-02", "last_day": "2026-10-01"}), ("places", -1), ("places", 10**30),
     ("hazards", ["dragons"]), ("nace", "x"), ("study_fields", ["9"]), ("extra", {"a\x00": "b"})],
)  # fmt: skip
def test_a_placement_that_cannot_be_is_refused(service: Service, there: Played, field: str, value: object) -> None:
    sent = {"id": "N2", **PLACEMENT, field: value}
    answer = service.browser(there.own["INCOMA"]).post(f"{V1}/rounds/{there.id}/placements", json=sent)
    assert answer.status_code == 422
    assert answer.json()["rows"][0]["column"].startswith(f"body.{field}")


TABLES: Mapping[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "stays": ("new", {"activity": "long-term", "first_day": "2027-01-01", "last_day": "2027-06-30",
                      "length_days": 90, "start_on": ["monday"]}, {"length_days": None, "start_on": []}),
    "destinations": ("Granada", {"beds": 3, "country": "Spain", "hosting_partner": "NEW", "extra": {"tram": "7"}},
                     {"beds": 4}),
    "groups": ("G3", {"stay": "short", "sending_partner": "CCIS", "companions": 1}, {"companions": 2}),
    "sending-partners": ("NEW", {"name": "New", "floor": 1, "ceiling": 2}, {"ceiling": None}),
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_a_small_table_is_added_and_changed_by_who_saw_it(service: Service, there: Played, table: str) -> None:
    client, (id, stated, change) = service.browser(there.coordinator), TABLES[table]
    path = f"{V1}/rounds/{there.id}/{table}"
    made = client.put(f"{path}/{id}", json=stated)
    assert made.status_code == 200, made.text
    read = client.get(f"{path}/{id}")
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]
    assert client.put(f"{path}/{id}", json=stated).status_code == 412
    changed = client.put(f"{path}/{id}", json={**stated, **change}, headers={"If-Match": made.headers["ETag"]})
    assert changed.status_code == 200
    assert client.put(f"{path}/{id}", json=stated, headers={"If-Match": made.headers["ETag"]}).status_code == 412
    assert id in {row["id"] for row in client.get(path).json()["items"]}
    assert client.get(path, params={"limit": 1}).json()["next"] is not None


def test_a_row_that_cannot_be_is_refused(service: Service, there: Played) -> None:
    client, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}"
    stay = {"activity": "short-term", "first_day": "2027-01-02", "last_day": "2027-01-01"}
    assert client.put(f"{path}/stays/x", json=stay).status_code == 422
    open_dates = {"activity": "short-term", "first_day": "2027-01-01", "last_day": "2027-01-20"}
    assert client.put(f"{path}/stays/x", json=open_dates | {"start_on": ["monday"]}).status_code == 422
    assert client.put(f"{path}/stays/x", json=open_dates | {"length_days": 21}).status_code == 422
    assert client.put(f"{path}/groups/x", json={"stay": "none"}).json()["code"] == "reference-missing"
    assert client.put(f"{path}/sending-partners/x", json={"floor": 2, "ceiling": 1}).status_code == 422


def test_everybody_sees_their_own_schools_and_partners(service: Service, there: Played) -> None:
    path = f"{V1}/rounds/{there.id}"
    schools = service.browser(there.own["CCIS"]).get(f"{path}/schools").json()["items"]
    assert [(row["name"], row["sending_partner"]) for row in schools] == [("TS Nis", "CCIS")]
    hosts = service.browser(there.own["ZNI"]).get(f"{path}/hosting-partners").json()
    assert hosts == [{"id": "ZNI"}]


def test_a_pin_has_an_author_and_a_reason_and_can_be_lifted(service: Service, there: Played) -> None:
    client, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}/pins"
    ban = {"kind": "ban", "learner": "L1", "placement": "P3", "reason": "was there last year"}
    made = client.post(path, json=ban)
    assert made.headers["Location"] == f"{path}/{made.json()['id']}"
    page = client.get(path, params={"limit": 2}).json()
    (shown,) = client.get(path, params={"after": page["next"]}).json()["items"]
    assert (shown["learner"], shown["reason"], shown["author"]) == ("L1", ban["reason"], there.coordinator.person)
    assert client.post(f"{path}/{shown['id']}/lift", json={"why": "asked for"}).status_code == 204
    assert client.post(f"{path}/{shown['id']}/lift", json={"why": "asked for"}).status_code == 404
    for wrong in ({**ban, "group": "G1"}, {**ban, "placement": None}, {**ban, "reason": ""}):
        assert client.post(path, json=wrong).status_code == 422
    assert client.post(path, json={**ban, "learner": "nobody"}).json()["code"] == "reference-missing"
    assert client.get(path, params={"after": "WyJ4Il0"}).json()["code"] == "page-unknown"


def test_rules_change_version_by_version_and_waivers_are_for_who_oversees(service: Service, there: Played) -> None:
    client, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}/rules"
    waiver = {"rule": "eqf_minimum", "learner": "L1", "reason": "knows the work", "author": "M. Rossi"}
    sent = {"rules": {"waivers": [waiver], "study_field_floor": 0.5}, "why": "as agreed"}
    assert client.post(path, json=sent).status_code == 428
    made = client.post(path, json=sent, headers={"If-Match": client.get(path).headers["ETag"]})
    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert client.post(path, json=sent, headers={"If-Match": '"1"'}).status_code == 412
    assert [row["version"] for row in client.get(path).json()] == [2, 1]
    assert client.get(path).json()[0]["rules"]["waivers"][0]["learner"] == "L1"
    seen = service.browser(there.own["ALBS"]).get(path).json()[0]
    assert (seen["rules"]["study_field_floor"], seen["rules"]["waivers"]) == (0.5, [])
    nobody = {"rules": {"waivers": [{**waiver, "learner": "nobody"}]}}
    assert client.post(path, json=nobody, headers={"If-Match": '"2"'}).json()["code"] == "reference-missing"
    for wrong in ({**waiver, "reason": "a\x00b"}, {**waiver, "author": "x" * 201}):
        answer = client.post(path, json={"rules": {"waivers": [wrong]}}, headers={"If-Match": '"2"'})
        assert answer.status_code == 422
    many = client.post(path, json={"rules": {"waivers": [waiver] * 1_001}}, headers={"If-Match": '"2"'})
    assert many.status_code == 422


def test_a_link_opens_a_round_and_unlinking_closes_it(service: Service, there: Played) -> None:
    coordinator, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}"
    school, host = there.foreign["school"], there.foreign["hosting"]
    links = {(row["party"], row["id"]): row["organisation"] for row in coordinator.get(f"{path}/links").json()}
    assert links["hosting_partner", "ZNI"] == there.own["ZNI"].organisation
    (nis,) = [id for (_, id), behind in links.items() if behind == there.own["TS Nis"].organisation]
    client = service.browser(school)
    assert client.get(path).status_code == 404
    to_school = {"organisation": school.organisation}
    assert coordinator.put(f"{path}/links/school/{nis}", json=to_school).status_code == 204
    assert client.get(f"{path}/learners/L1").status_code == 200
    assert coordinator.put(f"{path}/links/school/{nis}", json={"organisation": None}).status_code == 204
    assert client.get(path).status_code == 404
    wrong_role = {"organisation": host.organisation}
    assert coordinator.put(f"{path}/links/school/{nis}", json=wrong_role).status_code == 404
    assert coordinator.put(f"{path}/links/city/{nis}", json=wrong_role).status_code == 422


def test_a_title_waits_for_a_person_whose_word_counts(service: Service, there: Played) -> None:
    school, path = service.browser(there.own["TS Nis"]), f"{V1}/rounds/{there.id}"
    odd = {"stay": "short", "sending_partner": "CCIS", "school": "TS Nis", "study_title": "Xyzzy", "country": "RS"}
    assert school.post(f"{path}/learners", json={"id": "N1", **odd}).status_code == 201
    (waiting,) = school.get(f"{path}/titles/to-confirm").json()
    assert (waiting["title"], waiting["learners"], len(waiting["guesses"]) <= 3) == ("Xyzzy", 1, True)
    assert service.browser(there.own["ALBS"]).get(f"{path}/titles/to-confirm").json() == []
    assert school.post(f"{path}/titles", json={"title": "Xyzzy", "isced_f": "0714"}).status_code == 204
    assert school.get(f"{path}/titles/to-confirm").json() == []
    (said,) = school.get(f"{path}/titles").json()
    assert (said["title"], said["isced_f"], said["author"]) == ("Xyzzy", "0714", there.own["TS Nis"].person)
    titles = {row["title"] for row in service.browser(there.coordinator).get(f"{path}/titles").json()}
    assert titles == {"Hoteleri-turizëm", "Xyzzy"}


def test_events_are_newest_first_and_found_by_what_they_are_about(service: Service, there: Played) -> None:
    published(service.store, there)
    finished_run(service.store, there)
    client, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}/events"
    everything = client.get(path, params={"limit": 500}).json()["items"]
    assert [row["id"] for row in everything] == sorted((row["id"] for row in everything), reverse=True)
    page, paged = client.get(path, params={"limit": 4}).json(), []
    while page["next"]:
        paged += page["items"]
        page = client.get(path, params={"limit": 4, "after": page["next"]}).json()
    assert [*paged, *page["items"]] == everything
    school = service.browser(there.own["TS Nis"])
    stated = {"stay": "short", "sending_partner": "CCIS", "school": "TS Nis"}
    assert school.put(f"{V1}/rounds/{there.id}/learners/L2", json=stated, headers={"If-Match": '"1"'}).is_success
    (own,) = school.get(path).json()["items"]
    assert (own["what"], own["about"]) == ("change learner", ["learner:L2"])
    about = client.get(path, params={"subject": "learner:L2"}).json()["items"]
    assert about[0]["what"] == "change learner"
    assert client.get(path, params={"subject": "learner:nobody"}).status_code == 404
    assert client.get(path, params={"subject": "run:none"}).json()["items"] == []
    assert own in school.get(f"{V1}/events").json()["items"]
