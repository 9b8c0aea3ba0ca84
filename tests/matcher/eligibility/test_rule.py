import pytest

from matcher.eligibility import RULES
from matcher.eligibility.rule import rule
from matcher.model import RULE_NAMES, Reason


def test_every_rule_name_has_its_rule() -> None:
    assert tuple(rule.name for rule in RULES) == RULE_NAMES


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_every_rule_has_a_sentence_for_coordinators(one: object) -> None:
    sentence = getattr(one, "sentence", "")
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_a_function_of_another_name_is_no_rule() -> None:
    def likes_the_weather() -> Reason | None:
        return None

    with pytest.raises(ValueError, match="likes_the_weather is not one of"):
        rule()(likes_the_weather)
