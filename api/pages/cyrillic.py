"""Serbian sentences in Cyrillic letters, from the same in Latin letters."""

import re

_LETTERS = dict(zip(("lj", "nj", "dž", *"abvgdđežzijklmnoprstćufhcčš"), "љњџабвгдђежзијклмнопрстћуфхцчш", strict=True))
_LETTERS |= {latin.capitalize(): letter.upper() for latin, letter in _LETTERS.items()}
_LETTER = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))

_APART = re.compile(r"(?<=in)(?=jekc|jekt)|(?<=kon)(?=ju)|(?<=nad)(?=ži)", re.IGNORECASE)
"""Between two letters that here are no digraph."""

_LEFT = re.compile(
    r"X-CSRF-Token|%\(\w+\)[sd]|%%|\{\w*\}(?:\.(?:csv|xlsx))?|<[^>]*>|&\w+;|\S+@\S+|\bhttps?://\S+|\b[\w-]+\.(?:csv|xlsx|toml|json|ics)\b"
    r"|\b(?:Mobility Matcher|Mobility Tool|Excel|Europass(?: Mobility)?|Erasmus(?:Pro)?)\b"
    r"|\b[A-Z]{2,}(?:-[A-Z]|-\d+)?\b|\b[a-z]{2} [A-C][12]\b(?: \(tested\))?|\b[A-C][12]\b"
    r"|(?<=na primer )(?:[a-z]{2}$|step-free access|Seville > Maribor)"
    r"|\[\[\w+\]\]|'\w+'|\b\w+_\w+\b|\b\w*[qwxyQWXY]\w*\b|\b(?:pin|ban)(?= \()|(?<=kao )sr\b"
    r"|\b(?:speaking|Seville > Lyon|noise; pressurised-gas|short-term|long-term|job-shadowing|teaching|course|groups)\b"
    r"|(?<=sa )id\b|bearer token"
)
"""What stays as it is: placeholders, markup, names of products and files, codes, examples of what is typed."""


def cyrillic(text: str) -> str:
    """Write a Serbian sentence in Cyrillic letters; placeholders and names of products stay.

    >>> cyrillic("Njen učenik: %(name)s, EQF nivo, Mobility Matcher")
    'Њен ученик: %(name)s, EQF ниво, Mobility Matcher'
    """
    pieces = re.split(f"({_LEFT.pattern})", text)
    return "".join(piece if at % 2 else _letters(piece) for at, piece in enumerate(pieces))


def _letters(text: str) -> str:
    """Letter by letter, where digraphs are one letter unless the word is put together there."""
    parts = _APART.split(text)
    return "".join(_LETTER.sub(lambda hit: _LETTERS[hit.group()], part) for part in parts)
