"""Problems that are no flow: stage by stage a search for the value and prices for the bound."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from matcher.allocation.answer import Allocation, Certificate, Stage, StageName, Status
from matcher.allocation.bounds import certified_bound, readable_prices, reduced_values
from matcher.allocation.greedy import greedy
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.relaxation import MOST_COLUMNS, Relaxed, branched, relaxed
from matcher.allocation.rows import Earlier, Program, holds, program, restricted
from matcher.allocation.search import search

BOUND_SHARE = 0.4  # of the time, at most, for prices; the search has the rest
FACTOR = 16  # by how much a stage outweighs one pair of the next; a solver's double precision bears no more
NEAREST = 8  # pairs of a learner that a first search looks at


def allocate_staged(
    problem: AllocationProblem,
    known: Sequence[Certificate],
    run: Run,
    prog: Program | None = None,
    start: IntArray | None = None,
) -> Allocation | None:
    """Return the best answer found, each stage with a certified bound, or None if nothing feasible was found.

    Parameters
    ----------
    known
        A certificate per stage that is valid already, from a relaxation.
    prog
        The problem's program, if it is built already.
    start
        Shape (learners,): an answer found already; what is returned is no worse.
    """
    names = stage_names(problem)
    prog = program(problem) if prog is None else prog
    best = _best_staged(problem, prog, names, starting_point(problem, prog), start)
    together = None if run.over else _all_at_once(problem, prog, names, run.seconds_left * BOUND_SHARE)
    if together is not None:
        best = _best_staged(problem, prog, names, best, together.relaxed.placement_of)
        best = _best_staged(problem, prog, names, best, _near(problem, prog, together, run))
    stages: list[Stage] = []
    earlier: list[tuple[IntArray, int]] = []
    for place, name in enumerate(names):
        certificates = [Certificate(), known[place], *_shared(together, place)]
        best, stage = _solved(problem, name, best, earlier, certificates, run.seconds_left / (len(names) - place), run)
        if best is None:
            return None
        stages.append(stage)
        earlier.append((pair_values(problem, name), stage.value))
        run.report(name, stage.value, stage.bound)
    assert best is not None
    return answer_of(problem, best, stages, "cancelled" if run.cancelled else None)


def _solved(
    problem: AllocationProblem,
    name: StageName,
    best: IntArray | None,
    earlier: Earlier,
    certificates: Sequence[Certificate],
    seconds: float,
    run: Run,
) -> tuple[IntArray | None, Stage]:
    """Return the best assignment known after one stage, and the stage."""
    value = pair_values(problem, name)
    bound, certificate = _tightest(problem, certificates, value, earlier)
    if not run.over and problem.pairs <= MOST_COLUMNS and _is_below(problem, best, value, bound):
        prog = program(problem, earlier)
        linear = relaxed(problem, prog, value, seconds * BOUND_SHARE)
        if linear is not None:
            own = Certificate(linear.prices, scale=linear.scale)
            bound, certificate = _tightest(problem, [certificate, own], value, earlier)
            best = _better(problem, value, best, linear.placement_of, prog)
        run.report(name, None if best is None else worth(problem, best, value), bound)
        if not run.over and _is_below(problem, best, value, bound):
            tell = partial(run.report, name, bound=bound) if run.on_progress else None
            found = search(problem, prog, value, best, min(seconds, run.seconds_left), run, tell)
            best = _better(problem, value, best, found, prog)
    attained = 0 if best is None else worth(problem, best, value)
    return best, Stage(name, attained, bound, certificate)


@dataclass(frozen=True)
class _Together:
    """The relaxation of all stages in one sum: the weight of each stage, and each pair's worth in the sum."""

    relaxed: Relaxed
    weights: Sequence[int]
    value: IntArray


def _all_at_once(
    problem: AllocationProblem, prog: Program, names: Sequence[StageName], seconds: float
) -> _Together | None:
    """Relax the sum of all stages: a single stage leaves so many ties that it takes longer than their sum."""
    weights = [1]
    for name in reversed(names[1:]):
        weights.insert(0, weights[0] * (int(pair_values(problem, name).max(initial=0)) + 1) * FACTOR)
    value = np.zeros(problem.pairs, dtype=np.int64)
    for name, weight in zip(names, weights, strict=True):
        value += weight * pair_values(problem, name)
    linear = relaxed(problem, prog, value, seconds)
    return None if linear is None else _Together(linear, weights, value)


