from pathlib import Path

import pytest

from matcher.reading import check_round, read_round
from tests.rounds import with_cell, with_row, without_column, write_round


def codes_of(folder: Path) -> list[tuple[str, str, int]]:
    return [(p.code, p.file, p.row) for p in check_round(folder)]


def test_learners_take_stay_country_and_partner_from_group_and_partner(tmp_path: Path) -> None:
    read = read_round(write_round(tmp_path, learners=with_cell("learners", 4, "sending_partner", ""))).round
    learner = read.learner_by_id["L3"]
    assert (learner.stay, learner.sending_partner, learner.country) == ("short", "CCIS", "RS")


def test_a_group_takes_the_stay_that_its_learners_share(tmp_path: Path) -> None:
    assert read_round(write_round(tmp_path)).round.group_by_id["G2"].stay == "short"


def test_most_learners_decide_a_groups_stay_and_the_others_are_reported(tmp_path: Path) -> None:
    rows = with_row("learners", "L7", "", "ALBS", "G2", "long")
    assert codes_of(write_round(tmp_path, learners=rows)) == [("group-two-stays", "learners.csv", 8)]


def test_a_group_without_stay_and_learners_is_one_problem(tmp_path: Path) -> None:
    rows = with_row("groups", "G3", "CCIS", "", "1", "")
    assert codes_of(write_round(tmp_path, groups=rows)) == [("missing-cell", "groups.csv", 4)]


def test_a_groups_lost_stay_is_not_reported_again_for_its_learners(tmp_path: Path) -> None:
    groups = with_row("groups", "G3", "CCIS", "", "1", "")
    learners = with_row("learners", "L7", "", "CCIS", "G3", "")
    assert codes_of(write_round(tmp_path, groups=groups, learners=learners)) == [("missing-cell", "groups.csv", 4)]


def test_an_unknown_stay_is_not_reported_again_by_its_group(tmp_path: Path) -> None:
    learners = with_cell("learners", 5, "stay", "winter")
    assert codes_of(write_round(tmp_path, learners=learners)) == [("unknown-stay", "learners.csv", 5)]
    groups = with_row("groups", "G3", "ALBS", "", "1", "")
    alone = with_row("learners", "L7", "", "ALBS", "G3", "winter")
    assert codes_of(write_round(tmp_path, groups=groups, learners=alone)) == [("unknown-stay", "learners.csv", 8)]


def test_an_unknown_group_is_not_reported_again_as_a_missing_stay(tmp_path: Path) -> None:
    learners = with_row("learners", "L7", "", "CCIS", "G9", "")
    assert codes_of(write_round(tmp_path, learners=learners)) == [("unknown-group", "learners.csv", 8)]


def test_an_unknown_reference_that_differs_in_case_gets_a_hint(tmp_path: Path) -> None:
    (problem,) = check_round(write_round(tmp_path, placements=with_cell("placements", 2, "destination", "seville")))
    assert problem.expected.endswith("is it 'Seville'?")


def test_groups_that_only_learners_name_travel_without_companions(tmp_path: Path) -> None:
    reading = read_round(write_round(tmp_path, groups=None))
    assert [(p.code, p.severity) for p in reading.problems] == [("no-groups-table", "warning")]
    assert [(group.id, group.stay, group.companions) for group in reading.round.groups] == [
        ("G1", "short", 0), ("G2", "short", 0),
    ]  # fmt: skip


def test_learners_without_any_stay_are_reported_where_no_group_is_listed(tmp_path: Path) -> None:
    learners = with_row("learners", "L7", "", "CCIS", "G7", "")
    assert ("missing-cell", "learners.csv", 8) in codes_of(write_round(tmp_path, groups=None, learners=learners))


def test_learners_need_no_stay_column_where_their_groups_state_it(tmp_path: Path) -> None:
    learners = [row for row in without_column("learners", "stay") if row[0] != "L6"]
    groups = with_cell("groups", 3, "stay", "short")
    assert codes_of(write_round(tmp_path, learners=learners, groups=groups)) == []


def test_without_a_stay_column_a_group_without_learners_still_needs_a_stay(tmp_path: Path) -> None:
    learners = [row for row in without_column("learners", "stay") if row[0] != "L6"]
    groups = [*with_cell("groups", 3, "stay", "short"), ("G3", "CCIS", "", "1", "")]
    assert codes_of(write_round(tmp_path, learners=learners, groups=groups)) == [("missing-cell", "groups.csv", 4)]


def test_a_group_that_states_no_partner_may_hold_learners_of_several(tmp_path: Path) -> None:
    groups = with_cell("groups", 2, "sending_partner", "")
    learners = with_cell("learners", 2, "sending_partner", "ALBS")
    assert codes_of(write_round(tmp_path, groups=groups, learners=learners)) == []


def test_earlier_assignments_to_what_is_gone_are_left_out_with_a_warning(tmp_path: Path) -> None:
    previous = [("learner", "placement"), ("L1", "P1"), ("L77", "P1"), ("L2", "P77"), ("L78", "P77")]
    reading = read_round(write_round(tmp_path, previous=previous))
    assert [(p.code, p.row, p.severity) for p in reading.problems] == [
        ("assignment-left-out", 3, "warning"), ("assignment-left-out", 4, "warning"),
        ("assignment-left-out", 5, "warning"),
    ]  # fmt: skip
    assert [entry.learner for entry in reading.round.previous] == ["L1"]


@pytest.mark.parametrize(("written", "meant"), [("g1", "G1"), ("G-1", "G1"), ("G 2", "G2"), ("Zagreb", None)])
def test_a_group_that_is_not_there_is_met_with_the_one_that_was_meant(
    tmp_path: Path, written: str, meant: str | None
) -> None:
    problems = check_round(write_round(tmp_path, learners=with_cell("learners", 2, "group", written)))
    (expected,) = (problem.expected for problem in problems if problem.code == "unknown-group")
    assert expected == "the id of a group of this round" + (f"; is it {meant!r}?" if meant else "")
