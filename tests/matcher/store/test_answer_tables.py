"""Answers looked through as tables, against the same answers filtered one learner at a time."""

from typing import Any

import pytest

from matcher.errors import UnknownId
from matcher.store.answer_tables import SORTS, AnswerFilter, figures_of, placed_lines, waiting_lines
from matcher.store.engine import Store, reading
from tests.matcher.store.cast import WHERE, finished_run, played

ALL = AnswerFilter()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (ALL, ["L1", "L2", "L3", "L4", "L5"]),
        (AnswerFilter(text="l3"), ["L3"]),
        (AnswerFilter(text="shkolla"), ["L4", "L5"]),
        (AnswerFilter(text="P1"), ["L1", "L2"]),
        (AnswerFilter(text="%"), []),
        (AnswerFilter(sender="CCIS"), ["L1", "L2", "L3"]),
        (AnswerFilter(sender="-"), []),
        (AnswerFilter(destination="Maribor", sender="ALBS"), ["L5"]),
        (AnswerFilter(fit_from=700, fit_to=700), ["L1", "L2", "L3", "L4", "L5"]),
        (AnswerFilter(fit_from=701), []),
        (AnswerFilter(learners=("L2", "L4", "elsewhere")), ["L2", "L4"]),
        (AnswerFilter(learners=()), []),
        (AnswerFilter(fit_to=699), []),
    ],
)
def test_the_filter_lets_through_whom_it_says(store: Store, asked: AnswerFilter, expected: list[str]) -> None:
    there = played(store)
    run = finished_run(store, there)
    with reading(store) as session:
        count, lines = placed_lines(session, there.coordinator, run, asked, "learner", 0, 100)
    assert [line.learner for line in lines] == expected
    assert count == len(expected)


def test_every_order_can_be_turned_and_taken_in_pages(store: Store) -> None:
    there = played(store)
    run = finished_run(store, there)
    with reading(store) as session:
        for sort in SORTS:
            up, down = (
                _keys(placed_lines(session, there.coordinator, run, ALL, sort, 0, 100, down=down)[1], sort)
                for down in (False, True)
            )
            assert up == sorted(up) and down == sorted(up, reverse=True)
            pages = [placed_lines(session, there.coordinator, run, ALL, sort, first, 2)[1] for first in (0, 2, 4)]
            assert sorted(line.learner for page in pages for line in page) == sorted(WHERE)


def _keys(lines: list[Any], sort: str) -> list[Any]:
    return [getattr(line, sort) for line in lines]


def test_who_waits_is_listed_with_reasons(store: Store) -> None:
    there = played(store)
    run = finished_run(store, there)
    with reading(store) as session:
        count, [line] = waiting_lines(session, there.coordinator, run, ALL, 0, 10)
        assert (count, line.learner, line.reasons[0]["code"]) == (1, "L6", "no_place")
        assert waiting_lines(session, there.coordinator, run, AnswerFilter(sender="CCIS"), 0, 10) == (0, [])


def test_answers_are_for_who_oversees_the_round(store: Store) -> None:
    there = played(store)
    run = finished_run(store, there)
    with reading(store) as session:
        assert figures_of(session, there.auditor, [run])[run].placed == 5
        for viewer in (there.own["TS Nis"], there.foreign["coordinator"]):
            assert figures_of(session, viewer, [run]) == {}
            with pytest.raises(UnknownId):
                placed_lines(session, viewer, run, ALL, "learner", 0, 10)
            with pytest.raises(UnknownId):
                waiting_lines(session, viewer, run, ALL, 0, 10)
