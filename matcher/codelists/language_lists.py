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
from matcher.model import Cefr, LanguageNeed, LanguageSkill, LanguageUse
from matcher.said import Said

_SEPARATOR = re.compile(r"([;|\n\r,/])")
_SHORT_CODE = 3  # codes have two or three letters and may be particles of some language ("de", "en", "et")
_EXPECTED = {
    "unknown-language": Said("a language by code or name, with its level: 'en B1', 'engleski B1', 'inglese'"),
    "unknown-level": Said("a level after the language: A1 to C2, native, or a word of level_words.csv"),
}


def parse_skills(text: str) -> tuple[LanguageSkill, ...]:
    """The languages a learner has, in the order written, as `"en B1; it A2 (tested)"`.

    Languages are parted by any of ; , / | or a new line, and may come before or after their level. What a language is
    used for may have a level of its own: "en B1 (listening B2, speaking A2)", or five levels as in the Europass grid,
    "en C1/C1/B2/B1/B1"; if no other level is stated, the lowest of these is the level. A language without a level has
    `level=None`, which is not A1. An empty text is an empty tuple.

    Raises
    ------
    InputError
        `code` is "unknown-language" or "unknown-level"; `params` hold the `piece` that could not be read and what was
        `expected`.
    """
    skills = [
        LanguageSkill(language=entry.language, level=entry.level or entry.lowest, tested=entry.tested, uses=entry.uses)
        for entry in _entries(text)
    ]
    return tuple(dict.fromkeys(skills))


def parse_needs(text: str) -> tuple[LanguageNeed, ...]:
    """The languages that work is done in, any one of which serves, as `"en B1 | it A2"`; read as `parse_skills` does.

    A need that states levels for some uses only ("en speaking B1") has `level=None`.

    Raises
    ------
    InputError
        As `parse_skills`.
    """
    needs = [LanguageNeed(language=entry.language, level=entry.level, uses=entry.uses) for entry in _entries(text)]
    return tuple(dict.fromkeys(needs))


@dataclass
class _Entry:
    language: str
    levels: list[Cefr] = field(default_factory=list)  # of no use in particular
    level_of: dict[LanguageUse, Cefr] = field(default_factory=dict)
    tested: bool = False
    slashes: int = 0  # levels that a slash parts from the one before

    def add(self, item: "_Item") -> None:
        """Take a level as that of its uses, or of the language."""
        if item.level is not None and item.uses:
            self.level_of |= dict.fromkeys(item.uses, item.level)
        elif item.level is not None:
            self.levels.append(item.level)

    @property
    def is_grid(self) -> bool:
        return len(self.levels) == len(LanguageUse) == self.slashes + 1 and not self.level_of

    @property
    def level(self) -> Cefr | None:
        if Cefr.NATIVE in self.levels:
            return Cefr.NATIVE
        return None if self.is_grid else min(self.levels, default=None)

    @property
    def uses(self) -> tuple[tuple[LanguageUse, Cefr], ...]:
        levels = dict(zip(LanguageUse, self.levels, strict=True)) if self.is_grid else self.level_of
        return tuple((use, levels[use]) for use in LanguageUse if use in levels)

    @property
    def lowest(self) -> Cefr | None:
        return min((level for _, level in self.uses), default=None)


class _Item(NamedTuple):
    kind: str  # language, level, use, unknown, or a kind of language_context_words.csv: about, and, tested
    language: str = ""
    level: Cefr | None = None
    is_code: bool = False
    uses: tuple[LanguageUse, ...] = ()  # named by this item, or to which this level belongs


_UNKNOWN = _Item("unknown")
_SPEAKING = (LanguageUse.INTERACTION, LanguageUse.PRODUCTION)


def _entries(text: str) -> list[_Entry]:
    parts = ["", *_SEPARATOR.split(unicodedata.normalize("NFC", text))]
    entries: list[_Entry] = []
    for separator, piece in zip(parts[::2], parts[1::2], strict=True):
        items = _with_uses(_items(piece))
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
    waiting: list[_Item] = []
    for item in items:
        if item.kind == "language":
            entries.append(_Entry(item.language))
            _add_all(entries[-1], waiting)
            waiting = []
        elif item.level is not None and levels_first:
            waiting.append(item)
        elif entries and item.kind == "tested":
            entries[-1].tested = True
        elif entries:
            entries[-1].add(item)
    _add_all(entries[-1], waiting)
    return entries


def _add_all(entry: _Entry, items: list[_Item]) -> None:
    for item in items:
        entry.add(item)


def _with_uses(items: list[_Item]) -> list[_Item]:
    """The items, levels told of which uses they are: "listening B2"; where a piece ends with a use, "B2 listening"."""
    saying = [item.kind for item in items if item.kind in ("level", "use", "language")]
    backwards = saying[-1:] == ["use"]
    found: list[_Item] = []
    named: tuple[LanguageUse, ...] = ()
    for item in reversed(items) if backwards else items:
        is_level = item.level is not None
        found.append(item._replace(uses=named) if is_level else item)
        named = () if is_level or item.kind == "language" else named + item.uses
    return found[::-1] if backwards else found


def _complete(entries: list[_Entry], items: list[_Item], separator: str, piece: str) -> None:
    """Adds a piece without a language ("B1" of "English, B1"; "C1" of "en B2/C1") to the language before it."""
    kinds = {item.kind for item in items}
    levels = [item for item in items if item.level is not None]
    if "unknown" in kinds or not entries:
        raise _unreadable("unknown-language", piece)
    last = entries[-1]
    if any(not item.uses for item in levels) and last.levels and separator != "/":
        raise _unreadable("unknown-language", piece)
    _add_all(last, levels)
    last.slashes += len(levels) * (separator == "/")
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
        {name: _context(row["kind"]) for row in read_table("language_context_words") for name in foldings(row["word"])}
    )


def _context(kind: str) -> _Item:
    if kind in ("about", "and", "tested"):
        return _Item(kind)
    return _Item("use", uses=_SPEAKING if kind == "speaking" else (LanguageUse(kind),))


def _unreadable(code: Literal["unknown-language", "unknown-level"], piece: str) -> InputError:
    expected = _EXPECTED[code]
    return InputError(code, f"{piece.strip()!r}: expected {expected}", piece=piece.strip(), expected=expected)
