"""Values and codes as sentences say them: lists of ids, study fields, languages and hazards by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from matcher.codelists.countries import country_label
from matcher.codelists.hazards import hazard_label
from matcher.codelists.isced import label
from matcher.codelists.languages import language_label
from matcher.said import N_, Listed, Name, Said, counted

Params = Mapping[str, Any]
"""What a reason says of its case: see `Reason.params`."""

MOST_NAMED = 12  # ids in a sentence; a reason's parameters hold all

OR = Said(" or ")
AND = Said(" and ")
FIELD, IDS = "{code} {field}", "{ids}"  # the same in every language
LEVEL_WORDS = {
    "NATIVE": N_("native"),
    "listening": N_("listening"),
    "reading": N_("reading"),
    "speaking": N_("speaking"),
    "interaction": N_("interaction"),
    "production": N_("production"),
    "writing": N_("writing"),
}
LEVEL_WORD = re.compile(f"({'|'.join(LEVEL_WORDS)})")


def some(ids: Sequence[str]) -> Said:
    """The first of many ids, and how many more there are."""
    named, more = Listed(tuple(ids[:MOST_NAMED])), len(ids) - MOST_NAMED
    if more <= 0:
        return Said(IDS, ids=named)
    return Said(counted("more", "{ids} and {more} more"), ids=named, more=more)


def country_named(code: str) -> Name:
    return Name("country", code, country_label(code))


@lru_cache(maxsize=1024)
def field_name(code: str) -> Said:
    return Said(FIELD, code=code, field=Said(label(code)))


@lru_cache(maxsize=4096)
def language_named(code: str, level: str | None = None) -> Listed:
    """Name a language and a level, as English B1."""
    name = Name("language", code, language_label(code))
    return Listed((name, _level(level)) if level else (name,), " ")


def _level(written: str) -> Listed:
    """A level with what it is for, as "B1 (speaking A2)", word by word."""
    parts = (Said(LEVEL_WORDS[part]) if part in LEVEL_WORDS else part for part in LEVEL_WORD.split(written))
    return Listed(tuple(part for part in parts if part), "")


def languages_named(written: Iterable[str], last: Said) -> Listed:
    """Languages with their levels, as reasons hold them: ("en B1", "it A2") -> "English B1 or Italian A2"."""
    return Listed(tuple(language_named(*text.split(" ", 1)) for text in written), last=last)


def hazards_named(tags: Iterable[str]) -> Listed:
    return Listed(tuple(Said(hazard_label(tag)) for tag in tags), "; ")
