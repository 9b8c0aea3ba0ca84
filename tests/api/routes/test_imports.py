"""Rounds and tables that somebody sends."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api import uploads
from matcher.model import TitleConfirmation
from matcher.store.confirmations import confirm_title
from matcher.store.engine import reading, writing
from matcher.store.loading import load_round
from matcher.store.tables import LearnerRow, RoundRow
from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, organisation, played, small_round
from tests.rounds import ROUND_TOML, TABLES, csv_text, with_cell

Files = list[tuple[str, tuple[str, bytes]]]


def files(**tables: object) -> Files:
    """The small round as uploads, with other contents or None in place of some tables."""
    contents = {name: csv_text(rows).encode() for name, rows in TABLES.items()} | tables
    sent = [(f"{name}.csv", raw) for name, raw in contents.items() if isinstance(raw, bytes)]
    return [("files", (name, raw)) for name, raw in [("round.toml", ROUND_TOML.encode()), *sent]]


def table(name: str, rows: object) -> Files:
    return [("files", (f"{name}.csv", csv_text(rows).encode()))]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def there(service: Service) -> Played:
    return played(service.store)


@pytest.fixture
def coordinator(service: Service) -> TestClient:
    return service.browser(organisation(service.store, "coordinator"))


def test_a_round_that_is_sent_is_the_round_that_is_stored(service: Service, coordinator: TestClient) -> None:
    answer = coordinator.post(f"{V1}/rounds/imports", files=files())
    assert answer.status_code == 201
    assert answer.json()["learners"] == {"added": 6, "changed": 0}
    assert answer.headers["Location"] == f"{V1}/rounds/{answer.json()['round']}"
    assert coordinator.get(answer.headers["Location"]).json()["name"] == "Autumn 2026"
    with reading(service.store) as session:
        assert load_round(session, answer.json()["round"]) == small_round()


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(service: Service, coordinator: TestClient) -> None:
    with reading(service.store) as session:
        before = session.scalar(select(func.count()).select_from(RoundRow))
    answer = coordinator.post(f"{V1}/rounds/imports?dry_run=true", files=files())
    assert (answer.status_code, answer.json()["round"], answer.json()["placements"]["added"]) == (200, None, 5)
    with reading(service.store) as session:
        assert session.scalar(select(func.count()).select_from(RoundRow)) == before
    assert coordinator.get(f"{V1}/rounds").json()["items"] == []


def test_every_bad_row_is_named_at_once_and_nothing_is_kept(coordinator: TestClient) -> None:
    learners = csv_text(with_cell("learners", 2, "isced_f", "abc")).encode()
    placements = csv_text(with_cell("placements", 3, "destination", "Atlantis")).encode()
    answer = coordinator.post(f"{V1}/rounds/imports", files=files(learners=learners, placements=placements))
    assert (answer.status_code, answer.json()["code"]) == (422, "round-invalid")
    errors = [row for row in answer.json()["rows"] if row["severity"] == "error"]
    assert [(row["file"], row["row"], row["column"]) for row in errors] == [
        ("learners.csv", 2, "isced_f"),
        ("placements.csv", 3, "destination"),
    ]
    assert "\n" not in answer.json()["detail"]
    assert coordinator.get(f"{V1}/rounds").json()["items"] == []


def test_a_round_is_made_of_stays_and_rules(service: Service, coordinator: TestClient) -> None:
    stay = {"id": "short", "activity": "short-term", "first_day": "2027-03-01", "last_day": "2027-03-30"}
    asked = {"name": "Spring", "stays": [stay], "rules": {"place_value": 500}, "planning_date": "2027-01-10"}
    tried = coordinator.post(f"{V1}/rounds?dry_run=true", json=asked)
    assert (tried.status_code, tried.json()["round"]) == (200, None)
    made = coordinator.post(f"{V1}/rounds", json=asked)
    assert made.status_code == 201
    with reading(service.store) as session:
        round = load_round(session, made.json()["round"])
    assert (round.name, round.seed, round.rules.place_value) == ("Spring", "Spring", 500)
    assert coordinator.get(made.headers["Location"]).json()["planning_date"] == "2027-01-10"
    twice = coordinator.post(f"{V1}/rounds", json=asked | {"stays": [stay, stay]})
    assert (twice.status_code, twice.json()["rows"][0]["code"]) == (422, "duplicate")
    waiver = {"rule": "bans", "learner": "L1", "reason": "r", "author": "a"}
    waived = coordinator.post(f"{V1}/rounds", json=asked | {"rules": {"waivers": [waiver]}})
    assert waived.json()["rows"][0]["code"] == "waiver-for-nobody"


def test_only_coordinators_make_rounds(service: Service) -> None:
    school = service.browser(organisation(service.store, "school"))
    assert school.post(f"{V1}/rounds/imports", files=files()).status_code == 403


def test_what_a_title_means_is_remembered_for_the_next_round(service: Service) -> None:
    viewer = organisation(service.store, "coordinator")
    client = service.browser(viewer)
    first = client.post(f"{V1}/rounds/imports", files=files()).json()["round"]
    with writing(service.store) as session:
        for title, code in (("Autoelektričar", "0716"), ("Nobody studies this", "0111")):
            confirm_title(session, viewer, first, TitleConfirmation(title=title, isced_f=code, language="sr"))
    second = client.post(f"{V1}/rounds/imports", files=files(confirmations=None)).json()["round"]
    with reading(service.store) as session:
        remembered = load_round(session, second).confirmations
    assert {(said.title, said.isced_f) for said in remembered} == {
        ("Autoelektričar", "0716"),
        ("Hoteleri-turizëm", "1015"),
    }


def test_a_school_sends_its_learners_without_saying_whose_they_are(service: Service, there: Played) -> None:
    rows = [("id", "stay", "isced_f"), ("N1", "short", "0714"), ("L3", "short", "0713")]
    client = service.browser(there.own["TS Nis"])
    answer = client.post(f"{V1}/rounds/{there.id}/imports", files=table("learners", rows))
    assert answer.status_code == 201, answer.text
    assert answer.json()["learners"] == {"added": 1, "changed": 1}
    added = client.get(f"{V1}/rounds/{there.id}/learners/N1").json()
    assert (added["sending_partner"], added["school"], added["country"]) == ("CCIS", "TS Nis", "RS")


def test_a_trial_of_tables_keeps_nothing(service: Service, there: Played) -> None:
    rows = [("id", "stay", "school"), ("N2", "short", "TS Nis")]
    client = service.browser(there.own["CCIS"])
    answer = client.post(f"{V1}/rounds/{there.id}/imports?dry_run=true", files=table("learners", rows))
    assert (answer.status_code, answer.json()["learners"]["added"]) == (200, 1)
    assert client.get(f"{V1}/rounds/{there.id}/learners/N2").status_code == 404


def test_nobody_sends_learners_of_another(service: Service, there: Played) -> None:
    client = service.browser(there.own["ALBS"])
    stolen = table("learners", [("id", "stay", "sending_partner"), ("L1", "short", "ALBS")])
    planted = table("learners", [("id", "stay", "sending_partner"), ("N3", "short", "CCIS")])
    assert client.post(f"{V1}/rounds/{there.id}/imports", files=stolen).status_code == 409
    refused = client.post(f"{V1}/rounds/{there.id}/imports", files=planted)
    assert (refused.status_code, refused.json()["rows"][0]["code"]) == (422, "unknown-sending-partner")
    with reading(service.store) as session:
        ids = set(session.scalars(select(LearnerRow.id).filter_by(round_id=there.id)))
    assert "N3" not in ids


def test_a_hosting_partner_sends_its_placements_and_no_others(service: Service, there: Played) -> None:
    client = service.browser(there.own["INCOMA"])
    header, first, second, *_ = with_cell("placements", 2, "places", "4")
    own = [header, first, second, ["P9", *first[1:]]]
    answer = client.post(f"{V1}/rounds/{there.id}/imports", files=table("placements", own))
    assert answer.json()["placements"] == {"added": 1, "changed": 1}, answer.text
    versions = client.get(f"{V1}/rounds/{there.id}/placements/P1/versions").json()
    assert [row["places"] for row in versions] == [2, 4]
    foreign = client.post(f"{V1}/rounds/{there.id}/imports", files=table("placements", TABLES["placements"]))
    assert {row["code"] for row in foreign.json()["rows"]} == {"unknown-destination"}
    learners = client.post(
        f"{V1}/rounds/{there.id}/imports", files=table("learners", [("id", "stay"), ("N4", "short")])
    )
    assert learners.status_code == 403


def test_a_withdrawn_placement_that_is_sent_again_is_offered_again(service: Service, there: Played) -> None:
    client = service.browser(there.own["ZNI"])
    path = f"{V1}/rounds/{there.id}/placements/P3"
    tag = client.get(path).headers["ETag"]
    assert client.post(f"{path}/withdraw", json={"why": "closed"}, headers={"If-Match": tag}).status_code == 204
    again = [TABLES["placements"][0], with_cell("placements", 4, "places", "7")[3]]
    assert client.post(f"{V1}/rounds/{there.id}/imports", files=table("placements", again)).status_code == 201
    ids = [row["id"] for row in client.get(f"{V1}/rounds/{there.id}/placements").json()["items"]]
    assert ids == ["P3", "P4", "P5"]


@pytest.mark.parametrize("name", ["destinations.csv", "round.toml", "rules.toml", "holiday.csv"])
def test_other_tables_of_a_round_are_not_sent_this_way(service: Service, there: Played, name: str) -> None:
    sent = [("files", (name, b"id\nx\n"))]
    answer = service.browser(there.coordinator).post(f"{V1}/rounds/{there.id}/imports", files=sent)
    assert [row["code"] for row in answer.json()["rows"]] == ["unknown-file"]


def test_a_workbook_that_is_none_is_named(service: Service, there: Played) -> None:
    sent = [("files", ("learners.xlsx", b"PK\x03\x04 and nothing else"))]
    answer = service.browser(there.coordinator).post(f"{V1}/rounds/{there.id}/imports", files=sent)
    assert [(row["file"], row["code"]) for row in answer.json()["rows"]] == [("learners.xlsx", "not-a-spreadsheet")]


def test_nothing_sent_and_too_much_sent_are_said(service: Service, there: Played) -> None:
    client = service.browser(there.coordinator)
    path = f"{V1}/rounds/{there.id}/imports"
    assert client.post(path).status_code == 422
    assert client.post(path, content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 422
    nothing = client.post(path, files=[("files", ("notes.md", b"x"))])
    assert [row["code"] for row in nothing.json()["rows"]] == ["missing-table"]
    twice = client.post(path, files=table("learners", [("id",)]) * 2)
    assert [row["code"] for row in twice.json()["rows"]] == ["two-files"]
    many = client.post(path, files=[("files", (f"{n}.md", b"x")) for n in range(uploads.MOST_FILES + 1)])
    assert [row["code"] for row in many.json()["rows"]] == ["too-many-files"]


def test_senders_beyond_those_served_are_told_when_to_come_back(
    service: Service, there: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 1)
    while uploads.AT_ONCE.acquire(blocking=False):
        pass
    try:
        answer = service.browser(there.coordinator).post(
            f"{V1}/rounds/{there.id}/imports", files=table("learners", [("id",)])
        )
    finally:
        uploads.AT_ONCE.release(2)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
