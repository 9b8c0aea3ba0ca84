"""Programmes: everybody placed is in exactly one, and companions are counted apart."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import VerificationFailed
from matcher.model import Group
from matcher.profiles import StudyFields
from matcher.reports.documents import document_text, parties, programme, roster_of
from matcher.reports.documents.sections import Grid
from tests.matcher.reports.documents.rosters import STAYS, a_learner, a_placement, a_roster, a_round, an_answer

GROUPS = (
    Group(id="g1", stay="short", sending_partner="ccis", companions=1),
    Group(id="g2", stay="short", sending_partner="ccis", companions=3),
)
PLACEMENTS = [a_placement("p0"), a_placement("p1", destination="bologna", host="Officina")]
travellers = st.lists(
    st.tuples(st.sampled_from(["g1", "g2", None]), st.sampled_from(["short", "long"]), st.sampled_from([0, 1]))
)


@given(travellers)
def test_everybody_placed_is_in_exactly_one_programme(who: list[tuple[str | None, str, int]]) -> None:
    at = {"g1": 0, "g2": 1}
    learners = [
        a_learner(f"l{row:02}", group=group, stay="short" if group else stay)
        for row, (group, stay, _) in enumerate(who)
    ]
    places = [at[group] if group else place for group, _, place in who]
    roster = a_roster(a_round(learners, PLACEMENTS, groups=GROUPS), {}, places)
    found = [one.learner.id for party in parties(roster) for one in party.placed]
    assert sorted(found) == [learner.id for learner in learners]
    for party in parties(roster):
        assert len({(one.destination.id, one.stay.id) for one in party.placed}) == 1
        assert party.group is not None or party.companions == 0


def text_of(**contacts: Any) -> str:
    roster = a_roster(a_round([a_learner("l0"), a_learner("l1", birth_date=None, study_title=None)]), contacts or None)
    [party] = parties(roster)
    return document_text(programme(roster, party))


def test_companions_are_counted_and_listed_apart() -> None:
    text = text_of()
    assert "3: 2 learners and 1 accompanying person" in text
    assert "1\tМирјана Петровић\tmp@example.org\t\n" in text


def test_companions_without_names_have_lines_of_their_own() -> None:
    roster = a_roster(a_round(groups=(GROUPS[1].model_copy(update={"id": "g1"}),)))
    [section] = [one for one in programme(roster, parties(roster)[0]).sections if one.title == "Accompanying persons"]
    grid = section.blocks[0]
    assert isinstance(grid, Grid)
    assert [row[:2] for row in grid.rows] == [("1", "Мирјана Петровић"), ("2", ""), ("3", "")]


def test_participants_are_named_where_names_are_known() -> None:
    text = text_of()
    assert "1\tЂорђе Živković-Çelë\nl0\tETŠ „Никола Тесла“\tЕлектротехничар рачунара\tElectrónica Triana\tyes" in text
    assert (
        "2\tl1\tETŠ „Никола Тесла“\tElectronics and automation (ISCED-F 0714)\tElectrónica Triana\tnot stated" in text
    )


def test_milestones_come_in_order_and_agreements_are_signed_before_the_start() -> None:
    roster = a_roster()
    document = programme(roster, parties(roster)[0])
    [section] = [one for one in document.sections if one.title == "Milestones"]
    grid = section.blocks[0]
    assert isinstance(grid, Grid)
    assert [row[0] for row in grid.rows] == sorted(row[0] for row in grid.rows)
    assert ("2026-09-11", "Learning agreements signed") in grid.rows
    assert grid.rows[-1][0] == (date(2026, 10, 31) + timedelta(days=30)).isoformat()


def test_weeks_cover_every_day_of_the_stay_once() -> None:
    roster = a_roster()
    grid = programme(roster, parties(roster)[0]).sections[-1].blocks[0]
    assert isinstance(grid, Grid)
    spans = [tuple(map(date.fromisoformat, row[1].split(" to "))) for row in grid.rows]
    days = [first + timedelta(days=day) for first, last in spans for day in range((last - first).days + 1)]
    assert days == [date(2026, 10, 2) + timedelta(days=day) for day in range(30)]


def test_those_who_travel_alone_have_a_programme_by_destination_and_stay() -> None:
    learners = [a_learner("l0", group=None), a_learner("l1", group=None, stay="long"), a_learner("l2", group=None)]
    roster = a_roster(a_round(learners, groups=()))
    assert [(party.id, len(party.placed)) for party in parties(roster)] == [("seville-long", 1), ("seville-short", 2)]
    assert "Participants who travel individually" in document_text(programme(roster, parties(roster)[0]))


def test_those_who_begin_on_different_days_have_programmes_of_their_own() -> None:
    open_stay = STAYS[1].model_copy(update={"length_days": 10, "start_on": ("monday",)})
    round = a_round([a_learner("l0", group=None), a_learner("l1", group=None)], groups=(), stays=(open_stay,))
    spans = ("2026-10-05", "2026-10-14"), ("2026-10-12", "2026-10-21")
    answer = an_answer(round, [0, 0])
    moved = tuple(
        one.model_copy(update={"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)})
        for one, (first, last) in zip(answer.assignments, spans, strict=True)
    )
    roster = roster_of(round, answer.model_copy(update={"assignments": moved}), StudyFields((None,) * 2, ((),), ()))
    assert [party.id for party in parties(roster)] == ["seville-short-2026-10-05", "seville-short-2026-10-12"]
    text = document_text(programme(roster, parties(roster)[1]))
    assert "2026-10-12 to 2026-10-21" in text
    assert "10 days" in text


def test_a_host_in_two_cities_is_two_hosts() -> None:
    learners = [a_learner("l0", group=None), a_learner("l1", group=None)]
    roster = a_roster(
        a_round(learners, [a_placement("p0"), a_placement("p1", destination="bologna")], groups=()), None, [0, 1]
    )
    assert len(roster.by_host) == len(parties(roster)) == 2


def test_the_unplaced_are_in_no_document() -> None:
    roster = a_roster(a_round([a_learner("l0"), a_learner("l1")]), None, [0, -1])
    assert list(roster.by_learner) == ["l0"]


def test_an_answer_of_another_round_is_refused() -> None:
    round = a_round()
    other = an_answer(a_round([a_learner("stranger")]), [0])
    with pytest.raises(VerificationFailed, match="stranger"):
        roster_of(round, other, StudyFields((None,), ((),), ()))
