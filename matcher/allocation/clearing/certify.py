"""Stage by stage, the prices that clear the market as a certificate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.allocation.answer import Certificate, Stage, StageName
from matcher.allocation.bounds import certified_bound
from matcher.allocation.clearing.demand import Demand
from matcher.allocation.clearing.prices import Cleared, Clearing, Goal, Schedule
from matcher.allocation.clearing.uses import FloatArray, Uses
from matcher.allocation.groups.certify import scale_for
from matcher.allocation.objective import pair_values
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.rows import Earlier
from matcher.allocation.staged import worth

FIRST, LAST = 0.2, 0.002  # blurs of a later stage, for the largest value of a pair


@dataclass(frozen=True)
class Guide:
    """Prices of all stages in one sum: `price` (limits,) and what each stage counts in it, in points."""

    price: FloatArray
    points: FloatArray


class Prover:
    """Finds the certificate of one stage after the other, given what an answer attains."""

    def __init__(self, problem: AllocationProblem, demand: Demand, opened: BoolArray, run: Run) -> None:
        """Prove bounds with the `demand` of everybody, nobody settled; minimums have a price at `opened` only."""
        self.problem, self.demand, self.run = problem, demand, run
        self.room = demand.uses.room(opened).astype(np.float64)

    def stages(
        self, names: Sequence[StageName], placement_of: IntArray, guide: Guide, first: Certificate, steps: int
    ) -> list[Stage]:
        """Return every stage with what was attained and a bound.

        Parameters
        ----------
        first
            A certificate of the first stage.
        steps
            Of the search for prices of each stage.
        """
        stages: list[Stage] = []
        earlier: list[tuple[IntArray, int]] = []
        for place, name in enumerate(names):
            value = pair_values(self.problem, name)
            attained = worth(self.problem, placement_of, value)
            bound, proof = self._tighter([Certificate()] if place else [Certificate(), first], value, earlier)
            if place and attained < bound:
                schedule = Schedule(steps, *(blur * float(value.max(initial=1)) for blur in (FIRST, LAST)))
                found = self._cleared(value, earlier, guide, schedule)
                bound, proof = self._tighter([proof, found], value, earlier)
            stages.append(Stage(name, attained, bound, proof))
            earlier.append((value, attained))
            self.run.report(name, attained, bound)
        return stages

    def _tighter(
        self, certificates: Sequence[Certificate], value: IntArray, earlier: Earlier
    ) -> tuple[int, Certificate]:
        bounds = [(certified_bound(self.problem, one, value, earlier), one) for one in certificates]
        return min(bounds, key=lambda pair: pair[0])

    def _cleared(self, value: IntArray, earlier: Earlier, guide: Guide, schedule: Schedule) -> Certificate:
        rows, place = self.demand.row, len(earlier)
        unit = guide.points[place]
        goal = Goal(
            value=value[rows].astype(np.float64),
            kept=np.array([before[rows] for before, _ in earlier], dtype=np.float64),
            attained=np.array([attained for _, attained in earlier], dtype=np.float64),
            most=np.array([_most(self.problem, before) for before, _ in earlier], dtype=np.float64),
        )
        clearing = Clearing(self.demand, goal, self.room, guide.price / unit, guide.points[:place] / unit)
        clearing.run(schedule, lambda: self.run.over)
        assert clearing.best is not None
        return certificate(self.demand.uses, clearing.best, value)


def _most(problem: AllocationProblem, value: IntArray) -> int:
    """Return the most that a stage could come to if everybody had their best."""
    best = np.zeros(problem.learners, dtype=np.int64)
    np.maximum.at(best, problem.pair_learner, value)
    return int(best.sum())


def certificate(uses: Uses, cleared: Cleared, value: IntArray) -> Certificate:
    """Return prices of slots, rows and earlier stages in whole numbers, as fine as the stage's values allow."""
    scale = scale_for(value)
    price = np.rint(cleared.price * scale).astype(np.int64)
    table = np.stack([uses.entity, uses.day, price[: uses.slots]], axis=1)
    kept = np.rint(cleared.stage * scale).astype(np.int64)
    tables = {
        "placement": table[: uses.place_slots],
        "destination": table[uses.place_slots :],
        "stage": np.stack([np.arange(len(kept)), kept], axis=1),
        **uses.quotas.tables(price[uses.slots :]),
    }
    priced = {name: rows[rows[:, -1] > 0] for name, rows in tables.items()}
    return Certificate({name: rows for name, rows in priced.items() if len(rows)}, scale)
