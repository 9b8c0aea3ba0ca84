"""Tables to take away."""

from csv import reader
from io import BytesIO, StringIO

import pytest
from httpx2 import Response
from openpyxl import load_workbook

from api.services import exports
from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, finished_run, played, published, stored

FORMULA = '=HYPERLINK("http://x","y")'
ALIVE = {"id": "@cmd", "stay": "short", "study_title": FORMULA, "extra": {"=1+1": "+1", "note": "\t-1"}}


@pytest.fixture(scope="module")
def there(service: Service) -> Played:
    there = played(service.store)
    published(service.store, there)
    return there


def rows_of(answer: Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_what_is_taken_away_can_be_sent_back_and_changes_nothing(service: Service, there: Played) -> None:
    client = service.browser(there.coordinator)
    path = f"{V1}/rounds/{there.id}"
    uses = {"listening": "B2", "reading": "B1", "interaction": "A2", "production": "A1", "writing": "B1"}
    languages = [{"language": "en", "uses": uses, "level": "B1"}, {"language": "it", "level": "native", "tested": True}]
    stated = {
        "stay": "short", "sending_partner": "CCIS", "school": "TS Nis", "country": "RS", "languages": languages,
        "preferences": ["Lyon", "Seville"], "needs": ["lift"], "fewer_opportunities": True, "birth_date": "2008-01-02",
        "available_days": [{"first_day": "2026-10-01", "last_day": "2026-11-30"}], "extra": {"hobby": "chess"},
    }  # fmt: skip
    changed = client.put(f"{path}/learners/L2", json=stated, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    before = client.get(f"{path}/learners").json()["items"], client.get(f"{path}/placements").json()["items"]
    files = [
        ("files", (f"{table}.{kind}", client.get(f"{path}/exports/{table}?format={kind}").content))
        for table, kind in (("learners", "csv"), ("placements", "xlsx"))
    ]
    answer = client.post(f"{path}/imports", files=files)
    assert answer.status_code == 201, answer.text
    assert answer.json()["learners"] == {"added": 0, "changed": 0}
    assert answer.json()["placements"] == {"added": 0, "changed": 0}
    after = client.get(f"{path}/learners").json()["items"], client.get(f"{path}/placements").json()["items"]
    assert after == before


@pytest.mark.parametrize(
    ("who", "table", "ids"),
    [
        ("coordinator", "learners", {"L1", "L2", "L3", "L4", "L5", "L6"}),
        ("TS Nis", "learners", {"L1", "L2", "L3"}),
        ("INCOMA", "learners", set()),
        ("INCOMA", "placements", {"P1", "P2"}),
        ("INCOMA", "proposals", {"L1", "L2", "L4"}),
        ("ALBS", "proposals", {"L4", "L5"}),
        ("coordinator", "assignments", {"L1", "L2", "L3", "L4", "L5"}),
    ],
)
def test_everybody_takes_what_they_see(service: Service, there: Played, who: str, table: str, ids: set[str]) -> None:
    header, *rows = rows_of(service.browser(there.own[who]).get(f"{V1}/rounds/{there.id}/exports/{table}"))
    assert {row[0] for row in rows} == ids
    assert header[0] in ("id", "learner")


def test_only_who_oversees_a_round_takes_its_assignments(service: Service, there: Played) -> None:
    answer = service.browser(there.own["CCIS"]).get(f"{V1}/rounds/{there.id}/exports/assignments")
    assert answer.status_code == 403


def test_an_auditor_takes_no_birth_dates(service: Service, there: Played) -> None:
    header, *rows = rows_of(service.browser(there.auditor).get(f"{V1}/rounds/{there.id}/exports/learners"))
    assert {row[header.index("birth_date")] for row in rows} == {""}


def test_no_text_is_a_formula(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    assert client.post(f"{V1}/rounds/{there.id}/learners", json=ALIVE).status_code == 201
    csv = client.get(f"{V1}/rounds/{there.id}/exports/learners")
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows_of(csv) for cell in row)
    book = load_workbook(BytesIO(client.get(f"{V1}/rounds/{there.id}/exports/learners?format=xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == FORMULA} == {"s"}
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_looks_like_a_formula_comes_back_as_it_was(service: Service, kind: str) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    path = f"{V1}/rounds/{there.id}"
    for number, title in enumerate((FORMULA, "+1", "-Elektro", "@home", "'=1", "O'Brien")):
        stated = ALIVE | {"id": f"@{number}", "study_title": title, "extra": {"=1+1": "+1", "note": "-1"}}
        assert client.post(f"{path}/learners", json=stated).status_code == 201
    before = client.get(f"{path}/learners").json()["items"]
    content = client.get(f"{path}/exports/learners?format={kind}").content
    answer = client.post(f"{path}/imports", files=[("files", (f"learners.{kind}", content))])
    assert (answer.status_code, answer.json()["learners"]["added"]) == (201, 0), answer.text
    after = client.get(f"{path}/learners").json()["items"]
    assert [{**row, "version": 0} for row in after] == [{**row, "version": 0} for row in before]


def test_before_a_run_there_are_no_assignments(service: Service) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator)
    assert len(rows_of(client.get(f"{V1}/rounds/{there.id}/exports/assignments"))) == 1
    finished_run(service.store, there)
    assert len(rows_of(client.get(f"{V1}/rounds/{there.id}/exports/assignments"))) == 6


def test_a_table_too_long_for_a_spreadsheet_is_refused_as_one(
    service: Service, there: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_WORKBOOK_ROWS", 3)
    answer = service.browser(there.coordinator).get(f"{V1}/rounds/{there.id}/exports/learners?format=xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "too-large")
