import pytest

from matcher.model import FieldGuess, Learner, Placement, Round, SendingPartner
from matcher.pairs import sides_of
from tests.matcher.pairs.rounds import DESTINATIONS, GROUPS, STAYS, StudyFields
from tests.matcher.two_sides import span

GUESS = FieldGuess("0714", 1.0, "given")


def planned(**learner: object) -> Round:
    return Round(
        name="x",
        seed="x",
        stays=STAYS,
        learners=(Learner.model_validate({"id": "ana", "stay": "short"} | learner),),
        placements=(
            Placement(id="p", host="Acme", destination="seville", places=1, window=span("2022-10-01", "2022-11-30")),
        ),
        destinations=DESTINATIONS,
        groups=GROUPS,
        sending_partners=(SendingPartner(id="ccis", country="RS"),),
    )


def test_what_people_refer_to_is_looked_up() -> None:
    sides = sides_of(planned(group="g2"), StudyFields((GUESS,), ((GUESS,),)))
    (learner,), (placement,) = sides.learners, sides.placements
    assert (learner.stay, learner.group, learner.field) == (STAYS[1], GROUPS[1], GUESS)
    assert (placement.destination.city, placement.fields) == ("Seville", (GUESS,))


@pytest.mark.parametrize(
    ("stated", "country"),
    [
        ({"country": "ME", "sending_partner": "ccis"}, "ME"),
        ({"sending_partner": "ccis"}, "RS"),
        ({"sending_partner": "unheard of"}, None),
        ({}, None),
    ],
)
def test_a_learner_without_country_has_the_sending_partners(stated: dict[str, str], country: str | None) -> None:
    sides = sides_of(planned(**stated), StudyFields((None,), ((),)))
    assert sides.learners[0].learner.country == country


def test_study_fields_of_another_round_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        sides_of(planned(), StudyFields((), ()))
