import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.fit import points
from matcher.fit.tasks import skills_in_tasks, tasks, words
from matcher.model import Evidence
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side

TASKS = "Wiring of houses, measuring, zavarivanje, work with PLC"


def between(skills: tuple[str, ...], text: str | None = TASKS) -> Evidence:
    return found(tasks, learner_side(skills=skills), placement_side(tasks=text))


@pytest.mark.parametrize(
    ("skills", "score"),
    [
        (("wiring",), 0.5),
        (("wiring", "measuring"), 1.0),
        (("wiring", "measuring", "PLC"), 1.0),
        (("house wiring",), 0.5),  # a form of the same word
        (("заваривања",), 0.5),  # another script and case
        (("wiring of aeroplanes",), 0.187),  # some of its letters
        (("cooking",), 0.0),
        (("cooking", "wiring"), 0.5),  # what else one can do takes nothing away
        (("wiring", "wiring"), 0.5),
        (("?!",), None),
        ((), None),
    ],
)
def test_skills_are_looked_for_in_the_tasks(skills: tuple[str, ...], score: float | None) -> None:
    assert between(skills).score == score


@pytest.mark.parametrize("text", [None, "", "–"])
def test_tasks_that_say_nothing_are_missing(text: str | None) -> None:
    assert between(("wiring",), text).score is None


def test_the_skills_found_are_named() -> None:
    assert between(("wiring", "cooking", "PLC")).reason == ("skills_in_tasks", {"skills": ("PLC", "wiring"), "of": 3})
    assert between(("cooking",)).reason == ("no_skill_in_tasks", {"skills": (), "of": 1})


def test_short_words_count_only_alone() -> None:
    assert words("work in IT") == ("work",)
    assert words("IT") == ("it",)


SKILL = st.lists(st.sampled_from(["wiring", "wirings", "welding", "of", "it", "varenje"]), min_size=1, max_size=3).map(
    " ".join
)


@given(st.lists(SKILL, min_size=1, max_size=4), st.lists(SKILL, min_size=1, max_size=4))
def test_the_table_holds_what_single_pairs_get(skills: list[str], texts: list[str]) -> None:
    one_by_one = [[points(tasks.judge(skill, text)) for text in texts] for skill in skills]
    assert np.array_equal(skills_in_tasks(skills, texts), one_by_one)
