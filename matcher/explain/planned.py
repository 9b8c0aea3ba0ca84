"""Everything an explanation looks at: the round, its pairs, the problem in arrays, and what was decided."""

from dataclasses import dataclass

from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.rates import placed_of_senders, smallest_rate
from matcher.model import Round
from matcher.pairs import Pairs, Sides
from matcher.profiles import StudyFields


@dataclass(frozen=True, slots=True)
class Variant:
    """A problem and an answer to it."""

    problem: AllocationProblem
    allocation: Allocation

    @property
    def placed_of_senders(self) -> tuple[int, ...]:
        return tuple(placed_of_senders(self.problem, self.allocation).tolist())

    @property
    def smallest_rate(self) -> float:
        return smallest_rate(self.problem, self.allocation)


@dataclass(frozen=True, slots=True)
class Balance:
    """The answers without and with balance between sending partners; `applied` says which of them was chosen.

    The balanced problem is the plain one with the floors that the balance amounts to.
    """

    applied: bool
    plain: Variant
    balanced: Variant


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned round; indices in `pairs`, `problem` and `allocation` are places in `round.learners` and so on."""

    round: Round
    study_fields: StudyFields
    sides: Sides
    pairs: Pairs
    problem: AllocationProblem
    allocation: Allocation
    balance: Balance | None = None
