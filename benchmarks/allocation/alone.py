"""Learners who travel alone: our value, bound, gap and seconds beside those of the peers, in one run.

`python -m benchmarks.allocation.alone [--large] [--peers]` prints the table and renews its rows in
`benchmarks/frozen/alone.csv` (or `alone_large.csv`), which holds everything but the seconds, so that a regression shows
as a diff. The smallest round has all peers, each with what it understands of the round; `--peers` asks those too that
take minutes on the others: CP-SAT and HiGHS with one model each, and stable matchings.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment

from benchmarks.allocation import groups
from benchmarks.allocation.alone_instances import SHARED, beasley, glasgow, scattered, with_quotas_pins_and_days
from benchmarks.allocation.baselines import FROZEN, freeze
from benchmarks.allocation.stable import MOST_COPIED, PACKAGES, is_installed, stable_by_algmatch, stable_by_matching
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.problem import IntArray
from matcher.allocation.staged import worth
from matcher.referee import verify

PLACE_WEIGHT = 16 * 1001  # as much as our own flow gives a place before it gives fit
PEER_SECONDS = 30.0
FEW_PAIRS = 2_000  # of a round on which all peers end in some seconds
MOST_DENSE = 4_000_000  # cells of a dense assignment matrix
Solved = tuple[IntArray, int | None, float | None]  # placement of each learner, bound, gap
Method = Callable[[AllocationProblem], Solved]
COLUMNS = ("instance", "method", "placed", "fit", "bound", "gap")


@dataclass(frozen=True)
class Row:
    """One method on one instance; `bound` and `gap` are None where a peer proves nothing."""

    instance: str
    method: str
    placed: int
    fit: int
    bound: int | None
    gap: float | None
    seconds: float


def instances(large: bool) -> Iterator[tuple[str, AllocationProblem, bool]]:
    """Yield name, problem and whether it is a plain flow, that the peers understand."""
    if large:
        yield "100 000 x 40 000 x 31", AllocationProblem(**scattered(100_000, 40_000, 31, 50)), True
        return
    for size in (100, 200):
        file = SHARED / "orlib_assign" / f"assign{size}.txt"
        if file.exists():
            yield f"beasley {size}", beasley(file), True
    for session in (1, 2):
        file = SHARED / "preflib_glasgow" / f"00038-0000000{session}.soi"
        if file.exists():
            yield f"glasgow {session}", glasgow(file), True
    small = scattered(150, 70, 12, 5)
    yield "150 x 70 x 12", AllocationProblem(**small), True
    beds_for_all = {"destination_beds": np.full(5, 150)}
    yield "150 x 70 x 12, a bed for everybody", AllocationProblem(**small | beds_for_all), True
    yield "150 x 70 x 12, quotas, pins, days", AllocationProblem(**with_quotas_pins_and_days(small)), False
    plain = scattered(3_000, 300, 25, 10)
    yield "3 000 x 300 x 25", AllocationProblem(**plain), True
    yield "3 000 x 300 x 25, quotas, pins, days", AllocationProblem(**with_quotas_pins_and_days(plain)), False
    roomy = scattered(3_000, 1_500, 25, 10)
    yield "3 000 x 1 500 x 25, quotas, pins, days", AllocationProblem(**with_quotas_pins_and_days(roomy)), False


def ours(problem: AllocationProblem) -> Solved:
    allocation = allocate(problem)
    return allocation.placement_of, allocation.bound, allocation.gap


def bare_flow(problem: AllocationProblem) -> Solved:
    """Solve the same arcs with the solver alone: no stages, no prices, no proof."""
    learners, placements = problem.learners, problem.placements
    sink = learners + placements + problem.destinations
    everybody, offers = np.arange(learners), np.arange(placements)
    cities = np.arange(problem.destinations)
    arcs = (
        (problem.pair_learner, learners + problem.pair_placement, 1, -(PLACE_WEIGHT + problem.pair_fit)),
        (everybody, np.full(learners, sink), 1, 0),
        (learners + offers, learners + placements + problem.placement_destination, problem.placement_capacity, 0),
        (learners + placements + cities, np.full(len(cities), sink), problem.destination_beds, 0),
    )
    flow = min_cost_flow.SimpleMinCostFlow()
    for tail, head, capacity, cost in arcs:
        flow.add_arcs_with_capacity_and_unit_cost(
            tail.astype(np.int32),
            head.astype(np.int32),
            np.broadcast_to(np.asarray(capacity, dtype=np.int64), tail.shape).copy(),
            np.broadcast_to(np.asarray(cost, dtype=np.int64), tail.shape).copy(),
        )
    supply = np.r_[np.ones(learners, dtype=np.int64), np.zeros(sink - learners, dtype=np.int64), -learners]
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the bare flow failed")
    taken = np.flatnonzero(flow.flows(np.arange(problem.pairs, dtype=np.int32)))
    return _placement_of(problem, taken), None, None


def dense_assignment(problem: AllocationProblem) -> Solved:
    """Solve with scipy's assignment on single places; beds stay unseen, so that the value may be beyond reach."""
    column = np.repeat(np.arange(problem.placements), problem.placement_capacity)
    first = np.searchsorted(column, np.arange(problem.placements + 1))
    worth_of = np.zeros((problem.learners, len(column) + problem.learners), dtype=np.int64)
    for learner, placement, fit in zip(problem.pair_learner, problem.pair_placement, problem.pair_fit, strict=True):
        worth_of[learner, first[placement] : first[placement + 1]] = PLACE_WEIGHT + fit
    rows, columns = linear_sum_assignment(worth_of, maximize=True)
    used = worth_of[rows, columns] > 0
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    placement_of[rows[used]] = column[columns[used]]
    return placement_of, None, None


