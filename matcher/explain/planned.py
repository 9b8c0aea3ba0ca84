"""Everything an explanation looks at: the round, its pairs, the problem in arrays, and what was decided."""

from dataclasses import dataclass

from matcher.allocation import Allocation, AllocationProblem
from matcher.model import Round
from matcher.pairs import Pairs, Sides
from matcher.profiles import StudyFields


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned round; indices in `pairs`, `problem` and `allocation` are places in `round.learners` and so on."""

    round: Round
    study_fields: StudyFields
    sides: Sides
    pairs: Pairs
    problem: AllocationProblem
    allocation: Allocation
