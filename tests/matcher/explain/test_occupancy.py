from hypothesis import given, settings

from matcher.explain import Planned, Situation, occupancy_of
from tests.matcher.explain.situations import (
    days_of,
    eligible,
    fit_at,
    free_beds,
    has_free_place,
    learner,
    placement,
    planned_of,
    planned_rounds,
    round_of,
)


@settings(max_examples=100, deadline=None)
@given(planned_rounds())
def test_who_is_where_is_what_counting_day_by_day_gives(planned: Planned) -> None:
    occupancy = occupancy_of(planned)
    at = planned.allocation.placement_of.tolist()
    for column in range(occupancy.learners_at.shape[1]):
        day = occupancy.first_day + column
        here = [where for one, where in enumerate(at) if where >= 0 and day in days_of(planned, one)]
        assert occupancy.learners_at[:, column].tolist() == [
            here.count(place) for place in range(planned.problem.placements)
        ]


@settings(max_examples=100, deadline=None)
@given(planned_rounds())
def test_what_is_free_is_what_counting_day_by_day_gives(planned: Planned) -> None:
    situation = Situation(planned)
    for one in range(planned.problem.learners):
        stay = situation.stay(one)
        for place in range(planned.problem.placements):
            assert (situation.free_places(stay)[place] > 0) == has_free_place(planned, one, place)
        for there, town in enumerate(planned.round.destinations):
            assert situation.free_beds(stay)[there] == free_beds(planned, one, town.id)


@settings(max_examples=100, deadline=None)
@given(planned_rounds())
def test_a_cutoff_is_the_lowest_fit_admitted(planned: Planned) -> None:
    at = planned.allocation.placement_of.tolist()
    for place, cutoff in enumerate(occupancy_of(planned).cutoff.tolist()):
        admitted = [fit_at(planned, one, place) for one, where in enumerate(at) if where == place]
        assert cutoff == min(admitted, default=-1)


@settings(max_examples=50, deadline=None)
@given(planned_rounds())
def test_a_situation_looks_pairs_up_as_they_are(planned: Planned) -> None:
    situation = Situation(planned)
    at = planned.allocation.placement_of.tolist()
    for one in range(planned.problem.learners):
        assert {*situation.open_to(one).tolist()} <= {*eligible(planned, one)}
        for place in range(planned.problem.placements):
            found = situation.fit_at(one, place)
            assert found == (fit_at(planned, one, place) if place in situation.open_to(one) else None)
    for place in range(planned.problem.placements):
        assert situation.hosted_by(place).tolist() == [one for one, where in enumerate(at) if where == place]


def test_a_round_of_nobody_has_a_calendar() -> None:
    occupancy = occupancy_of(planned_of(round_of([], [placement("p0")])))
    assert occupancy.learners_at.sum() == 0
    assert occupancy_of(planned_of(round_of([], [], stays=()))).people_at.shape == (2, 1)


def test_both_end_days_count() -> None:
    occupancy = occupancy_of(planned_of(round_of([learner("l0")], [placement("p0")]), [0]))
    assert occupancy.learners_at[0].tolist() == [1] * 30 + [0] * 60