def one_model(solve: groups.Method) -> Method:
    """Return a general solver on all stages in one sum; the gap is that sum's, the bound that of as many placed."""

    def solved(problem: AllocationProblem) -> Solved:
        placement_of, bound = solve(problem, PEER_SECONDS)
        nobody = np.full(problem.learners, -1, dtype=np.int64)
        if placement_of is None:
            return nobody, None, None
        placed = int((placement_of >= 0).sum())
        fit = worth(problem, placement_of, problem.pair_fit)
        if bound is None:
            return placement_of, None, None
        most, places = int(bound + 1e-6), groups.PLACE_WEIGHT * placed
        fit_bound = most - places if most - places - fit < groups.PLACE_WEIGHT else None  # else one more is thinkable
        return placement_of, fit_bound, max(0.0, (most - places - fit) / most)

    return solved


def stable(match: Callable[[AllocationProblem], IntArray]) -> Method:
    """Return a stable matching, which proves nothing about value."""
    return lambda problem: (match(problem), None, None)


def greedy_in(order: str) -> Method:
    """Return greedy first-come ("arrival": each learner takes the best that is left) or best pair first ("fit")."""

    def solve(problem: AllocationProblem) -> Solved:
        places, beds = problem.placement_capacity.tolist(), problem.destination_beds.tolist()
        placement_of = np.full(problem.learners, -1, dtype=np.int64)
        keys = (-problem.pair_fit, problem.pair_learner) if order == "arrival" else (-problem.pair_fit,)
        pairs = np.lexsort(keys)
        where = problem.pair_destination[pairs].tolist()
        for learner, placement, there in zip(
            problem.pair_learner[pairs].tolist(), problem.pair_placement[pairs].tolist(), where, strict=True
        ):
            if placement_of[learner] < 0 and places[placement] and beds[there]:
                placement_of[learner] = placement
                places[placement] -= 1
                beds[there] -= 1
        return placement_of, None, None

    return solve


def _placement_of(problem: AllocationProblem, taken: IntArray) -> IntArray:
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    placement_of[problem.pair_learner[taken]] = problem.pair_placement[taken]
    return placement_of


def methods_for(problem: AllocationProblem, plain: bool, peers: bool) -> dict[str, Method]:
    """Return who is measured: beside us those who understand the round, on a small one also those who are slow."""
    methods: dict[str, Method] = {"matcher": ours}
    slow = peers or problem.pairs <= FEW_PAIRS
    if slow:
        methods |= {"CP-SAT, one model": one_model(groups.cp_sat), "HiGHS, one model": one_model(groups.highs)}
    if not plain:
        return methods
    methods |= {"or-tools flow": bare_flow}
    if problem.learners * (problem.learners + int(problem.placement_capacity.sum())) <= MOST_DENSE:
        methods |= {"scipy, no beds": dense_assignment}
    if slow and is_installed("algmatch"):
        methods |= {"stable, algmatch": stable(stable_by_algmatch)}
    if slow and is_installed("matching") and problem.pairs <= MOST_COPIED:
        methods |= {"stable, matching": stable(stable_by_matching)}
    return methods | {"greedy by fit": greedy_in("fit"), "greedy by arrival": greedy_in("arrival")}


def measured(large: bool, peers: bool) -> Iterator[Row]:
    """Yield a row per instance and method; our answer is verified too, outside the seconds."""
    for name, problem, plain in instances(large):
        verify(problem, allocate(problem))
        for method, solve in methods_for(problem, plain, peers and not large).items():
            start = time.perf_counter()
            placement_of, bound, gap = solve(problem)
            seconds = time.perf_counter() - start
            placed = int((placement_of >= 0).sum())
            yield Row(name, method, placed, worth(problem, placement_of, problem.pair_fit), bound, gap, seconds)


def main() -> None:
    large, peers = "--large" in sys.argv, "--peers" in sys.argv
    for package in PACKAGES:
        if not is_installed(package):
            print(f"no stable matching by {package} beside us: it is not installed")
    rows = []
    for row in measured(large, peers):
        rows.append(row)
        gap = "" if row.gap is None else f"{row.gap:.3%}"
        bound = row.bound or ""
        print(
            f"{row.instance:40}{row.method:18}{row.placed:8}{row.fit:12}{bound:>12}{gap:>8}{row.seconds:8.2f} s",
            flush=True,
        )
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
    file = FROZEN / ("alone_large.csv" if large else "alone.csv")
    freeze(file, COLUMNS, ("instance", "method"), [asdict(row) for row in rows])


if __name__ == "__main__":
    main()
