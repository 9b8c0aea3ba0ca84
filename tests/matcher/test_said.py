import copy
import json
import pickle
import re
from datetime import date

import pytest

from matcher.retold import kept, retold
from matcher.said import Counted, Listed, Name, Percent, Said, Typed, counted, said_in


class Shouted:
    """A language that is English in capitals, with three forms for numbers."""

    def gettext(self, words: str, /) -> str:
        return re.sub(r"(\{\w+\})|[^{}]+", lambda part: part[1] or part[0].upper(), words)

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        del many
        return f"{'few' if 1 < number < 5 else 'one' if number == 1 else 'many'}: {one}"

    def day(self, day: date, /) -> str:
        return day.isoformat()

    def decimal(self, number: float, /) -> str:
        return str(number).replace(".", ",")

    def percent(self, percent: Percent, /) -> str:
        return f"{percent.share * 100:.0f} of 100"

    def name(self, name: Name, /) -> str:
        return name.code


CLOSED = Said("from {day} on: {what}", day=date(2026, 10, 5), what=Said("closed"))


def test_a_sentence_is_an_english_text() -> None:
    assert CLOSED == "from 5 October 2026 on: closed"


def test_another_language_says_the_words_and_every_value_its_own_way() -> None:
    assert said_in(CLOSED, Shouted()) == "FROM 2026-10-05 ON: CLOSED"


@pytest.mark.parametrize(
    ("value", "english", "other"),
    [
        ("as typed {0}", "as typed {0}", "as typed {0}"),
        ("2026-10-05", "5 October 2026", "2026-10-05"),
        (0.25, "0.25", "0,25"),
        (Percent(0.256, 1), "25.6%", "26 of 100"),
        (Name("country", "RS", "Serbia"), "Serbia", "RS"),
        (Typed("2026-10-05"), "2026-10-05", "2026-10-05"),
        ("2026-02-31", "2026-02-31", "2026-02-31"),
        ("", "–", "–"),
        (True, "yes", "YES"),
        (None, "–", "–"),
        ((Said("a"), "b"), "a, b", "A, b"),
        (Listed(("x", "y", Said("z")), last=Said(" or ")), "x, y or z", "x, y OR Z"),
        (Listed(("x", "y"), Said(" or ")), "x or y", "x OR y"),
        (Listed(("x",), last=Said(" or ")), "x", "x"),
    ],
)
def test_values_are_said_in_the_language_too(value: object, english: str, other: str) -> None:
    said = Said("{what}", what=value)
    assert (said, said_in(said, Shouted())) == (english, other)


@pytest.mark.parametrize(("number", "form"), [(1, "one"), (3, "few"), (7, "many")])
def test_numbers_take_the_form_that_the_language_has(number: int, form: str) -> None:
    said = Said(counted("n", "and {n} more"), n=number)
    assert (said, said_in(said, Shouted())) == (f"and {number} more", f"{form}: and {number} more")


def test_english_tells_one_from_many() -> None:
    words = Counted("n", "{n} bed is missing", "{n} beds are missing")
    assert [Said(words, n=1), Said(words, n=2)] == ["1 bed is missing", "2 beds are missing"]


def test_a_plain_text_is_the_same_in_every_language() -> None:
    assert said_in("typed by somebody", Shouted()) == "typed by somebody"


def test_a_sentence_survives_copies_and_other_processes() -> None:
    for again in (pickle.loads(pickle.dumps(CLOSED)), copy.deepcopy(CLOSED)):
        assert again == CLOSED
        assert said_in(again, Shouted()) == said_in(CLOSED, Shouted())


@pytest.mark.parametrize(
    "value",
    [
        CLOSED,
        Said(Counted("n", "{n} bed", "{n} beds"), n=2),
        Said("{a} {b}", a=Percent(0.5, 1), b=Name("language", "sr", "Serbian")),
        Said("{a}", a=Listed((Said("x"), None, 0.5, True), Said(" or "))),
        Said("{a}", a=["x", "y"]),
        Said("{a}", a=Typed("2026-10-05")),
        "typed by somebody",
    ],
)
def test_a_sentence_that_was_kept_is_said_again_in_any_language(value: str) -> None:
    again = retold(json.loads(json.dumps(kept(value))))
    assert again == value
    assert said_in(again, Shouted()) == said_in(value, Shouted())
