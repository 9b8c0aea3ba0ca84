from datetime import date

import pytest

from matcher.eligibility import stay_warning, warnings
from matcher.model import Destination, Stay
from tests.matcher.two_sides import learner_side, placement_side, stay

NINETY_DAYS = stay("2022-10-03", "2022-12-31", "long-term")
NINETY_ONE_DAYS = stay("2022-10-03", "2023-01-01", "long-term")


@pytest.mark.parametrize(
    ("country", "host_country", "during", "warned"),
    [
        ("RS", "ES", NINETY_DAYS, False),
        ("RS", "ES", NINETY_ONE_DAYS, True),
        ("IT", "ES", NINETY_ONE_DAYS, False),  # free movement
        ("RS", "BA", NINETY_ONE_DAYS, False),  # not Schengen
        (None, "ES", NINETY_ONE_DAYS, False),
    ],
)
def test_more_than_ninety_days_need_more_than_visa_free_entry(
    country: str | None, host_country: str, during: Stay, warned: bool
) -> None:
    learner = learner_side(country=country, stay=during)
    assert bool(stay_warning(learner, placement_side(country=host_country))) == warned


def test_the_first_day_too_many_is_named() -> None:
    reason = stay_warning(learner_side(stay=NINETY_ONE_DAYS), placement_side())
    assert reason is not None
    assert reason.params["first_day_too_many"] == date(2023, 1, 1)


def test_the_days_after_a_country_joined_the_area_are_counted() -> None:
    through_new_year = stay(
        "2022-12-01", "2023-03-31", "long-term"
    )  # Croatia joined on 1 January: its 90th is 31 March
    a_day_more = stay("2022-12-01", "2023-04-01", "long-term")
    croatia = placement_side(country="HR")
    assert stay_warning(learner_side(stay=through_new_year), croatia) is None
    reason = stay_warning(learner_side(stay=a_day_more), croatia)
    assert reason is not None
    assert (reason.params["days"], reason.params["first_day_too_many"]) == (91, date(2023, 4, 1))


@pytest.mark.parametrize(
    ("first_day", "last_day", "warned"),
    [
        ("2023-09-01", "2023-12-31", False),  # Kosovo: a visa, and its own days, until the end of 2023
        ("2023-12-01", "2024-03-30", False),  # 90 days from 1 January 2024, a leap year
        ("2023-12-01", "2024-03-31", True),
        ("2024-01-01", "2024-03-30", False),
    ],
)
def test_the_day_on_which_the_stay_takes_place_decides(first_day: str, last_day: str, warned: bool) -> None:
    learner = learner_side(country="XK", stay=stay(first_day, last_day, "long-term"))
    assert bool(stay_warning(learner, placement_side(country="IT"))) == warned


SARAJEVO = Destination(id="sarajevo", beds=1, country="BA")
SEVILLE = Destination(id="seville", beds=1, country="ES")


def test_a_round_warns_once_per_country_and_stay() -> None:
    people = [("a", "RS"), ("b", "RS"), ("c", "ME"), ("d", "IT"), ("e", None)]
    sides = [learner_side(id=name, country=country, stay=NINETY_ONE_DAYS) for name, country in people]
    found = warnings(sides, (SARAJEVO, SEVILLE))
    assert [(w.code, w.params["country"], w.params["learners"], w.params["destinations"]) for w in found] == [
        ("visa_free_stay_too_long", "ME", ("c",), ("seville",)),
        ("visa_free_stay_too_long", "RS", ("a", "b"), ("seville",)),
    ]


def test_destinations_that_count_from_another_day_are_warned_of_apart() -> None:
    zagreb = Destination(id="zagreb", beds=1, country="HR")
    side = learner_side(stay=stay("2022-12-01", "2023-04-10", "long-term"))
    found = warnings([side], (SEVILLE, zagreb))
    assert [(w.params["destinations"], w.params["first_day_too_many"]) for w in found] == [
        (("seville",), date(2023, 3, 1)),
        (("zagreb",), date(2023, 4, 1)),
    ]


def test_a_short_round_warns_nobody() -> None:
    assert warnings([learner_side()], (SEVILLE,)) == ()
