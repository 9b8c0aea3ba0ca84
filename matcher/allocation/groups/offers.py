"""What parties offer a destination for its beds: the rows of the bed knapsacks, and worth by the number of beds."""

from dataclasses import dataclass, field

import numpy as np

from matcher.allocation.groups.parties import Parties
from matcher.allocation.packing import NEVER, Numbers
from matcher.allocation.problem import IntArray


@dataclass(frozen=True)
class Rows:
    """The knapsacks: one per column and binding day on which a party's stay begins.

    A column is a destination, or one of the cases of a destination, each with prices of its own. A party on several
    binding days competes for the beds of the first; on the others it pays the bed price.

    Parameters
    ----------
    destination
        Shape (columns,).
    """

    who: Parties
    destination: IntArray
    groups: IntArray = field(init=False)
    alone: IntArray = field(init=False)
    member: IntArray = field(init=False)

    def __post_init__(self) -> None:
        who = self.who
        groups = np.flatnonzero(who.group >= 0)
        slots = np.arange(int(who.size[groups].max(initial=1)))
        member = np.where(slots < who.size[groups, None], who.first_learner[groups, None] + slots, who.learners)
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "alone", np.flatnonzero(who.group < 0))
        object.__setattr__(self, "member", member)

    @property
    def columns(self) -> int:
        return len(self.destination)

    @property
    def count(self) -> int:
        return self.columns * len(self.who.days)

    def row(self, party: IntArray) -> IntArray:
        """Return the knapsack of each party in each column. Shape (parties given, columns)."""
        return np.arange(self.columns) * len(self.who.days) + self.who.first_day[party][:, None]

    def beds(self) -> IntArray:
        return np.repeat(self.who.beds[self.destination], len(self.who.days))

    def of(self, destination: IntArray) -> "Rows":
        """Return rows of the same parties for other columns."""
        rows = object.__new__(Rows)
        for name, value in (vars(self) | {"destination": destination}).items():
            object.__setattr__(rows, name, value)
        return rows


def rows_of_destinations(who: Parties) -> Rows:
    """Return one column per destination."""
    return Rows(who, np.arange(who.destinations))


def worth_by_beds(rows: Rows, member_worth: Numbers, companions_pay: Numbers) -> tuple[Numbers, IntArray]:
    """Return what each group is worth by the number of beds it gets, and its members from best to worst.

    Shapes (groups, columns, most beds) and (groups, columns, most members).

    Parameters
    ----------
    member_worth
        Shape (learners, columns).
    companions_pay
        Shape (groups, columns).
    """
    who, groups = rows.who, rows.groups
    padded = np.concatenate([member_worth, np.zeros((1, rows.columns), dtype=member_worth.dtype)])
    each = padded[rows.member].transpose(0, 2, 1)
    best_first = np.argsort(-each, axis=2, kind="stable")
    total = np.take_along_axis(each, best_first, axis=2).cumsum(axis=2)
    companions = who.companions[groups]
    width = int((who.size[groups] + companions).max(initial=1))
    placed = np.arange(1, width + 1) - companions[:, None]
    possible = (placed >= 1) & (placed <= who.size[groups, None])
    at = np.broadcast_to(np.clip(placed - 1, 0, total.shape[2] - 1)[:, None, :], (*total.shape[:2], width))
    worth = np.take_along_axis(total, at, axis=2) - companions_pay[:, :, None]
    return np.where(possible[:, None, :], worth, NEVER), best_first


def alone_by_row(rows: Rows, profit: Numbers, most: int) -> tuple[Numbers, IntArray]:
    """Return the worth of the best 1, 2, … learners alone in each row, and who they are, from best to worst.

    Parameters
    ----------
    profit
        Shape (parties alone, columns).
    most
        More than so many have no bed anyway.
    """
    who, days = rows.who, len(rows.who.days)
    most = min(most, len(rows.alone))
    worth = np.zeros((rows.count, most), dtype=profit.dtype)
    order = np.zeros((rows.count, most), dtype=np.int64)
    day = who.first_day[rows.alone]
    for today in range(days):
        present = np.where((day == today)[:, None], profit, 0).T
        best_first = np.argsort(-present, axis=1, kind="stable")[:, :most]
        worth[today::days] = np.maximum(np.take_along_axis(present, best_first, axis=1), 0).cumsum(axis=1)
        order[today::days] = best_first
    return worth, order
