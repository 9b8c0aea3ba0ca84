"""What is said of a setting that cannot be: what it may be, never what a validator thinks of it."""

import pytest

from matcher.reading.round_toml import read_settings
from tests.rounds import ROUND_TOML

WRONG = {
    "weigths = {}": ("rules.weigths", "is it weights?"),
    "weights = { studyprofile = 5 }": ("rules.weights.studyprofile", "is it study_profile?"),
    "weights = { language = 500 }": ("rules.weights.language", "a whole number, 0 to 100"),
    "weights = 3": ("rules.weights", "settings in { }: study_profile, language, dates"),
    'study_field_floor = "high"': ("rules.study_field_floor", "a number, 0 to 1"),
    'moves = "few"': ("rules.moves", 'one of "least", "free" or a whole number, 0 or more'),
    'place_value = "much"': ("rules.place_value", "a whole number, 0 or more"),
    'balance_senders = "yes"': ("rules.balance_senders", 'one of "off", "report", "apply"'),
    'switched_off = ["minimum_agee"]': ("rules.switched_off[1]", '"minimum_age"'),
    'switched_off = "minimum_age"': ("rules.switched_off", "a list in [ ], of each one of"),
    "reserve = { places = 2 }": ("rules.reserve.published_in", "a text"),
    'reserve = { published_in = "the call", at = { Seville = 0 } }': ("rules.reserve.at", "a name = a number for each"),
    'reserve = { published_in = "the call", at = 3 }': ("rules.reserve.at", "a name = a number for each"),
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_setting_that_cannot_be_is_named_once_with_what_it_may_be(setting: str) -> None:
    (problem,) = read_settings("round.toml", f"{ROUND_TOML}\n[rules]\n{setting}\n".encode()).problems
    place, words = WRONG[setting]
    assert problem.column == place
    assert words in problem.expected
    assert "Input should" not in problem.expected
    assert str(problem).startswith(f"round.toml, setting {place}")


def test_broken_toml_is_met_with_how_texts_and_days_are_written() -> None:
    (problem,) = read_settings("round.toml", b"name = Autumn\n").problems
    assert "texts in quotes and days as 2026-10-05" in problem.expected
