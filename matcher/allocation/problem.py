"""What is to be decided, as plain arrays: pairs with their fit, places, beds, groups, quotas, days, pins."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from matcher.allocation import arguments
from matcher.allocation.arguments import PER_CELL
from matcher.allocation.counted import Counted, counted

IntArray = npt.NDArray[np.int64]
KeyArray = npt.NDArray[np.uint64]
BoolArray = npt.NDArray[np.bool_]
Moves = Literal["least", "free"] | int


@dataclass(frozen=True, init=False, eq=False)
class AllocationProblem:
    """Every argument checked and turned into an int64 array; what was left out has its neutral value.

    Parameters
    ----------
    pair_learner, pair_placement, pair_fit
        Shape (pairs,): which learner may have which placement, and the fit 0-1000. A ban is a pair left out.
    placement_capacity, placement_destination
        Shape (placements,): places, and the destination each placement lies at.
    destination_beds
        Shape (destinations,): beds, used by learners and companions.
    learners
        Number of learners; left out, it follows from the arrays given per learner, else from `pair_learner`.
    learner_group, group_companions
        Shape (learners,), -1 = travels alone; shape (groups,): companions, who use a bed each if the group travels.
    learner_sender, sender_floor, sender_ceiling
        Shape (learners,), -1 = none; shape (senders,): at least and at most so many learners placed, -1 = no ceiling.
    cell_sender, cell_destination, cell_stay, cell_reserved, cell_floor, cell_ceiling
        Shape (cells,): flow plan, quotas of a sender at a destination for one stay of `learner_stay`; -1 = any of
        them. Where `cell_reserved` is 1 only learners count for whom places are reserved.
    learner_stay
        Shape (learners,): number of the stay, compared with `cell_stay` and with nothing else.
    learner_reserved
        Shape (learners,): 1 for those whom a cell with `cell_reserved` counts, else 0.
    max_per_sender
        Shape (placements,): most learners of one sender over the round, -1 = no limit.
    destination_minimum
        Shape (destinations,): opens with at least so many learners or not at all.
    stay_first_day, stay_last_day
        Shape (learners,): day numbers, both counted; left out, all stays fall on the same day 0.
    pinned, previous
        Shape (learners,): the placement that must be, and the one published before, -1 = none.
    moves
        How many published learners may leave their placement: "least" (only to place somebody else), "free",
        or at most so many.
    place_value
        Worth of one more learner placed, in points of fit; None: placing more learners always comes first.
    learner_key, placement_key
        Shape (learners,), (placements,): distinct uint64 that order ties whatever the row order; left out, the row.

    Raises
    ------
    ProblemInvalid
        Names the first argument that cannot be right.
    """

    pair_learner: IntArray
    pair_placement: IntArray
    pair_fit: IntArray
    placement_capacity: IntArray
    placement_destination: IntArray
    destination_beds: IntArray
    learners: int
    learner_group: IntArray
    group_companions: IntArray
    learner_sender: IntArray
    sender_floor: IntArray
    sender_ceiling: IntArray
    cell_sender: IntArray
    cell_destination: IntArray
    cell_stay: IntArray
    cell_reserved: IntArray
    cell_floor: IntArray
    cell_ceiling: IntArray
    learner_stay: IntArray
    learner_reserved: IntArray
    max_per_sender: IntArray
    destination_minimum: IntArray
    stay_first_day: IntArray
    stay_last_day: IntArray
    pinned: IntArray
    previous: IntArray
    moves: Moves
    place_value: int | None
    learner_key: KeyArray
    placement_key: KeyArray

    def __init__(
        self,
        *,
        pair_learner: npt.ArrayLike,
        pair_placement: npt.ArrayLike,
        pair_fit: npt.ArrayLike,
        placement_capacity: npt.ArrayLike,
        placement_destination: npt.ArrayLike,
        destination_beds: npt.ArrayLike,
        learners: int | None = None,
        learner_group: npt.ArrayLike | None = None,
        group_companions: npt.ArrayLike | None = None,
        learner_sender: npt.ArrayLike | None = None,
        sender_floor: npt.ArrayLike | None = None,
        sender_ceiling: npt.ArrayLike | None = None,
        cell_sender: npt.ArrayLike | None = None,
        cell_destination: npt.ArrayLike | None = None,
        cell_stay: npt.ArrayLike | None = None,
        cell_reserved: npt.ArrayLike | None = None,
        cell_floor: npt.ArrayLike | None = None,
        cell_ceiling: npt.ArrayLike | None = None,
        learner_stay: npt.ArrayLike | None = None,
        learner_reserved: npt.ArrayLike | None = None,
        max_per_sender: npt.ArrayLike | None = None,
        destination_minimum: npt.ArrayLike | None = None,
        stay_first_day: npt.ArrayLike | None = None,
        stay_last_day: npt.ArrayLike | None = None,
        pinned: npt.ArrayLike | None = None,
        previous: npt.ArrayLike | None = None,
        moves: Moves = "least",
        place_value: int | None = None,
        learner_key: npt.ArrayLike | None = None,
        placement_key: npt.ArrayLike | None = None,
    ) -> None:
        given = {name: value for name, value in locals().items() if name not in {"self", "__class__"}}
        for name, value in arguments.complete(given).items():
            object.__setattr__(self, name, value)

    @property
    def pairs(self) -> int:
        return len(self.pair_learner)

    @property
    def placements(self) -> int:
        return len(self.placement_capacity)

    @property
    def destinations(self) -> int:
        return len(self.destination_beds)

    @property
    def groups(self) -> int:
        return len(self.group_companions)

    @property
    def senders(self) -> int:
        return len(self.sender_floor)

    @property
    def cells(self) -> int:
        return len(self.cell_sender)

    @property
    def has_groups(self) -> bool:
        return bool((self.learner_group >= 0).any())

    @cached_property
    def pair_destination(self) -> IntArray:
        """Shape (pairs,)."""
        return self.placement_destination[self.pair_placement]

    @cached_property
    def pair_kept(self) -> BoolArray:
        """Shape (pairs,): the pair is the published one of its learner."""
        kept: BoolArray = self.previous[self.pair_learner] == self.pair_placement
        return kept

    @cached_property
    def pair_open(self) -> BoolArray:
        """Shape (pairs,): no pin sends the learner elsewhere."""
        pin = self.pinned[self.pair_learner]
        is_open: BoolArray = (pin < 0) | (pin == self.pair_placement)
        return is_open

    def changed(self, **arguments: Any) -> "AllocationProblem":
        """Return the problem with some of its arguments replaced, checked again; new cells replace all the old."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        if "cell_sender" in arguments:
            given |= dict.fromkeys(PER_CELL)
        return AllocationProblem(**given | arguments)

    @cached_property
    def counted(self) -> Counted:
        """Which cells count which pairs."""
        learner = self.pair_learner
        reserved = np.where(self.cell_reserved > 0, 1, -1)
        return counted(
            (self.cell_sender, self.cell_stay, reserved, self.cell_destination),
            (
                self.learner_sender[learner],
                self.learner_stay[learner],
                self.learner_reserved[learner],
                self.pair_destination,
            ),
        )

    def pairs_of_cell(self, cell: int) -> BoolArray:
        """Shape (pairs,): the pairs that count towards a cell of the flow plan or a reserve."""
        return self.counted.by(cell)
