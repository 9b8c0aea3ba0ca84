"""Codes of the lists by their English names, as sentences say them."""

from collections.abc import Iterable

from matcher.codelists.hazards import hazard_label
from matcher.codelists.languages import language_label


def language_named(code: str, level: str | None = None) -> str:
    """Name a language and a level, as English B1."""
    return f"{language_label(code)} {level or ''}".rstrip().replace("NATIVE", "native")


def languages_named(written: Iterable[str], last: str) -> str:
    """Languages with their levels, as reasons hold them: ("en B1", "it A2") -> "English B1 or Italian A2"."""
    *first, end = [language_named(*text.split(" ", 1)) for text in written]
    return f"{', '.join(first)} {last} {end}" if first else end


def hazards_named(tags: Iterable[str]) -> str:
    return "; ".join(map(hazard_label, tags))
