"""Learners one by one: added, changed, read as far as one may, handed out, forgotten."""

import pytest

from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, accepted, played, published

STATED = {"stay": "short", "sending_partner": "CCIS", "school": "TS Nis", "isced_f": "714"}


@pytest.fixture(scope="module")
def there(service: Service) -> Played:
    return played(service.store)


def test_a_learner_is_added_read_and_changed_in_its_latest_version(service: Service, there: Played) -> None:
    school, path = service.browser(there.own["TS Nis"]), f"{V1}/rounds/{there.id}/learners"
    skill = {"language": "engleski", "level": "B1", "tested": True}
    made = school.post(path, json={"id": "N1", **STATED, "languages": [skill], "country": "Serbia"})
    assert (made.status_code, made.headers["Location"], made.headers["ETag"]) == (201, f"{path}/N1", '"1"')
    read = school.get(f"{path}/N1")
    assert read.json() == made.json()
    assert (read.json()["isced_f"], read.json()["country"]) == ("0714", "RS")
    assert read.json()["languages"] == [{"language": "en", "level": "B1", "tested": True, "uses": {}}]
    assert school.post(path, json={"id": "N1", **STATED}).status_code == 412
    assert school.put(f"{path}/N1", json=STATED).status_code == 428
    changed = school.put(f"{path}/N1", json=STATED | {"eqf": 4}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["eqf"], changed.json()["version"]) == (200, 4, 2)
    assert school.put(f"{path}/N1", json=STATED, headers={"If-Match": '"1"'}).status_code == 412
    assert school.get(f"{path}/N1").json() == changed.json()


@pytest.mark.parametrize("id", ["2022/7", "III/2 б", "a/../b", "50%", "%2F", "a?b#c"])
def test_a_learner_is_found_where_the_answer_says_whatever_its_id(service: Service, there: Played, id: str) -> None:
    school = service.browser(there.own["TS Nis"])
    made = school.post(f"{V1}/rounds/{there.id}/learners", json={"id": id, **STATED})
    here = made.headers["Location"]
    assert school.get(here).json() == made.json()
    assert school.get(f"{here}/preview").json()["learner"] == id
    assert school.put(here, json=STATED, headers={"If-Match": '"1"'}).json()["id"] == id


@pytest.mark.parametrize(
    ("field", "value"),
    [("country", "Atlantis"), ("isced_f", "99999"), ("eqf", 9), ("study_title", "a\x00b"), ("needs", ["x"] * 51),
     ("languages", [{"language": "Klingonish"}]), ("birth_date", "31.2."), ("name", "Ana")],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(service: Service, there: Played, field: str, value: object) -> None:
    sent = {"id": "N2", **STATED, field: value}
    answer = service.browser(there.own["TS Nis"]).post(f"{V1}/rounds/{there.id}/learners", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
    assert answer.json()["rows"][0]["column"].startswith(f"body.{field}")


def test_a_stay_that_the_round_does_not_have_is_a_conflict(service: Service, there: Played) -> None:
    sent = {"id": "N3", **STATED, "stay": "none"}
    answer = service.browser(there.own["CCIS"]).post(f"{V1}/rounds/{there.id}/learners", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (409, "reference-missing")


def test_an_auditor_sees_learners_without_birth_dates(service: Service, there: Played) -> None:
    path = f"{V1}/rounds/{there.id}/learners"
    assert service.browser(there.own["CCIS"]).get(f"{path}/L3").json()["birth_date"] == "2008-12-01"
    auditor = service.browser(there.auditor)
    assert auditor.get(f"{path}/L3").json()["birth_date"] is None
    assert {row["birth_date"] for row in auditor.get(path).json()["items"]} == {None}


def test_a_list_of_learners_comes_in_pages(service: Service, there: Played) -> None:
    client, path = service.browser(there.own["ALBS"]), f"{V1}/rounds/{there.id}/learners"
    first = client.get(path, params={"limit": 2}).json()
    rest = client.get(path, params={"limit": 2, "after": first["next"]}).json()
    assert [row["id"] for row in (*first["items"], *rest["items"])] == ["L4", "L5", "L6"]
    assert rest["next"] is None


def test_a_name_is_kept_apart_and_shown_once_the_proposal_is_accepted(service: Service) -> None:
    there = played(service.store)
    school, host = service.browser(there.own["TS Nis"]), service.browser(there.own["INCOMA"])
    path = f"{V1}/rounds/{there.id}/learners/L1/identity"
    ana = {"given_name": "Ana", "family_name": "Primer", "guardians": [{"name": "Vera Primer"}]}
    assert school.get(path).status_code == 404
    assert school.put(path, json=ana).status_code == 204
    assert school.put(path, json=ana).status_code == 412
    read = school.get(path)
    assert read.json()["guardians"] == [{"name": "Vera Primer", "email": "", "phone": ""}]
    assert school.put(path, json=ana, headers={"If-Match": read.headers["ETag"]}).status_code == 204
    assert host.get(path).status_code == 404
    proposals = published(service.store, there)
    profile = host.get(f"{V1}/rounds/{there.id}/profiles/L1").json()
    assert profile["isced_f"] == "0714"
    assert profile.keys().isdisjoint({"school", "birth_date", "preferences", "given_name"})
    assert [row["id"] for row in host.get(f"{V1}/rounds/{there.id}/profiles").json()["items"]] == ["L1", "L2", "L4"]
    accepted(service.store, proposals["L1"], there.own["TS Nis"], there.own["INCOMA"])
    assert host.get(path).json()["family_name"] == "Primer"


def test_a_person_gets_everything_and_is_forgotten(service: Service) -> None:
    there = played(service.store)
    published(service.store, there)
    school, path = service.browser(there.own["TS Nis"]), f"{V1}/rounds/{there.id}"
    ana = {"given_name": "Ana", "family_name": "Primer"}
    assert school.put(f"{path}/learners/L2/identity", json=ana).status_code == 204
    held = school.get(f"{path}/learners/L2/export").json()
    assert (held["identity"]["given_name"], len(held["proposals"])) == ("Ana", 1)
    assert school.delete(f"{path}/learners/L2").status_code == 204
    assert school.get(f"{path}/learners/L2").status_code == 404
    coordinator = service.browser(there.coordinator)
    events = coordinator.get(f"{path}/events?limit=500").text
    assert "erase person" in events
    assert "L2" not in events
    assert "L2" not in coordinator.get(f"{path}/exports/proposals").text
    assert service.browser(there.own["INCOMA"]).get(f"{path}/profiles/L2").status_code == 404


def test_a_round_says_how_long_its_people_are_kept(service: Service, there: Played) -> None:
    client, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}"
    assert client.put(f"{path}/retention", json={"keep_until": "2099-06-30"}).status_code == 204
    assert client.get(path).json()["keep_until"] == "2099-06-30"
    assert client.put(f"{path}/retention", json={"keep_until": None}).status_code == 204
    assert client.get(path).json()["keep_until"] is None
