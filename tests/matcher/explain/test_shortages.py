from matcher.explain import Shortage, shortages
from matcher.model import FieldGuess
from matcher.profiles import StudyFields
from tests.matcher.explain.situations import FIELD, learner, placement, planned_of, round_of


def test_fields_with_learners_waiting_or_places_free_are_listed() -> None:
    fields = StudyFields(
        (FIELD, FIELD, FieldGuess("0410", 1.0, ""), None),
        ((FIELD,), (FieldGuess("1013", 1.0, ""),), ()),
        (),
    )
    offers = [placement("p0"), placement("p1", places=3, destination="bologna"), placement("p2", places=2)]
    planned = planned_of(round_of([learner(f"l{row}") for row in range(4)], offers), [0, -1, -1, -1], fields)
    assert shortages(planned) == (
        Shortage("0410", 1, {}),
        Shortage("0710", 1, {}),
        Shortage("unknown", 1, {"seville": 2}),
        Shortage("1010", 0, {"bologna": 3}),
    )


def test_a_place_counts_as_free_if_it_is_on_every_day() -> None:
    planned = planned_of(round_of([learner("l0", stay="late")], [placement("p0")]), [0])
    assert shortages(planned) == ()
