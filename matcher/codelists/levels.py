"""Levels of the Common European Framework in the field's own words, with what each word is taken for."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from matcher.codelists.folding import fold, foldings
from matcher.codelists.tables import read_table
from matcher.codelists.words import Phrases
from matcher.model import Cefr, LanguageUse

# Cyrillic and Greek letters that look like A, B, C, and the Cyrillic ones that stand in their place ("Б1", "Ц1").
_LOOK_ALIKES = str.maketrans("АаВвБбСсЦцΑαΒβ", "AaBbBbCcCcAaBb")
_CEFR = re.compile(r"(?<![^\W_])([ABC])[ .]?([12])(?:\.\d)?(?![^\W_])", re.IGNORECASE)
_BETWEEN = re.compile(r"(?i)[\s/,–—-]+|\s*\b(?:to|do|до|a|à|bis|deri|or)\b\s*")
_PLUS = "+"


def parse_level(text: str) -> Cefr | None:
    """The CEFR level a text states; None if it states none.

    "B1+" is B1, a span ("B2/C1", "B1-B2") is its low end, look-alike Cyrillic letters are read as Latin, words
    ("native", "maternji", "mesatar", "średniozaawansowany") as `level_words.csv` lists them: a word that spans several
    levels counts as the lowest of them.
    """
    text = unicodedata.normalize("NFC", text)
    stated = find_cefr(text)
    if stated:
        return min(level for level, _, _ in stated) if _nothing_else(text, stated) else None
    levels = [_in_words(part) for part in text.split("/")]
    known = [level for level in levels if level is not None]
    return min(known) if len(known) == len(levels) else None


def level_words(level: Cefr | None, uses: Sequence[tuple[LanguageUse, Cefr]]) -> str | None:
    """A level as people write it, "B1 (listening B2, speaking A2)"; None if there is none."""
    level_of = dict(uses)
    if level_of.get(LanguageUse.INTERACTION) == level_of.get(LanguageUse.PRODUCTION) is not None:
        del level_of[LanguageUse.PRODUCTION]
        named = {use: "speaking" if use is LanguageUse.INTERACTION else use.value for use in level_of}
    else:
        named = {use: use.value for use in level_of}
    own = ", ".join(f"{named[use]} {of_use.name}" for use, of_use in level_of.items())
    if level is None:
        return own or None
    return f"{level.name} ({own})" if own else level.name


def find_cefr(text: str) -> list[tuple[Cefr, int, int]]:
    """Every "B1" in a text (NFC): the level, and where in the text it begins and ends (with a plus sign after it)."""
    plain = text.translate(_LOOK_ALIKES)
    found = []
    for match in _CEFR.finditer(plain):
        end = match.end() + (plain[match.end() : match.end() + 1] == _PLUS)
        found.append((Cefr[f"{match[1]}{match[2]}".upper()], match.start(), end))
    return found


@lru_cache(maxsize=1)
def level_phrases() -> Phrases[Cefr]:
    """Every word of `level_words.csv`, folded, with its level."""
    return Phrases({name: Cefr[row["level"]] for row in read_table("level_words") for name in foldings(row["words"])})


def _in_words(text: str) -> Cefr | None:
    words = tuple(fold(text).split())
    phrase = level_phrases().at(words, 0)
    if phrase is not None and phrase[1] == len(words):
        return phrase[0]
    without = tuple(word for word in words if word not in _about())
    return level_phrases().meanings.get(" ".join(without))


def _nothing_else(text: str, stated: list[tuple[Cefr, int, int]]) -> bool:
    rest = text
    for _, start, end in reversed(stated):
        rest = f"{rest[:start]} {rest[end:]}"
    return all(word in _about() for word in fold(_BETWEEN.sub(" ", rest)).split())


@lru_cache(maxsize=1)
def _about() -> frozenset[str]:
    return frozenset(
        fold(row["word"]) for row in read_table("language_context_words") if row["kind"] in ("about", "tested")
    )