def _shared(together: _Together | None, place: int) -> list[Certificate]:
    """Return the certificate that the prices of all stages together make for one of them.

    Seen from a stage that outweighs the later ones, their share of a price is a fraction: rounding takes it away.
    """
    if together is None:
        return []
    last = place == len(together.weights) - 1
    unit = 1 if last else together.relaxed.scale * together.weights[place]
    scale = together.relaxed.scale if last else 1
    prices = {name: _rounded(table, unit) for name, table in together.relaxed.prices.items()}
    if place:
        earlier = enumerate(together.weights[:place])
        rows = [[stage, scale * weight // together.weights[place]] for stage, weight in earlier]
        prices["stage"] = np.array(rows, dtype=np.int64)
    return [Certificate({name: table for name, table in prices.items() if len(table)}, scale=scale)]


def _rounded(table: IntArray, unit: int) -> IntArray:
    rounded = table.copy()
    rounded[:, -1] = (table[:, -1] + unit // 2) // unit
    return rounded[rounded[:, -1] > 0]


def _near(problem: AllocationProblem, prog: Program, together: _Together, run: Run) -> IntArray | None:
    """Settle the learners whom the relaxation splits, those whom it doesn't staying where it has them."""
    if together.relaxed.placement_of is not None or run.over:
        return None
    settled = np.zeros(problem.learners, dtype=bool)
    settled[problem.pair_learner[together.relaxed.certain]] = True
    few = np.where(settled[problem.pair_learner], together.relaxed.certain, _nearest(problem, together))
    few |= problem.pair_open & (problem.pinned >= 0)[problem.pair_learner]
    return branched(problem, restricted(prog, few), together.value, run.seconds_left * BOUND_SHARE)


def _nearest(problem: AllocationProblem, together: _Together) -> BoolArray:
    """Return the few pairs of each learner that the prices leave most attractive. Shape (pairs,)."""
    scale = together.relaxed.scale
    prices = readable_prices(problem, Certificate(together.relaxed.prices, scale=scale), 0)
    reduced = reduced_values(problem, prices, together.value * scale, ())
    order = np.lexsort((-reduced, problem.pair_learner))
    start = np.searchsorted(problem.pair_learner, problem.pair_learner)  # pairs are in canonical order
    nearest = np.zeros(problem.pairs, dtype=bool)
    nearest[order] = np.arange(problem.pairs) - start[order] < NEAREST
    return nearest


def _best_staged(
    problem: AllocationProblem,
    prog: Program,
    names: Sequence[StageName],
    best: IntArray | None,
    other: IntArray | None,
) -> IntArray | None:
    if other is None or not holds(problem, prog, other):
        return best
    if best is None:
        return other
    values = [pair_values(problem, name) for name in names]
    return max(best, other, key=lambda one: [worth(problem, one, value) for value in values])


def starting_point(problem: AllocationProblem, prog: Program) -> IntArray | None:
    """Return the better of greedy and what was published, if either is feasible."""
    value = pair_values(problem, "placed")
    order = value * 1_001 + problem.pair_kept * 1_001 + problem.pair_fit  # published first, then by fit
    published = np.full(problem.learners, -1, dtype=np.int64)
    still = problem.pair_kept & problem.pair_open
    published[problem.pair_learner[still]] = problem.pair_placement[still]
    best = None
    for placement_of in (greedy(problem, order), published):
        best = _better(problem, value, best, placement_of, prog)
    return best


def worth(problem: AllocationProblem, placement_of: IntArray, value: IntArray) -> int:
    """Return the sum of `value` over the pairs that an assignment realises."""
    return int(value[placement_of[problem.pair_learner] == problem.pair_placement].sum())


def answer_of(
    problem: AllocationProblem, placement_of: IntArray, stages: Sequence[Stage], status: Status | None = None
) -> Allocation:
    """Return the answer that an assignment is, its groups where their learners are."""
    proven: Status = "feasible" if any(stage.gap for stage in stages) else "optimal"
    return Allocation(
        placement_of=placement_of,
        group_destination=group_destinations(problem, placement_of),
        status=proven if status is None or proven == "optimal" else status,
        placed=int((placement_of >= 0).sum()),
        fit=worth(problem, placement_of, problem.pair_fit),
        stages=tuple(stages),
    )


def with_tighter_bounds(
    problem: AllocationProblem, stages: Sequence[Stage], known: Sequence[Certificate]
) -> list[Stage]:
    """Return the stages, each with its `known` certificate where that proves more than its own."""
    tighter: list[Stage] = []
    earlier: list[tuple[IntArray, int]] = []
    for stage, certificate in zip(stages, known, strict=True):
        value = pair_values(problem, stage.name)
        bound = certified_bound(problem, certificate, value, earlier)
        better = replace(stage, bound=bound, certificate=certificate) if bound < stage.bound else stage
        tighter.append(better)
        earlier.append((value, stage.value))
    return tighter


def group_destinations(problem: AllocationProblem, placement_of: IntArray) -> IntArray:
    """Return where each group is, given that its placed learners are together. Shape (groups,)."""
    where = np.full(problem.groups, -1, dtype=np.int64)
    travelling = (placement_of >= 0) & (problem.learner_group >= 0)
    where[problem.learner_group[travelling]] = problem.placement_destination[placement_of[travelling]]
    return where


def _tightest(
    problem: AllocationProblem, certificates: Sequence[Certificate], value: IntArray, earlier: Earlier
) -> tuple[int, Certificate]:
    bounds = [(certified_bound(problem, certificate, value, earlier), certificate) for certificate in certificates]
    return min(bounds, key=lambda pair: pair[0])


def _is_below(problem: AllocationProblem, best: IntArray | None, value: IntArray, bound: int) -> bool:
    return best is None or worth(problem, best, value) < bound


def _better(
    problem: AllocationProblem, value: IntArray, best: IntArray | None, other: IntArray | None, prog: Program
) -> IntArray | None:
    """Return `other` if it holds and is worth more than `best`."""
    if other is None or not holds(problem, prog, other):
        return best
    return other if best is None or worth(problem, other, value) > worth(problem, best, value) else best
