from datetime import date

import pytest

from matcher.eligibility import stay_warning, warnings
from matcher.model import Destination, Learner, Round, Stay
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


def test_a_round_warns_once_per_country_and_stay() -> None:
    learners = [
        ("a", "RS", "short"),
        ("b", "RS", "short"),
        ("c", "ME", "short"),
        ("d", "IT", "short"),
        ("e", None, "short"),
    ]
    planned = Round(
        name="Autumn",
        seed="x",
        stays=(NINETY_ONE_DAYS,),
        learners=tuple(Learner(id=name, country=country, stay=during) for name, country, during in learners),
        placements=(),
        destinations=(
            Destination(id="sarajevo", beds=1, country="BA"),
            Destination(id="seville", beds=1, country="ES"),
        ),
    )
    found = warnings(planned)
    assert [(w.code, w.params["country"], w.params["learners"], w.params["destinations"]) for w in found] == [
        ("visa_free_stay_too_long", "ME", ("c",), ("seville",)),
        ("visa_free_stay_too_long", "RS", ("a", "b"), ("seville",)),
    ]


def test_a_short_round_warns_nobody() -> None:
    planned = Round(
        name="Autumn",
        seed="x",
        stays=(stay(),),
        learners=(Learner(id="a", country="RS", stay="short"),),
        placements=(),
        destinations=(Destination(id="seville", beds=1, country="ES"),),
    )
    assert warnings(planned) == ()
