"""Cells that list languages with levels, as people write them: "en B1; it A2", "Anglisht – mesatar", "B1 English"."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from matcher.codelists.folding import fold, foldings
from matcher.codelists.language_names import language_phrases
from matcher.codelists.levels import find_cefr, level_phrases
from matcher.codelists.tables import read_table
from matcher.codelists.words import Phrases
from matcher.errors import InputError
from matcher.model import Cefr, LanguageNeed, LanguageSkill

_SEPARATOR = re.compile(r"([;|\n\r,/])")
_SHORT_CODE = 3  # codes have two or three letters and may be particles of some language ("de", "en", "et")
_EXPECTED = {
    "unknown-language": "a language by code or name, with its level: 'en B1', 'engleski B1', 'inglese'",
    "unknown-level": "a level after the language: A1 to C2, native, or a word of level_words.csv",
}


def parse_skills(text: str) -> tuple[LanguageSkill, ...]:
    """The languages a learner has, in the order written, as `"en B1; it A2 (tested)"`.

    Languages are parted by any of ; , / | or a new line, and may come before or after their level. Levels of several
    skills ("listening B2, reading B1") count as the lowest. A language without a level has `level=None`, which is not
    A1. An empty text is an empty tuple.

    Raises
    ------
    InputError
        `code` is "unknown-language" or "unknown-level"; `params` hold the `piece` that could not be read and what was
        `expected`.
    """
    skills = [LanguageSkill(language=e.language, level=e.level, tested=e.tested) for e in _entries(text)]
    return tuple(dict.fromkeys(skills))


def parse_needs(text: str) -> tuple[LanguageNeed, ...]:
    """The languages that work is done in, any one of which serves, as `"en B1 | it A2"`; read as `parse_skills` does.

    Raises
    ------
    InputError
        As `parse_skills`.
    """
    return tuple(dict.fromkeys(LanguageNeed(language=e.language, level=e.level) for e in _entries(text)))


@dataclass
class _Entry:
    language: str
    levels: list[Cefr] = field(default_factory=list)
    tested: bool = False

    @property
    def level(self) -> Cefr | None:
        if Cefr.NATIVE in self.levels:
            return Cefr.NATIVE
        return min(self.levels, default=None)


class _Item(NamedTuple):
    kind: str  # language, level, unknown, or a kind of language_context_words.csv: about, and, skill, tested
    language: str = ""
    level: Cefr | None = None
    is_code: bool = False


_UNKNOWN = _Item("unknown")


def _entries(text: str) -> list[_Entry]:
    parts = ["", *_SEPARATOR.split(unicodedata.normalize("NFC", text))]
    entries: list[_Entry] = []
    for separator, piece in zip(parts[::2], parts[1::2], strict=True):
        items = _items(piece)
        if any(item.kind == "language" for item in items):
            if _UNKNOWN in items:
                raise _unreadable("unknown-level", piece)
            entries += _of_languages(items)
        elif items:
            _complete(entries, items, separator, piece)
    return entries


def _of_languages(items: list[_Item]) -> list[_Entry]:
    """The entries of a piece that names languages. A piece that begins with a level has each before its language."""
    levels_first = next(item for item in items if item.kind in ("language", "level")).kind == "level"
    entries: list[_Entry] = []
    waiting: list[Cefr] = []
    for item in items:
        if item.kind == "language":
            entries.append(_Entry(item.language, waiting))
            waiting = []
        elif item.level is not None:
            (waiting if levels_first else entries[-1].levels).append(item.level)
        elif item.kind == "tested" and entries:
            entries[-1].tested = True
    entries[-1].levels += waiting
    return entries


def _complete(entries: list[_Entry], items: list[_Item], separator: str, piece: str) -> None:
    """Adds a piece without a language ("B1" of "English, B1"; "C1" of "en B2/C1") to the language before it."""
    kinds = {item.kind for item in items}
    levels = [item.level for item in items if item.level is not None]
    if "unknown" in kinds or not entries:
        raise _unreadable("unknown-language", piece)
    last = entries[-1]
    if levels and last.levels and separator != "/" and "skill" not in kinds:
        raise _unreadable("unknown-language", piece)
    last.levels += levels
    last.tested = last.tested or "tested" in kinds


def _items(piece: str) -> list[_Item]:
    """What the words of a piece are, in their order."""
    items: list[_Item] = []
    end = 0
    for level, start, after in find_cefr(piece):
        items += _of_words(tuple(fold(piece[end:start]).split()), items)
        items.append(_Item("level", level=level))
        end = after
    return items + _of_words(tuple(fold(piece[end:]).split()), items)


def _of_words(words: tuple[str, ...], before: list[_Item]) -> list[_Item]:
    items: list[_Item] = []
    start = 0
    while start < len(words):
        item, count = _item_at(words, start, (before + items)[-1:])
        items.append(item)
        start += count
    return items


def _item_at(words: tuple[str, ...], start: int, previous: list[_Item]) -> tuple[_Item, int]:
    language = language_phrases().at(words, start)
    level = level_phrases().at(words, start)
    context = _context_phrases().at(words, start)
    longest = max(match[1] if match else 0 for match in (language, level, context))
    if language and language[1] == longest:
        is_code = longest == 1 and len(words[start]) <= _SHORT_CODE
        if not (context and is_code and _is_particle(words, start, previous)):
            return _Item("language", language=language[0], is_code=is_code), longest
    if level and level[1] == longest:
        return _Item("level", level=level[0]), longest
    return (context[0], longest) if context else (_UNKNOWN, 1)


def _is_particle(words: tuple[str, ...], start: int, previous: list[_Item]) -> bool:
    """Whether a code that is also a particle is one here: "nivel de inglés", "anglais et italien"."""
    following = words[start + 1] if start + 1 < len(words) else ""
    if len(following) > _SHORT_CODE and language_phrases().at(words, start + 1):
        return True
    return bool(previous) and previous[0].kind != "level" and not previous[0].is_code


@lru_cache(maxsize=1)
def _context_phrases() -> Phrases[_Item]:
    return Phrases(
        {name: _Item(row["kind"]) for row in read_table("language_context_words") for name in foldings(row["word"])}
    )


def _unreadable(code: Literal["unknown-language", "unknown-level"], piece: str) -> InputError:
    expected = _EXPECTED[code]
    return InputError(code, f"{piece.strip()!r}: expected {expected}", piece=piece.strip(), expected=expected)
