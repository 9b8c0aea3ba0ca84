"""How much work a time limit buys: counted, not timed, so that the answer does not hang on the machine's speed."""

from dataclasses import dataclass

from matcher.allocation.groups.parties import Parties

# Seconds of one core that the steps took on rounds of 426 to 10 000 learners (benchmarks/allocation/groups.py).
EVALUATION_PER_PAIR = 2.5e-8
MOVE, MOVE_PER_PARTY_AT_A_DESTINATION = 1.0e-4, 1.5e-5
PACKING_PER_PARTY_AND_DESTINATION = 1.7e-5
CASE, CASE_PER_GROUP_AND_BED, CASE_PER_PAIR = 1.8e-4, 5.0e-8, 2.5e-8

USED = 0.45  # of the time limit: the rest is for slower machines, before the deadline has to cut the work short
GUIDE, SEARCH, LAGRANGIAN, KNAPSACK = 0.12, 0.52, 0.10, 0.26  # shares of that
CASES = 0.30  # on top, as these have an end in themselves only rarely; what the two before leave is theirs as well
MOST_EVALUATIONS = 3_000
MOST_PACKINGS = 6_000
MOST_CASE_EVALUATIONS = 120_000
MOST_MOVES_PER_PARTY = 20_000


@dataclass(frozen=True)
class Effort:
    """Numbers of steps, each worked through unless the deadline comes first."""

    guide_evaluations: int
    moves: int
    evaluations: int
    packings: int
    evaluation_seconds: float
    packing_seconds: float
    case_seconds: float
    proof_seconds: float

    def cases(self, evaluations: int, packings: int) -> int:
        """Return how many evaluations of cases are left for after so many other steps of the proof."""
        left = self.proof_seconds - evaluations * self.evaluation_seconds - packings * self.packing_seconds
        return _steps(left, self.case_seconds, MOST_CASE_EVALUATIONS)


def effort_for(who: Parties, seconds: float) -> Effort:
    """Return the work for a time limit. The same problem and limit get the same work everywhere."""
    evaluation = EVALUATION_PER_PAIR * max(len(who.learner), 1)
    move = MOVE + MOVE_PER_PARTY_AT_A_DESTINATION * who.count / max(who.destinations, 1)
    packing = _packing_seconds(who.count, who.destinations)
    work = USED * seconds
    return Effort(
        guide_evaluations=_steps(GUIDE * work, evaluation, MOST_EVALUATIONS),
        moves=_steps(SEARCH * work, move, MOST_MOVES_PER_PARTY * who.count),
        evaluations=_steps(LAGRANGIAN * work, evaluation, MOST_EVALUATIONS),
        packings=packings(who.count, who.destinations, seconds),
        evaluation_seconds=evaluation,
        packing_seconds=packing,
        case_seconds=CASE
        + (CASE_PER_GROUP_AND_BED * who.count * float(who.beds.sum()) + CASE_PER_PAIR * len(who.learner))
        / max(who.destinations, 1),
        proof_seconds=(LAGRANGIAN + KNAPSACK + CASES) * work,
    )


def packings(parties: int, destinations: int, seconds: float) -> int:
    """Return how often all beds are packed in a time limit."""
    return _steps(KNAPSACK * USED * seconds, _packing_seconds(parties, destinations), MOST_PACKINGS)


def _packing_seconds(parties: int, destinations: int) -> float:
    return PACKING_PER_PARTY_AND_DESTINATION * max(parties * destinations, 1)


def _steps(seconds: float, each: float, most: int) -> int:
    return min(max(0, int(seconds / each)), most)
