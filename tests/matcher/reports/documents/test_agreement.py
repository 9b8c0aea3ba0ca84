"""Learning agreements say what the round says, and warn where the published example went wrong."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.model import DaySpan, Destination
from matcher.reports.documents import ENGLISH, agreement_document, document_text, learning_agreement, warning_rows
from matcher.reports.documents.agreement_warnings import CHECKS, agreement_warnings, names_a_school
from tests.matcher.reports.documents.rosters import (
    CONTACTS,
    OTHER,
    STAYS,
    a_learner,
    a_placement,
    a_roster,
    a_round,
    an_agreement,
    codes,
)

BARE = Destination(id="seville", beds=9, country="ES")


def with_contacts(path: str, **changed: Any) -> Any:
    """The contacts with fields of one person or organisation changed; `path` is "hosts/Electrónica Triana"."""
    kind, id = path.split("/")
    known: Any = CONTACTS[kind]
    return {**CONTACTS, kind: {id: {**known[id], **changed}}}


def test_an_agreement_with_everybody_named_has_no_warning() -> None:
    assert an_agreement().warnings == ()


def test_it_says_what_the_round_and_the_contacts_say() -> None:
    text = document_text(agreement_document(an_agreement()))
    for said in (
        *("Ђорђе Živković-Çelë", "Електротехничар рачунара", "Electrónica Triana S.L.", "José Łącki", "Jelena Čolić"),
        *("Electronics and automation (ISCED-F 0714)", "2026-10-02", "2026-10-31", "EQF level\t4", "2009-05-17"),
        *("30 days, first and last day counted (4 weeks and 2 days)", "repairing boards", "English A2, Spanish A2"),
        *("English B1, Serbian native", "g1, with 1 accompanying person", "Ulica lipa 5, Niš", "ETŠ „Никола Тесла“"),
        *("2026-09-11", "2026-10-25 to 2026-10-31", "Parent or guardian\tАна Живковић", "2026-11-30", "Serbia"),
    ):
        assert said in text


def test_travel_days_are_told_apart_from_the_days_of_the_stay() -> None:
    text = document_text(agreement_document(an_agreement()))
    assert "Travel days\ton top of the days above, which hold none" in text


def test_sections_follow_the_published_example() -> None:
    titles = [section.title for section in agreement_document(an_agreement()).sections]
    assert [title.split(". ")[1] for title in titles] == [
        *("Contact details of the parties", "Duration", "Qualification", "Units of learning outcomes", "Assessment"),
        *("Validation and recognition", "Obligations", "Signatures"),
    ]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 400))
def test_days_are_counted_one_by_one(first: date, days: int) -> None:
    last = first + timedelta(days=days - 1)
    agreement = replace(an_agreement(), stay=DaySpan(first_day=first, last_day=last))
    counted = sum(first <= first + timedelta(days=day) <= last for day in range(500))
    length = "1 day" if counted == 1 else f"{counted} days"
    assert f"Length\t{length}, first" in document_text(agreement_document(agreement))


def test_sex_and_nationality_stand_nowhere() -> None:
    text = document_text(agreement_document(an_agreement())).casefold()
    assert not any(word in text for word in ("gender", "sex", "nationality", "male"))


def test_without_contacts_names_are_left_to_be_written_by_hand() -> None:
    agreement = an_agreement(contacts={})
    assert agreement.identity is None
    assert "Learner\t\n" in document_text(agreement_document(agreement))
    assert {"learner_unnamed", "contact_missing", "minor_without_guardian"} == codes(agreement)


def test_somebody_of_age_needs_no_guardian() -> None:
    agreement = an_agreement(contacts={}, birth_date=date(2008, 10, 2))
    assert agreement.is_minor is False
    assert "guardian" not in {signature.party for signature in agreement.signatures}
    assert "guardian" not in document_text(agreement_document(agreement)).casefold()


def test_a_minor_on_the_first_day_has_a_guardian_who_signs() -> None:
    agreement = an_agreement(birth_date=date(2008, 10, 3))
    assert [signature.name for signature in agreement.signatures if signature.party == "guardian"] == ["Ана Живковић"]
    without = an_agreement(with_contacts("learners/l0", guardians=[]), birth_date=date(2008, 10, 3))
    assert codes(without) == {"minor_without_guardian"}


def test_an_unknown_birth_date_leaves_room_for_a_guardian() -> None:
    agreement = an_agreement(with_contacts("learners/l0", guardians=[]), birth_date=None, at_host={"hazards": ()})
    assert codes(agreement) == {"birth_date_missing"}
    assert [signature.name for signature in agreement.signatures if signature.party == "guardian"] == [""]


def test_the_birth_date_of_the_contacts_counts_where_the_round_has_none() -> None:
    contacts = with_contacts("learners/l0", birth_date="2000-01-01")
    assert an_agreement(contacts, birth_date=None, at_host={"hazards": ()}).is_minor is False
    assert an_agreement(contacts).birth_date == date(2009, 5, 17)


@pytest.mark.parametrize("signed_on", ["2026-10-20", "2026-10-03"])
def test_a_signature_after_the_first_day_is_warned_of(signed_on: str) -> None:
    late = with_contacts("sending_partners/ccis", responsible={"name": "Jelena Čolić", "signed_on": signed_on})
    agreement = an_agreement(late)
    [warning] = agreement.warnings
    assert warning.code == "signed_after_start"
    assert f"sending organisation on {signed_on}".lower() in ENGLISH.warning(warning).lower()
    assert signed_on in document_text(agreement_document(agreement))


def test_a_signature_on_the_first_day_is_in_time() -> None:
    just = with_contacts("learners/l0", signed_on="2026-10-02")
    assert an_agreement(just).warnings == ()


@pytest.mark.parametrize(
    "title",
    ["electro-technical schools", "Електротехничка школа", "Gjimnaz", "Istituto tecnico", "zespół szkół", "Гимназија"],
)
def test_a_school_type_is_no_title(title: str) -> None:
    assert names_a_school(title)
    assert "school_type_as_title" in codes(an_agreement(study_title=title))


@pytest.mark.parametrize("title", ["Tehničar štampe", "Pre-school teacher", "Economist", "Готвач", ""])
def test_a_qualification_is_no_school_type(title: str) -> None:
    assert not names_a_school(title)


def test_a_missing_title_field_or_level_is_warned_of() -> None:
    assert codes(an_agreement(study_title=None, eqf=None, field=None)) == {
        *("title_missing", "title_not_understood", "level_missing"),
    }


def test_outcomes_foreign_to_the_profile_are_warned_of() -> None:
    agreement = an_agreement(field=OTHER)  # studies business, is to mend boards at an electronics firm
    assert codes(agreement) == {"outcomes_foreign_to_profile"}
    assert "0410" in ENGLISH.warning(agreement.warnings[0])


def test_outcomes_foreign_to_the_host_are_warned_of() -> None:
    at_host = {"study_fields": ("0716",), "tasks": "things of many kinds", "nace": "26"}
    agreement = an_agreement(at_host=at_host)  # vehicles at an electronics firm, as in the published example
    assert "outcomes_foreign_to_host" in codes(agreement)
    assert codes(an_agreement(at_host={**at_host, "nace": "45"})) == set()


def test_tasks_that_nobody_states_are_warned_of() -> None:
    assert codes(an_agreement(at_host={"tasks": None})) == {"outcomes_missing"}


@pytest.mark.parametrize(("heading", "stated"), [("Broj dana", "29"), ("days", "29 days"), ("Durata", "29")])
def test_days_miscounted_in_a_column_of_the_round_are_warned_of(heading: str, stated: str) -> None:
    [warning] = an_agreement(extra=((heading, stated),)).warnings
    assert ENGLISH.warning(warning) == (
        f"column {heading} states 29 days; from 2026-10-02 to 2026-10-31, both counted, there are 30"
    )


@pytest.mark.parametrize(("heading", "stated"), [("days", "30"), ("days", "a month"), ("days", "1.5"), ("room", "29")])
def test_days_counted_right_are_not(heading: str, stated: str) -> None:
    assert an_agreement(extra=((heading, stated),)).warnings == ()


def test_a_stay_that_its_activity_does_not_allow_is_warned_of() -> None:
    span = DaySpan(first_day=date(2026, 10, 1), last_day=date(2026, 10, 5))
    found = list(agreement_warnings(replace(an_agreement(), stay=span)))
    assert [warning.code for warning in found] == ["length_outside_activity"]
    assert "5 days are not 10 to 89" in ENGLISH.warning(found[0])


def test_a_stay_shorter_than_a_week_is_assessed_inside_the_stay() -> None:
    span = DaySpan(first_day=date(2026, 10, 5), last_day=date(2026, 10, 7))
    agreement = replace(an_agreement(), stay=span)
    assert agreement.assessed_from == span.first_day
    assert "Length\t3 days, first and last day counted\n" in document_text(agreement_document(agreement))


def test_more_than_ninety_days_need_a_visa_in_time() -> None:
    agreement = an_agreement(stay="long", group=None)
    assert agreement.stay.days == STAYS[0].days == 98
    assert codes(agreement) == {"visa_in_time"}


def test_one_person_for_everything_and_on_both_sides_is_warned_of() -> None:
    same = {"name": "Jelena Čolić"}
    contacts = with_contacts("hosts/Electrónica Triana", responsible=same, mentor=same, emergency=same)
    assert codes(an_agreement(contacts)) == {"one_person_only", "same_person_on_both_sides"}


def test_every_person_missing_is_named_with_their_organisation() -> None:
    contacts = {**CONTACTS, "hosts": {}}
    said = [ENGLISH.warning(warning) for warning in an_agreement(contacts).warnings]
    assert "the mentor of the host organisation is not named (Electrónica Triana)" in said
    assert len(said) == 3


@pytest.mark.parametrize(
    ("phone", "wrong"), [("0386 41", True), ("041 222", True), ("+386 41", False), ("00386", False)]
)
def test_a_telephone_number_begins_with_its_country(phone: str, wrong: bool) -> None:
    found = codes(an_agreement(with_contacts("learners/l0", phone=phone)))
    assert found == ({"telephone_without_country"} if wrong else set())


def test_a_learner_needs_a_contact_and_somebody_to_call() -> None:
    silent = with_contacts("learners/l0", phone="", email="", emergency_contact="")
    assert codes(an_agreement(silent)) == {"learner_without_contact", "learner_without_emergency_contact"}


def test_every_warning_of_every_check_has_a_sentence() -> None:
    everything = an_agreement(
        contacts={"hosts": {"Electrónica Triana": {"mentor": {"name": "A", "phone": "1"}}}},
        field=None,
        study_title="škola",
        eqf=None,
        extra=(("days", "3"),),
        at_host={"tasks": None, "hazards": ()},
        birth_date=None,
    )
    rows = warning_rows([everything])
    assert len(rows) == 1 + len(everything.warnings) > 8
    assert all(str(row[3]) and "{" not in str(row[3]) for row in rows)
    assert len(CHECKS) == 8


def test_kosovo_carries_its_note_and_others_do_not() -> None:
    assert "1244/1999" in document_text(agreement_document(an_agreement(country="XK", sending_partner=None)))
    assert "1244/1999" not in document_text(agreement_document(an_agreement()))


def test_a_learner_without_partner_is_sent_by_the_school() -> None:
    agreement = an_agreement(sending_partner=None)
    assert agreement.sending == agreement.school
    assert document_text(agreement_document(agreement)).count("ETŠ") >= 1


def test_closed_days_and_needs_stand_in_the_agreement() -> None:
    closing = DaySpan(first_day=date(2026, 10, 12), last_day=date(2026, 10, 12))
    agreement = an_agreement(
        needs=("step-free access",), at_host={"closed": (closing,), "needs_met": ("step-free access",)}
    )
    text = document_text(agreement_document(agreement))
    assert "Host closed\t2026-10-12 to 2026-10-12" in text
    assert "To be provided\tstep-free access" in text


def test_needs_that_are_met_elsewhere_are_not_told_to_the_host() -> None:
    text = document_text(agreement_document(an_agreement(needs=("diabetes diet",))))
    assert "diabetes" not in text
    assert "To be provided" not in text


def test_a_round_without_hosting_partner_hazards_or_skills_leaves_those_lines_out() -> None:
    round = a_round([a_learner(skills=())], [a_placement(hazards=())], destinations=(BARE,))
    roster = a_roster(round)
    text = document_text(agreement_document(learning_agreement(roster, roster.placed[0])))
    assert not any(line in text for line in ("Hosting partner", "Hazards to be assessed", "Skills brought along"))


def test_an_administrative_contact_stands_where_one_is_named() -> None:
    named = with_contacts("hosts/Electrónica Triana", administrative={"name": "Иван", "email": "i@x.es"})
    assert "Administrative contact\tИван, i@x.es" in document_text(agreement_document(an_agreement(named)))


def test_the_number_changes_with_the_learner_and_with_the_run() -> None:
    first, second = an_agreement(), an_agreement(eqf=5)
    assert first.id.startswith("LA-l0-")
    assert first.id != second.id
