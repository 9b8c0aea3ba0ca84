"""Which limits of a round somebody would break by arriving where a place and a bed are free."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from matcher.explain.situation import Ints, Situation

Mask = npt.NDArray[np.bool_]


def arrival_limits(situation: Situation, learner: int, placements: Ints) -> Mapping[str, Mask]:
    """Return where an unplaced learner would break which limits, as `obstacles` finds them one by one.

    Parameters
    ----------
    placements
        Open to the learner, with a place and a bed free, and at the group's destination if there is a group. Masks
        have this shape.
    """
    where = situation.planned.problem.placement_destination[placements]
    found = {
        "sender_ceiling": _sender_ceiling(situation, learner, placements),
        "cell_ceiling": _cell_ceiling(situation, learner, where),
        "max_per_sender": _max_per_sender(situation, learner, placements),
        "destination_minimum": _destination_minimum(situation, where),
    }
    return {name: mask for name, mask in found.items() if mask.any()}


def _sender_ceiling(situation: Situation, learner: int, placements: Ints) -> Mask:
    problem = situation.planned.problem
    sender = int(problem.learner_sender[learner])
    full = sender >= 0 and 0 <= problem.sender_ceiling[sender] <= situation.placed_of_sender[sender]
    return np.full(len(placements), full)


def _cell_ceiling(situation: Situation, learner: int, where: Ints) -> Mask:
    problem = situation.planned.problem
    mine = (problem.cell_sender == problem.learner_sender[learner]) & (problem.cell_ceiling >= 0)
    mine &= (problem.cell_stay < 0) | (problem.cell_stay == problem.learner_stay[learner])
    if not mine.any():
        return np.zeros(len(where), dtype=np.bool_)
    placed = situation.placed_of_cell
    full = [cell for cell in np.flatnonzero(mine).tolist() if placed[cell] >= problem.cell_ceiling[cell]]
    return np.isin(where, problem.cell_destination[full])


def _max_per_sender(situation: Situation, learner: int, placements: Ints) -> Mask:
    most = situation.planned.problem.max_per_sender[placements]
    sender = int(situation.planned.problem.learner_sender[learner])
    if sender < 0 or not (most >= 0).any():
        return np.zeros(len(placements), dtype=np.bool_)
    hosts = situation.placements_of_sender(sender)
    here = np.searchsorted(hosts, placements, side="right") - np.searchsorted(hosts, placements, side="left")
    full: Mask = (most >= 0) & (here >= most)
    return full


def _destination_minimum(situation: Situation, where: Ints) -> Mask:
    too_few: Mask = situation.learners_of_destination[where] + 1 < situation.planned.problem.destination_minimum[where]
    return too_few
