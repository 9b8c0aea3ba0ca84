"""Texts that a spreadsheet program would run as formulas: written with an apostrophe before them, read without it."""

import re

# What a spreadsheet program runs as a formula (OWASP, CSV injection): at the start of a cell, and behind what some
# locales read as the start of the next one. Apostrophes are seen through, so that one too many is always one of ours.
_LIVE = r"(?=[\s\"']*[=+\-@＝＋－＠])"
_STARTS = r"(^|[;\t\r\n])"
_TO_GUARD = re.compile(rf"{_STARTS}{_LIVE}|^(?='*[\t\r\n])")
_TO_GUARD_BEHIND = re.compile(rf"([;\t\r\n]){_LIVE}")
_GUARDED = re.compile(rf"{_STARTS}'{_LIVE}|^'(?='*[\t\r\n])")


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet program would begin to read a formula."""
    if text[:1].isalnum():  # as nearly every text begins: then only what comes behind a separator can be live
        return _TO_GUARD_BEHIND.sub(r"\1'", text)
    return _TO_GUARD.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """The text as it was before `guarded`, or before a person put that apostrophe there."""
    return _GUARDED.sub(r"\1", text) if "'" in text else text


def kept(text: str) -> str:
    """The text as a cell that cannot run, so that `unguarded` gives it back: only what looks guarded is guarded."""
    return guarded(text) if unguarded(text) != text else text
