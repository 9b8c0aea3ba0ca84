import numpy as np
from hypothesis import given

from matcher.explain import Planned
from matcher.explain.arrivals import arrival_limits
from matcher.explain.moves import obstacles
from matcher.explain.situation import Situation
from tests.matcher.explain.situations import planned_rounds

SEEN_AT_ONCE = {"sender_ceiling", "cell_ceiling", "max_per_sender", "destination_minimum"}


@given(planned_rounds())
def test_limits_seen_for_many_placements_at_once_are_those_found_one_by_one(planned: Planned) -> None:
    situation = Situation(planned)
    places = np.arange(planned.problem.placements)
    for learner in np.flatnonzero(planned.allocation.placement_of < 0).tolist():
        found = arrival_limits(situation, learner, places)
        for place in places.tolist():
            one_by_one = set(obstacles(situation, {learner: place}))
            assert {name for name, mask in found.items() if mask[place]} == one_by_one & SEEN_AT_ONCE
            assert not one_by_one & {"moves", "sender_floor", "cell_floor"}  # an arrival takes nobody away
