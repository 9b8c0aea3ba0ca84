"""Where a stay's dates are open: another start at which a pair that is not eligible would be."""

from dataclasses import replace

from matcher.eligibility import Bans, is_eligible
from matcher.model import LearnerSide, PlacementSide, Reason, Round


def other_start(round: Round, learner: LearnerSide, placement: PlacementSide) -> Reason | None:
    """Return the first start at which the pair breaks no hard rule, and how many there are; None if there is none.

    The start proposed is the one that suits the learner, or the group, over all placements; it need not suit this one.
    """
    stay = round.stay_by_id[learner.learner.stay]
    if stay.length_days is None:
        return None
    bans = Bans(round.pins)
    starts = tuple(
        start
        for start in stay.starts
        if is_eligible(replace(learner, stay=stay.begun_on(start)), placement, round.rules, bans)
    )
    if not starts:
        return None
    params = {"stay_from": starts[0], "starts": len(starts), "group": learner.learner.group}
    return Reason("another_start_would_do", params)
