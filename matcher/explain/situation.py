"""An answer with what its explanations ask again and again, worked out once for all of them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.explain.occupancy import Occupancy, occupancy_of
from matcher.explain.planned import Planned
from matcher.referee import assigned_pairs

Ints = npt.NDArray[np.int64]
Days = tuple[int, int]  # first and last day of a stay, both counted


@dataclass(frozen=True)
class Situation:
    """Who is where in an answer, and what is open and free to whom."""

    planned: Planned
    _free_places: dict[Days, Ints] = field(default_factory=dict, repr=False)
    _free_beds: dict[Days, Ints] = field(default_factory=dict, repr=False)

    @cached_property
    def occupancy(self) -> Occupancy:
        return occupancy_of(self.planned)

    @cached_property
    def fit(self) -> Ints:
        """The fit of every learner's assignment, -1 if unplaced. Shape (learners,)."""
        return fit_of_learners(self.planned)

    @cached_property
    def placed_of_sender(self) -> Ints:
        """Shape (senders,)."""
        problem = self.planned.problem
        placed = (self.planned.allocation.placement_of >= 0) & (problem.learner_sender >= 0)
        return np.bincount(problem.learner_sender[placed], minlength=problem.senders)

    @cached_property
    def placed_of_group(self) -> Ints:
        """Shape (groups,)."""
        problem = self.planned.problem
        placed = (self.planned.allocation.placement_of >= 0) & (problem.learner_group >= 0)
        return np.bincount(problem.learner_group[placed], minlength=problem.groups)

    @cached_property
    def placed_of_cell(self) -> tuple[int, ...]:
        """Learners placed who count towards each cell of the flow plan."""
        problem = self.planned.problem
        assigned = assigned_pairs(problem, self.planned.allocation)
        return tuple(int(problem.pairs_of_cell(cell)[assigned].sum()) for cell in range(problem.cells))

    @cached_property
    def learners_of_destination(self) -> Ints:
        """Shape (destinations,)."""
        at = self.planned.allocation.placement_of
        problem = self.planned.problem
        return np.bincount(problem.placement_destination[at[at >= 0]], minlength=problem.destinations)

    @cached_property
    def kept(self) -> int:
        """How many learners have the placement that was published for them."""
        previous, at = self.planned.problem.previous, self.planned.allocation.placement_of
        return int(((previous >= 0) & (previous == at)).sum())

    @cached_property
    def _pairs_from(self) -> Ints:
        return np.searchsorted(self.planned.problem.pair_learner, np.arange(self.planned.problem.learners + 1))

    @cached_property
    def _by_placement(self) -> tuple[Ints, Ints]:
        at = self.planned.allocation.placement_of
        order = np.argsort(at, kind="stable")
        return order, np.searchsorted(at[order], np.arange(self.planned.problem.placements + 1))

    @cached_property
    def _by_sender(self) -> tuple[Ints, Ints]:
        sender = self.planned.problem.learner_sender
        order = np.argsort(sender, kind="stable")
        return order, np.searchsorted(sender[order], np.arange(self.planned.problem.senders + 1))

    def at(self, learner: int) -> int:
        """The learner's placement, -1 if unplaced."""
        return int(self.planned.allocation.placement_of[learner])

    def stay(self, learner: int) -> Days:
        problem = self.planned.problem
        return int(problem.stay_first_day[learner]), int(problem.stay_last_day[learner])

    def pairs_of(self, learner: int) -> slice:
        """Where the learner's pairs stand in the problem's arrays, which are sorted by learner and placement."""
        return slice(int(self._pairs_from[learner]), int(self._pairs_from[learner + 1]))

    def open_to(self, learner: int) -> Ints:
        """The placements that hard rules and pins leave open to the learner, in order."""
        return self.planned.problem.pair_placement[self.pairs_of(learner)]

    def fit_at(self, learner: int, placement: int) -> int | None:
        """The fit of a pair; None if it is not open."""
        open_ = self.open_to(learner)
        place = int(np.searchsorted(open_, placement))
        if place == len(open_) or open_[place] != placement:
            return None
        return int(self.planned.problem.pair_fit[self.pairs_of(learner)][place])

    def hosted_by(self, placement: int) -> Ints:
        """The learners whom a placement hosts, in order."""
        order, starts = self._by_placement
        return order[starts[placement] : starts[placement + 1]]

    def placements_of_sender(self, sender: int) -> Ints:
        """The placements of a sending partner's placed learners, one for each of them, in order."""
        order, starts = self._by_sender
        at = self.planned.allocation.placement_of[order[starts[sender] : starts[sender + 1]]]
        return np.sort(at[at >= 0])

    def free_places(self, stay: Days) -> Ints:
        """Places free on every day of a stay, shape (placements,)."""
        if stay not in self._free_places:
            self._free_places[stay] = self.occupancy.free_places(*stay)
        return self._free_places[stay]

    def free_beds(self, stay: Days) -> Ints:
        """Beds free on every day of a stay, shape (destinations,)."""
        if stay not in self._free_beds:
            self._free_beds[stay] = self.occupancy.free_beds(*stay)
        return self._free_beds[stay]


def fit_of_learners(planned: Planned) -> Ints:
    """Return the fit of every learner's assignment, -1 if unplaced. Shape (learners,)."""
    problem = planned.problem
    fit = np.full(problem.learners, -1, dtype=np.int64)
    mine = planned.allocation.placement_of[problem.pair_learner] == problem.pair_placement
    fit[problem.pair_learner[mine]] = problem.pair_fit[mine]
    return fit
