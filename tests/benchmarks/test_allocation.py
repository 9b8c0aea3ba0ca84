"""What the benchmarks of the engine do to a round before they measure it."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.allocation import groups, shuffles
from benchmarks.allocation.alone_instances import scattered, with_quotas_pins_and_days
from benchmarks.allocation.baselines import freeze
from benchmarks.allocation.rerun import withdrawn
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.staged import worth
from matcher.referee import check

GIVEN = with_quotas_pins_and_days(scattered(60, 30, 6, 3))


def test_shuffled_rows_are_the_same_round() -> None:
    problem = shuffles.keyed(AllocationProblem(**GIVEN), 1)
    again, learner, placement = shuffles.shuffled(problem, np.random.default_rng(1))
    assert learner.tolist() != list(range(60))
    found = allocate(problem)
    back = np.append(np.argsort(placement), -1)[found.placement_of[learner]]
    assert check(again, allocate(again)) == []
    assert worth(again, back, again.pair_fit) == found.fit
    assert shuffles.changed_by_order(problem, 10.0, 1) == shuffles.changed_by_threads(problem, 10.0) == 0


def test_pinned_learners_do_not_withdraw_and_the_others_stay_published() -> None:
    problem = AllocationProblem(**GIVEN)
    published = allocate(problem).placement_of
    later, others = withdrawn(problem, published)
    gone = np.setdiff1d(np.flatnonzero(published >= 0), others)
    assert len(gone) == 1
    assert problem.pinned[gone] == -1
    assert gone not in later.pair_learner
    assert later.previous[others].tolist() == published[others].tolist()


@pytest.mark.parametrize("peer", [groups.cp_sat, groups.highs])
def test_peers_keep_pins_and_reach_what_is_proven(peer: groups.Method) -> None:
    problem = AllocationProblem(**GIVEN)
    placement_of, bound = peer(problem, 20.0)
    assert placement_of is not None
    assert bound is not None
    assert (placement_of[problem.pinned >= 0] == problem.pinned[problem.pinned >= 0]).all()
    ours = allocate(problem)
    assert worth(problem, placement_of, groups.single_sum(problem)) == round(bound)
    assert worth(problem, placement_of, problem.pair_fit) == ours.fit


def test_what_was_not_measured_this_time_stays_frozen(tmp_path: Path) -> None:
    file, columns = tmp_path / "frozen.csv", ("instance", "value", "gap")
    freeze(
        file,
        columns,
        columns[:1],
        [{"instance": "a", "value": 1, "gap": 0.5}, {"instance": "b", "value": 2, "gap": None}],
    )
    freeze(file, columns, columns[:1], [{"instance": "b", "value": 3.0, "gap": 0.123456789}])
    assert file.read_text(encoding="utf-8") == "instance,value,gap\na,1,0.5\nb,3,0.12346\n"
