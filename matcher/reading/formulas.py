"""Texts that a spreadsheet program would run as formulas: written with an apostrophe before them, read without it."""

import re
from functools import lru_cache

MOST_REMEMBERED = 1 << 16  # texts

# What a spreadsheet program runs as a formula (OWASP, CSV injection): at the start of a cell, and behind what some
# locales read as the start of the next one. Apostrophes are seen through, so that one too many is always one of ours.
_LIVE = r"(?=[\s\"']*[=+\-@＝＋－＠])"
_STARTS = r"(^|[;\t\r\n])"
_TO_GUARD = re.compile(rf"{_STARTS}{_LIVE}|^(?='*[\t\r\n])")
_GUARDED = re.compile(rf"{_STARTS}'{_LIVE}|^'(?='*[\t\r\n])")


@lru_cache(maxsize=MOST_REMEMBERED)
def guarded(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet program would begin to read a formula."""
    return _TO_GUARD.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """The text as it was before `guarded`, or before a person put that apostrophe there."""
    return _GUARDED.sub(r"\1", text) if "'" in text else text


def kept(text: str) -> str:
    """The text as a cell that cannot run, so that `unguarded` gives it back: only what looks guarded is guarded."""
    return guarded(text) if unguarded(text) != text else text
