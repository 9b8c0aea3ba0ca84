from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.explain import fairness
from matcher.explain.fairness import SMALLEST_CELL, FairnessRow, suppressed
from matcher.reading import read_round
from matcher.rounds import plan
from tests.matcher.explain.situations import fit_at, learner, placement, planned_of, round_of
from tests.rounds import TABLES, write_round


def rows(by: str, people: list[Any], at: list[int], **fields: Any) -> dict[str, FairnessRow]:
    planned = planned_of(round_of(people, [placement("p0", places=99)], **fields), at)
    return {row.value: row for row in fairness(planned) if row.by == by}


def crowd(id: str, number: int, **fields: Any) -> list[Any]:
    return [learner(f"{id}{row:02}", **fields) for row in range(number)]


def test_rate_mean_and_tail_are_those_of_the_part() -> None:
    wishes = [("Seville",) if row < 12 else ("Lyon",) for row in range(20)]
    people = [learner(f"l{row:02}", country="RS", preferences=wish) for row, wish in enumerate(wishes)]
    people += crowd("m", 10, country="AL")
    at = [0] * 20 + [0] * 5 + [-1] * 5
    planned = planned_of(round_of(people, [placement("p0", places=99)]), at)
    found = {row.value: row for row in fairness(planned) if row.by == "country"}
    fits = sorted(fit_at(planned, one, 0) for one in range(20))
    assert (found["RS"].learners, found["RS"].placed_rate) == (20, 1.0)
    assert found["RS"].mean_fit == pytest.approx(sum(fits) / 20)
    assert found["RS"].worst_decile_fit == pytest.approx(sum(fits[:2]) / 2)
    assert found["RS"].outside_wishes == pytest.approx(8 / 20)
    assert (found["AL"].placed_rate, found["AL"].outside_wishes) == (0.5, None)


def test_the_third_wish_counts_and_the_fourth_does_not() -> None:
    third = crowd("a", 6, country="AL", preferences=("Lyon", "Paris", "SEVILLE"))
    fourth = crowd("b", 6, country="RS", preferences=("Lyon", "Paris", "Nice", "Seville"))
    found = rows("country", third + fourth, [0] * 12)
    assert (found["AL"].outside_wishes, found["RS"].outside_wishes) == (0.0, 1.0)


def test_minors_are_those_under_eighteen_on_the_first_day() -> None:
    people = crowd("a", 5, birth_date=date(2008, 10, 5)) + crowd("b", 6, birth_date=date(2008, 10, 6)) + crowd("c", 7)
    found = rows("age at the stay's start", people, [0] * 18)
    assert {value: row.learners for value, row in found.items()} == {"adult": 5, "minor": 6, "not stated": 7}


def test_flag_and_partner_are_parts_too() -> None:
    people = crowd("a", 5, fewer_opportunities=True) + crowd("b", 5, fewer_opportunities=False)
    assert set(rows("fewer opportunities", people, [0] * 10)) == {"yes", "no"}
    assert set(rows("sending partner", people, [0] * 10)) == {"none"}


def test_a_small_part_is_not_shown_and_takes_the_next_smallest_along() -> None:
    people = crowd("a", 4, country="AL") + crowd("b", 6, country="MK") + crowd("c", 9, country="RS")
    found = rows("country", people, [0] * 19)
    assert found["AL"] == FairnessRow("country", "AL", None)
    assert found["MK"] == FairnessRow("country", "MK", None)
    assert found["RS"].learners == 9


def test_few_placed_hide_their_fit_and_that_of_the_next_smallest() -> None:
    people = crowd("a", 8, country="AL") + crowd("b", 8, country="MK") + crowd("c", 9, country="RS")
    at = [0] * 2 + [-1] * 6 + [0] * 17
    found = rows("country", people, at)
    assert (found["AL"].placed_rate, found["AL"].mean_fit) == (0.25, None)
    assert (found["MK"].placed_rate, found["MK"].mean_fit) == (1.0, None)
    assert found["RS"].mean_fit is not None


def test_a_part_without_anybody_placed_hides_nobody_else() -> None:
    people = crowd("a", 8, country="AL") + crowd("b", 8, country="MK")
    found = rows("country", people, [-1] * 8 + [0] * 8)
    assert (found["AL"].placed_rate, found["AL"].mean_fit, found["AL"].worst_decile_fit) == (0.0, None, None)
    assert found["MK"].mean_fit is not None


@given(st.lists(st.integers(0, 30), max_size=8))
def test_nothing_hidden_can_be_worked_out_from_the_total(counts: list[int]) -> None:
    hidden = suppressed(counts)
    small = [cell for cell, count in enumerate(counts) if 0 < count < SMALLEST_CELL]
    assert all(hidden[cell] for cell in small)
    behind = [count for count, hide in zip(counts, hidden, strict=True) if hide]
    if behind and len(behind) < sum(count > 0 for count in counts):
        assert len(behind) > 1
        assert sum(behind) >= SMALLEST_CELL
    if not small:
        assert not any(hidden)


def with_columns(**columns: list[str]) -> list[list[object]]:
    header, *body = TABLES["learners"]
    return [
        [*header, *columns],
        *([*row, *(values[line] for values in columns.values())] for line, row in enumerate(body)),
    ]


SEXES, OTHERS = ["f", "m", "f", "m", "f", "m"], ["m", "f", "m", "f", "m", "f"]


def test_sex_nationality_and_the_cause_of_a_need_change_no_fit_and_no_assignment(tmp_path: Path) -> None:
    needs = ["step-free access", "", "", "quiet room", "", ""]
    met = [[*TABLES["placements"][0], "needs_met"], *([*row, "quiet room"] for row in TABLES["placements"][1:])]
    tables = {
        "plain": with_columns(needs=needs),
        "one": with_columns(needs=needs, sex=SEXES, nationality=["RS"] * 6, cause=["wheelchair"] * 6),
        "other": with_columns(needs=needs, sex=OTHERS, nationality=["AL"] * 6, cause=["accident"] * 6),
    }
    answers = {}
    for name, learners in tables.items():
        round_ = read_round(write_round(tmp_path / name, learners=learners, placements=met, pins=None)).round
        planned = plan(round_)
        answers[name] = (
            planned.planned.pairs.fit.tolist(),
            planned.answer.assignments,
            [(row.learner, [reason.code for reason in row.reasons]) for row in planned.answer.unplaced],
        )
    assert answers["plain"][0]
    assert answers["plain"] == answers["one"] == answers["other"]
