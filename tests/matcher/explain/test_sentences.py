import ast
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

import matcher
from matcher.eligibility import Bans, broken_rules, stay_warning, warnings
from matcher.explain import field_name, sentence, shown
from matcher.explain.moves import LIMITS
from matcher.explain.sentences import SENTENCES
from matcher.explain.unplaced_sentences import LIMIT_WORDS, RULE_WORDS
from matcher.fit import FEATURES, evidence
from matcher.model import RULE_NAMES, Reason, Round, Weights
from matcher.pairs import sides_of
from tests.matcher.pairs.rounds import StudyFields, rounds

SOURCE = Path(matcher.__path__[0])


def codes_in(folder: str) -> set[str]:
    """Every reason code written out in a folder's source, also where it is chosen between two."""
    found = set()
    for file in (SOURCE / folder).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason" and node.args:
                found |= {text.value for text in ast.walk(node.args[0]) if isinstance(text, ast.Constant)}
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                found |= {text.value for text in ast.walk(node.value) if isinstance(text, ast.Constant)}
    return {code for code in found if isinstance(code, str) and len(code) > 3 and code.replace("_", "").isalpha()}


@pytest.mark.parametrize("folder", ["eligibility", "fit", "explain"])
def test_every_reason_code_has_a_sentence(folder: str) -> None:
    codes = codes_in(folder)
    assert len(codes) > 8
    whole = {code for code in codes if not code.startswith("_") and not code.endswith("_")}
    assert whole <= SENTENCES.keys()


def test_every_feature_can_say_that_something_is_not_stated() -> None:
    assert {f"{feature.name}_not_stated" for feature in FEATURES if feature.name != "dates"} <= SENTENCES.keys()


def test_every_rule_and_limit_has_words() -> None:
    assert RULE_WORDS.keys() == {*RULE_NAMES}
    assert LIMIT_WORDS.keys() == LIMITS.keys()


def as_read_back(reason: Reason) -> Reason:
    """The reason as it stands in allocation.json."""
    return Reason(reason.code, json.loads(json.dumps(dict(reason.params), default=str)))


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_every_reason_of_rules_and_features_reads_the_same_live_and_from_the_file(
    drawn: tuple[Round, StudyFields],
) -> None:
    round_, fields = drawn
    sides, bans = sides_of(round_, fields), Bans(round_.pins)
    for learner in sides.learners:
        for placement in sides.placements:
            reasons = [broken.reason for broken in broken_rules(learner, placement, round_.rules, bans)]
            reasons += [found.reason for found in evidence(learner, placement, Weights()).values()]
            reasons += [warning] if (warning := stay_warning(learner, placement)) else []
            for reason in [*reasons, *warnings([learner], round_.destinations)]:
                assert reason.code in SENTENCES
                assert "{" not in sentence(reason)
                assert sentence(reason) == sentence(as_read_back(reason))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        ("", "–"),
        (True, "yes"),
        (False, "no"),
        (0.5, "0.50"),
        (date(2026, 10, 5), "5 October 2026"),
        ("2026-10-05", "5 October 2026"),
        ("2026-02-31", "2026-02-31"),
        (("a", 2), "a, 2"),
        (7, "7"),
    ],
)
def test_values_are_shown_as_a_reader_sees_them(value: object, words: str) -> None:
    assert shown(value) == words


def test_a_field_is_named() -> None:
    assert field_name("0714").startswith("0714 Electronics")


def test_an_unknown_code_is_shown_with_its_values() -> None:
    assert sentence(Reason("brand_new", {"days": 3})) == "brand_new: days 3"


def test_user_text_with_braces_is_taken_as_it_is() -> None:
    assert "{0}" in sentence(Reason("banned", {"author": "{0}", "reason": "{x}"}))


def test_a_visa_warning_names_a_few_of_many() -> None:
    params = {"learners": tuple(f"L{n:02}" for n in range(30)), "days": 95, "most_days": 90, "country": "RS"}
    params |= {"first_day_too_many": date(2027, 1, 3)}
    words = sentence(Reason("visa_free_stay_too_long", params | {"destinations": ("lyon",)}))
    assert "L11 and 18 more: 95 days pass the 90 visa-free days" in words


def test_a_learner_left_without_a_place_is_said() -> None:
    params = {"cutoff": 700, "displaced": "L2", "change": -20, "placed_change": -1}
    words = sentence(Reason("alternative_full", params))
    assert words.endswith("L2 would be left without a placement: total fit -20, and one learner fewer is placed")
