"""Answers in which fewer and fewer of the published move: each who stays earns a bonus, in points of fit.

The bonus is the price of a move (Lagrange): an answer that is best at some price is best among all that move no more,
and at any price the best answer bounds what others with fewer moves can be worth.
"""

from dataclasses import dataclass
from functools import cached_property

from matcher.allocation import flows
from matcher.allocation.exact import flow_answer
from matcher.allocation.network import network
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.order import canonical, restored
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.rows import Program, holds, program

MOST_BONUS = 2**13  # beyond it nobody moves for fit; who still does places somebody else
CHAIN = 64  # by how much placing somebody outweighs fit and bonus of one learner


@dataclass(frozen=True)
class Staid:
    """The best flow at a bonus: `kept` published learners stay, `value` is what the last stage attains.

    `placement_of` is None where the flow, which may be a relaxation, breaks a rule: then it is a bound and no answer.
    """

    bonus: int
    kept: int
    placed: int
    value: int
    placement_of: IntArray | None

    def bound(self, kept: int) -> int:
        """Return what answers that place as many and keep at least so many can be worth in the last stage."""
        return self.value + self.bonus * (self.kept - kept)


class Staying:
    """The flow of a problem at any bonus for staying, each solved once."""

    def __init__(self, problem: AllocationProblem, seed: int) -> None:
        self._problem, self._order = canonical(problem, seed)
        self._net = network(self._problem)
        names = stage_names(self._problem)
        self._value = pair_values(self._problem, names[-1])
        self._places = len(names) > 1
        self._solved: dict[int, Staid | None] = {}

    @cached_property
    def _program(self) -> Program:
        return program(self._problem)

    @property
    def solved(self) -> list[Staid]:
        return [one for one in self._solved.values() if one is not None]

    def at(self, bonus: int) -> Staid | None:
        """Return the best answer at a bonus; None if demands contradict each other."""
        if bonus not in self._solved:
            self._solved[bonus] = self._solve(bonus)
        return self._solved[bonus]

    def keeping(self, kept: int) -> Staid | None:
        """Return the answer at the least bonus at which so many stay, None if no bonus brings that about."""
        low, high = -1, MOST_BONUS
        best = self.at(high)
        if best is None or best.kept < kept:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            found = self.at(middle)
            if found is not None and found.kept >= kept:
                best, high = found, middle
            else:
                low = middle
        return best

    def _solve(self, bonus: int) -> Staid | None:
        problem = self._problem
        weight = self._value + bonus * problem.pair_kept
        if self._places:
            weight = weight + CHAIN * (1_001 + bonus)
        flow = flows.solve(self._net, weight[self._net.pair])
        if flow is None:
            return None
        answer = flow_answer(problem, self._net, flow, ())
        taken = answer.placement_of[problem.pair_learner] == problem.pair_placement
        return Staid(
            bonus,
            int(problem.pair_kept[taken].sum()),
            answer.placed,
            int(self._value[taken].sum()),
            restored(answer, self._order).placement_of if self._holds(answer.placement_of) else None,
        )

    def _holds(self, placement_of: IntArray) -> bool:
        return self._net.exact or holds(self._problem, self._program, placement_of)
