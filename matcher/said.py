"""Sentences that remember how they were put together: English as they stand, other languages through a speaker."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias

ISO_DATE, ISO_DATE_LENGTH = re.compile(r"\d{4}-\d\d-\d\d"), 10
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # not strftime, which follows the locale  # fmt: skip


def N_(words: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark words that stand in a table for the tools that collect what is to be translated."""
    return words


@dataclass(frozen=True, slots=True)
class Counted:
    """Words that change with the value named `by`, a number."""

    by: str
    one: str
    many: str


def counted(by: str, words: str) -> Counted:
    """Words that English says alike for every number, as "and 3 more", and other languages don't."""
    return Counted(by, words, words)


Words: TypeAlias = str | Counted
"""English words with `{names}` for values."""


@dataclass(frozen=True, slots=True)
class Name:
    """A country or a language: its code, and what English calls it."""

    kind: Literal["country", "language"]
    code: str
    english: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands somewhere, shown letter by letter, even if it looks like a date."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Values one after the other; `last`, if given, stands before the last of them."""

    parts: tuple[object, ...]
    between: str = ", "
    last: str = ""


@dataclass(frozen=True, slots=True)
class Percent:
    """A share, to be shown in per cent with so many digits after the point."""

    share: float
    digits: int = 0


class Speaker(Protocol):
    """What it takes to say a sentence in a language."""

    def gettext(self, words: str, /) -> str: ...

    def ngettext(self, one: str, many: str, number: int, /) -> str: ...

    def day(self, day: date, /) -> str: ...

    def decimal(self, number: float, /) -> str: ...

    def percent(self, percent: Percent, /) -> str: ...

    def name(self, name: Name, /) -> str: ...


class English:
    """The language in which sentences are written."""

    def gettext(self, words: str, /) -> str:
        return words

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        return one if number == 1 else many

    def day(self, day: date, /) -> str:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def decimal(self, number: float, /) -> str:
        return f"{number:.2f}"

    def percent(self, percent: Percent, /) -> str:
        return f"{percent.share:.{percent.digits}%}"

    def name(self, name: Name, /) -> str:
        return name.english


ENGLISH = English()


class Said(str):
    """An English sentence, with the words and values that it was made of.

    Values may be texts, numbers, days, lists, what this module defines, and sentences again.

    >>> Said("from {day} on: {what}", day=date(2026, 10, 5), what=Said("closed"))
    'from 5 October 2026 on: closed'
    """

    __slots__ = ("values", "words")
    words: Words
    values: Mapping[str, object]

    def __new__(cls, words: Words, /, **values: object) -> "Said":
        said = super().__new__(cls, _filled(words, values, ENGLISH))
        said.words, said.values = words, values
        return said

    def __getnewargs_ex__(self) -> tuple[tuple[Words], dict[str, object]]:
        return (self.words,), dict(self.values)


def said_in(sentence: str, speaker: Speaker) -> str:
    """Say a sentence in a speaker's language; a text that is no `Said` stays as it is."""
    return _filled(sentence.words, sentence.values, speaker) if isinstance(sentence, Said) else sentence


def _filled(words: Words, values: Mapping[str, object], speaker: Speaker) -> str:
    worded = _worded(words, values, speaker)
    return worded.format_map({name: shown(value, speaker) for name, value in values.items()}) if values else worded


def _worded(words: Words, values: Mapping[str, object], speaker: Speaker) -> str:
    if isinstance(words, str):
        return speaker.gettext(words)
    number = values[words.by]
    return speaker.ngettext(words.one, words.many, number if isinstance(number, int) else 0)


def shown(value: object, speaker: Speaker = ENGLISH) -> str:
    """A value as a reader sees it: dates by day, lists with commas, what is missing as a dash."""
    if isinstance(value, str):
        return _text(value, speaker)
    if isinstance(value, bool):
        return speaker.gettext(N_("yes")) if value else speaker.gettext(N_("no"))
    if isinstance(value, int):
        return str(value)
    return "–" if value is None else _thing(value, speaker)


def _thing(value: object, speaker: Speaker) -> str:
    if isinstance(value, float):
        return speaker.decimal(value)
    if isinstance(value, date):
        return speaker.day(value)
    if isinstance(value, Name):
        return speaker.name(value)
    if isinstance(value, Typed):
        return value.text
    if isinstance(value, Percent):
        return speaker.percent(value)
    if isinstance(value, Listed):
        return _listed(value, speaker)
    return _listed(Listed(tuple(value)), speaker) if isinstance(value, Iterable) else str(value)


def _listed(listed: Listed, speaker: Speaker) -> str:
    parts = [shown(part, speaker) for part in listed.parts]
    between = said_in(listed.between, speaker)
    if not listed.last or len(parts) < 2:
        return between.join(parts)
    return between.join(parts[:-1]) + said_in(listed.last, speaker) + parts[-1]


def _text(text: str, speaker: Speaker) -> str:
    """A sentence, a day as dates stand in allocation.json, or what somebody wrote."""
    if isinstance(text, Said):
        return str(text) if speaker is ENGLISH else said_in(text, speaker)
    if len(text) != ISO_DATE_LENGTH or not ISO_DATE.fullmatch(text):
        return text or "–"
    try:
        return speaker.day(date.fromisoformat(text))
    except ValueError:
        return text
