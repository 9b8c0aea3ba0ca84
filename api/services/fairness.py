"""Who was served how well by a run, from what the store keeps of it."""

import numpy as np

from matcher.explain import FairnessRow, fairness_in
from matcher.pairs.sides import looked_up
from matcher.profiles import StudyFields
from matcher.store.engine import Session
from matcher.store.overview import fits_of_learners
from matcher.store.run_inputs import input_of
from matcher.store.viewers import Viewer


def fairness_without_pairs(session: Session, viewer: Viewer, run_id: str) -> tuple[FairnessRow, ...] | None:
    """Return the fairness report of an answer; None where stays leave their dates open, so that ages need the plan.

    Raises
    ------
    UnknownId, InputForgotten
        If there is no answer of such a run, or its round was purged since.
    """
    round = input_of(session, run_id)
    if any(stay.length_days for stay in round.stays):
        return None
    learners = {learner.id: place for place, learner in enumerate(round.learners)}
    placements = {placement.id: place for place, placement in enumerate(round.placements)}
    placement_of, fit = np.full((2, len(learners)), -1, dtype=np.int64)
    for learner, placement, fits in fits_of_learners(session, viewer, run_id):
        place = learners[learner]
        placement_of[place], fit[place] = placements[placement], fits
    nothing = StudyFields((None,) * len(learners), ((),) * len(placements), ())  # is told apart by study field
    return fairness_in(looked_up(round, nothing), placement_of, fit)
