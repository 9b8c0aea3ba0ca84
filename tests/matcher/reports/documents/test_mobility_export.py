"""The mobility export: the Commission's columns, learners and companions, nothing sensitive, no live formula."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matcher.reports.documents import Roster, mobility_notes, mobility_rows
from matcher.reports.documents.mobility_columns import COLUMNS, FILLED, LEFT_EMPTY
from matcher.reports.tables import csv_pieces, write_workbook
from tests.matcher.reports.documents.rosters import CONTACTS, a_learner, a_placement, a_roster, a_round

LEADS = tuple("=+-@＝＋－＠\t\r")


def exported(roster: Roster) -> list[dict[str, Any]]:
    header, *rows = mobility_rows(roster)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_a_learner_is_a_row_with_the_days_counted_right() -> None:
    row = exported(a_roster())[0]
    expected = {
        "Participant Id": "l0",
        "First Name": "Ђорђе",
        "Last Name": "Živković-Çelë",
        "Participant Date of Birth": "17/05/2009",
        "Start Date": "02/10/2026",
        "End Date": "31/10/2026",
        "Duration Calculated (days)": 30,
        "Long-term Activity": "No",
        "Accompanying Person": "No",
        "Sending Organisation Legal Name": "ETŠ „Никола Тесла“",
        "Sending Country": "Serbia",
        "Receiving Country": "Spain",
        "Receiving City": "Seville",
        "Receiving Organisation Legal Name": "Electrónica Triana",
        "Main Instruction/Work/Volunteering Language": "English",
        "Draft Mobility": "Yes",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["Mobility ID"].startswith("LA-l0-")


def test_companions_are_rows_of_their_own_and_take_no_company() -> None:
    learner, companion = exported(a_roster())
    assert (companion["Accompanying Person"], companion["First Name"]) == ("Yes", "Мирјана")
    assert (companion["Last Name"], companion["Participant Group"]) == ("Петровић", "g1")
    assert companion["Receiving Organisation Legal Name"] == "INCOMA"
    assert companion["Mobility ID"] != learner["Mobility ID"]


def test_without_contacts_nobody_is_named() -> None:
    for row in exported(a_roster(contacts={})):
        for column in ("First Name", "Last Name", "Participant Date of Birth", "Participant Email"):
            assert row[column] is None


@pytest.mark.parametrize("column", ["Participant Gender", "Nationality", "Participant With Special Needs"])
def test_sensitive_columns_are_there_and_empty(column: str) -> None:
    roster = a_roster(a_round([a_learner(needs=("step-free access",))], [a_placement(needs_met=("step-free access",))]))
    assert all(row[column] is None for row in exported(roster))
    assert "step-free" not in str(mobility_rows(roster))
    assert column in LEFT_EMPTY


@pytest.mark.parametrize(("stated", "told"), [(True, "Yes"), (False, "No"), (None, None)])
def test_fewer_opportunities_is_a_flag_and_nothing_is_guessed(stated: bool | None, told: str | None) -> None:
    row = exported(a_roster(a_round([a_learner(fewer_opportunities=stated)])))[0]
    assert row["Participant With Fewer Opportunities"] == told


def test_every_column_is_explained_and_none_is_filled_in_secret() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS) == 120
    assert set(FILLED) | set(LEFT_EMPTY) <= set(COLUMNS)
    assert not set(FILLED) & set(LEFT_EMPTY)
    assert [row[0] for row in mobility_notes()[1:]] == list(COLUMNS)
    filled = {
        column
        for row in exported(a_roster(a_round([a_learner(fewer_opportunities=True)])))
        for column in row
        if row[column] is not None
    }
    assert filled == set(FILLED)


def test_no_user_text_becomes_a_live_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    contacts = {**CONTACTS, "learners": {"=cmd": {"given_name": evil, "family_name": "+1", "email": "@SUM(A1)"}}}
    learners = [a_learner("=cmd", school="-2+3", birth_date=date(2009, 1, 1))]
    roster = a_roster(a_round(learners, [a_placement(host="\t=1+1")]), contacts)
    rows = mobility_rows(roster)
    for row in csv.reader(io.StringIO(b"".join(csv_pieces(rows)).decode("utf-8-sig"), newline="")):
        assert not any(cell.lstrip().startswith(LEADS) for cell in row)
    write_workbook(rows, tmp_path / "export.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "export.xlsx").active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert any(cell.value == evil for line in sheet.iter_rows() for cell in line)


def test_one_name_of_a_companion_is_a_family_name() -> None:
    contacts = {**CONTACTS, "companions": {"g1": [{"name": "Mirjana"}]}}
    companion = exported(a_roster(contacts=contacts))[1]
    assert (companion["First Name"], companion["Last Name"]) == ("", "Mirjana")


def test_a_learner_without_partner_language_or_country_leaves_cells_empty() -> None:
    roster = a_roster(
        a_round([a_learner(sending_partner=None, country=None, school=None, group=None)], [a_placement(languages=())])
    )
    row = exported(roster)[0]
    assert row["Sending Country"] is None
    assert row["Sending Organisation Legal Name"] is None
