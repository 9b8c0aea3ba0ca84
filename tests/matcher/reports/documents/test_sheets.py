"""Placement sheets tell learners everything that concerns them; company sheets no more than the work needs."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matcher.model import FeatureEvidence, Learner, Placement
from matcher.reports.documents import Roster, company_sheet, document_text, learning_agreement, placement_sheet
from tests.matcher.reports.documents.rosters import CONTACTS, a_learner, a_placement, a_roster, a_round


def company_text(learners: list[Learner], placements: list[Placement] | None = None, contacts: Any = None) -> str:
    roster = a_roster(a_round(learners, placements), contacts)
    return document_text(company_sheet(roster, roster.placed))


def sheet_text(roster: Roster) -> str:
    placed = roster.placed[0]
    return document_text(placement_sheet(learning_agreement(roster, placed), placed))


def test_a_placement_sheet_says_where_when_what_why_and_whom_to_call() -> None:
    text = sheet_text(a_roster())
    for said in (
        *("for Ђорђе Živković-Çelë", "Electrónica Triana S.L.", "Seville, Spain", "Calle Betis 7", "INCOMA"),
        *("2026-10-02 to 2026-10-31", "30 days", "repairing boards", "English A2, Spanish A2", "no night work"),
        *("speaks English B1; the host works in English A2", "José Łącki, jose@example.es", "Ana Gil, +34 95 1"),
        "2026-09-11",
        *("g1, with 1 accompanying person", "You can accept it, decline it or object to it"),
    ):
        assert said in text
    assert "visa" not in text


def test_a_placement_sheet_tells_a_learner_which_needs_are_to_be_met() -> None:
    assert "To be provided\tdiet" in sheet_text(a_roster(a_round([a_learner(needs=("diet",))])))


def test_what_nobody_has_stated_is_no_reason() -> None:
    roster = a_roster()
    silent = {"tasks": FeatureEvidence(score=None, weight=2, reason="tasks_not_stated", params={"by": "learner"})}
    placed = roster.placed[0]
    told = replace(placed, assignment=placed.assignment.model_copy(update={"evidence": silent}))
    assert "neutral" not in document_text(placement_sheet(learning_agreement(roster, told), told))


def test_a_long_stay_alone_says_so_and_asks_for_a_visa_in_time() -> None:
    text = sheet_text(a_roster(a_round([a_learner(stay="long", group=None, birth_date=date(2000, 1, 1))]), {}))
    assert "individually" in text
    assert "98 days may need a visa" in text
    assert "consent of a parent" not in text
    assert "for l0" in text


def test_a_company_sheet_has_a_first_name_and_no_more_about_a_person() -> None:
    text = company_text(
        [a_learner(needs=("diabetes diet", "step-free access"))], [a_placement(needs_met=("step-free access",))]
    )
    assert "Ђорђе" in text
    assert "step-free access" in text
    told = CONTACTS["learners"]["l0"]  # type: ignore[index]
    for kept in (
        told["family_name"],
        told["email"],
        told["phone"],
        told["address"],
        "Ана",
        "2009",
        "Никола",
        "diabetes",
    ):
        assert kept not in text


def test_a_company_sheet_without_contacts_has_references_only() -> None:
    text = company_text([a_learner("l0"), a_learner("l1")], contacts={})
    assert "l0\t2026-10-02 to 2026-10-31\n30 days" in text
    assert "To be met at work" not in text
    assert "Електротехничар рачунара\nElectronics and automation (ISCED-F 0714)\nEQF level 4" in text
    assert "English B1\nSerbian native" in text


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(2008, 10, 2), "no"),
        (date(2008, 10, 3), "yes, until 2026-10-02"),
        (date(2008, 10, 31), "yes, until 2026-10-30"),
        (date(2008, 11, 1), "yes"),
        (None, "not stated"),
    ],
)
def test_a_host_learns_until_when_rules_for_the_young_hold_and_no_birth_date(born: date | None, told: str) -> None:
    text = company_text([a_learner(birth_date=born)], contacts={})
    assert f"\t{told}\n" in text
    assert ("Directive 94/33/EC" in text) == (told != "no")


def test_hazards_are_told_where_somebody_is_under_18() -> None:
    assert "Hazards stated for these placements" in company_text([a_learner()])
    assert "Hazards stated" not in company_text([a_learner()], [a_placement(hazards=())])


def test_what_a_company_is_asked_has_days() -> None:
    text = company_text([a_learner()])
    assert "Name a mentor and tell us by 2026-08-21" in text
    assert "sign each learning agreement by 2026-09-11" in text


def test_each_placement_of_a_host_is_described_once() -> None:
    roster = a_roster(
        a_round([a_learner("l0"), a_learner("l1"), a_learner("l2")], [a_placement("p0"), a_placement("p1")]),
        {},
        [0, 1, 1],
    )
    [trainees] = roster.by_host.values()
    text = document_text(company_sheet(roster, trainees))
    assert text.count("Reference\tp0") == text.count("Reference\tp1") == 1


def test_a_learner_without_any_particulars_still_has_a_sheet() -> None:
    bare = Learner(id="bare", stay="short")
    host = Placement(id="p0", host="Host", destination="seville", places=1, window=a_placement().window)
    roster = a_roster(a_round([bare], [host]), {}, field=None)
    assert "Study field\t\n" in sheet_text(roster)
    assert "not stated" in document_text(company_sheet(roster, roster.placed))
