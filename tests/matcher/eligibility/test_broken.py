import pytest
from pydantic import ValidationError

from matcher.eligibility import broken_rules, is_eligible, rules_in_force, waiver_for
from matcher.model import LearnerSide, PlacementSide, Rules, Waiver
from tests.matcher.eligibility.verdicts import NO_BANS, USUAL
from tests.matcher.two_sides import learner_side, placement_side

LOW = learner_side(eqf=3, country="ES")
HIGH = placement_side(eqf_min=4, country="ES")


def broken(learner: LearnerSide, placement: PlacementSide, rules: Rules = USUAL) -> list[str]:
    return [rule for rule, _ in broken_rules(learner, placement, rules, NO_BANS)]


def waiver(**names: str) -> Waiver:
    return Waiver.model_validate(
        {"rule": "eqf_minimum", "reason": "two years of practice", "author": "M. Rossi", **names}
    )


def test_a_pair_that_breaks_nothing_is_eligible() -> None:
    assert is_eligible(learner_side(), placement_side(), USUAL, NO_BANS)


def test_every_broken_rule_is_named() -> None:
    assert broken(LOW, HIGH) == ["host_country_differs", "eqf_minimum"]


def test_a_switched_off_rule_is_not_asked() -> None:
    rules = Rules(switched_off=("host_country_differs",))
    assert broken(LOW, HIGH, rules) == ["eqf_minimum"]
    assert "host_country_differs" not in [rule.name for rule in rules_in_force(rules)]


@pytest.mark.parametrize(
    ("names", "waived"),
    [
        ({"learner": "ana"}, True),
        ({"placement": "acme-1"}, True),
        ({"learner": "ana", "placement": "acme-1"}, True),
        ({"learner": "ben"}, False),
        ({"learner": "ana", "placement": "acme-2"}, False),
        ({"learner": "ben", "placement": "acme-1"}, False),
    ],
)
def test_a_waiver_holds_for_whom_it_names(names: dict[str, str], waived: bool) -> None:
    rules = Rules(waivers=(waiver(**names),))
    expected = ["host_country_differs"] if waived else ["host_country_differs", "eqf_minimum"]
    assert broken(LOW, HIGH, rules) == expected


def test_a_waiver_says_who_and_why() -> None:
    found = waiver_for("eqf_minimum", "ana", "acme-1", Rules(waivers=(waiver(learner="ana"),)))
    assert found is not None
    assert (found.author, found.reason) == ("M. Rossi", "two years of practice")


def test_a_waiver_for_everybody_is_refused() -> None:
    with pytest.raises(ValidationError, match="use switched_off"):
        waiver()
