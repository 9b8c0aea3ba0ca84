"""One cell of a table -> one typed value; every function's first line is what a user may write there."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple, cast

from matcher.codelists.folding import fold
from matcher.model import DaySpan
from matcher.said import Said

EMPTY = frozenset({"", "-", "–", "—", "/", "n/a", "n.a."})
YES = frozenset({"yes", "y", "true", "1", "x", "da", "d", "si", "oui", "tak", "po", "ja"})
NO = frozenset({"no", "n", "false", "0", "ne", "nie", "non", "jo", "nein", "nu"})
SPREADSHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_NAME = 200
LONGEST_CELL = 32_767  # what a spreadsheet program lets a cell hold

_WHOLE = re.compile(r"(-?)([0-9]{1,9})(?:[.,]00?)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\.?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})\.?")
_TIME = re.compile(r"[T ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$")
_EQF = re.compile(r"(?:[^\W\d]+\s*)?([1-8])(?:\.0)?")
_NACE = re.compile(r"[A-Va-v]?\s*([0-9]{1,2})(\.[0-9]{1,2})?")
_LIST_SIGNS = re.compile(r"[;|\n]")
_WISH_SIGNS = re.compile(r"[;>|\n]")
_SPAN_SIGN = re.compile(r"\.{2,}|…|–|—|\s-\s")
_PADDING = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u2060\ufeff"

Parser = Callable[[str], object]


class CellError(ValueError):
    """A cell that cannot be used: a stable code, and what was expected in it."""

    def __init__(self, code: str, expected: str) -> None:
        super().__init__(expected)
        self.code = code
        self.expected = expected


class Repaired(NamedTuple):
    """A value that was mended, to be reported as a warning."""

    value: object
    code: str
    expected: str


def cleaned(cell: str) -> str:
    """The cell without padding, its accents composed; "" for every way of writing nothing."""
    text = unicodedata.normalize("NFC", cell.strip(_PADDING))
    return "" if text.casefold() in EMPTY else text


def says(parser: Parser) -> Said:
    """What a user may write in a cell that `parser` reads."""
    return Said((parser.__doc__ or "").split("\n")[0])


def text(cell: str) -> str:
    """any text"""
    return cell


def short_text(cell: str) -> str:
    """a name or id of at most 200 characters"""
    if len(cell) > LONGEST_NAME:
        raise CellError("too-long", says(short_text))
    return cell


def whole_number(cell: str) -> int:
    """a whole number, 0 or more"""
    found = _WHOLE.fullmatch(cell.replace("−", "-"))
    if not found:
        raise CellError("not-a-number", says(whole_number))
    if found[1] and int(found[2]):
        raise CellError("negative-number", says(whole_number))
    return int(found[2])


def age(cell: str) -> int:
    """an age in years, 0 to 99"""
    found = _WHOLE.fullmatch(cell.removesuffix("+"))
    if not found or found[1] or int(found[2]) > 99:
        raise CellError("not-an-age", says(age))
    return int(found[2])


def at_least_one(cell: str) -> int:
    """a whole number, 1 or more"""
    number = whole_number(cell)
    if number < 1:
        raise CellError("not-a-number", says(at_least_one))
    return number


def eqf_level(cell: str) -> int:
    """a level of the European Qualifications Framework, 1 to 8"""
    found = _EQF.fullmatch(cell)
    if not found:
        raise CellError("unknown-eqf-level", says(eqf_level))
    return int(found[1])


def day(cell: str) -> date:
    """a day, as 2026-10-05 or 05/10/2026 (day first)"""
    bare = re.sub(r"([-/.])\s+", r"\1", _TIME.sub("", cell))
    if found := _YEAR_FIRST.fullmatch(bare):
        return _existing_day(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(bare):
        return _existing_day(int(found[4]), int(found[3]), int(found[1]))
    raise CellError("not-a-day", says(day))


def _existing_day(year: int, month: int, day_of_month: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("no-such-day", Said("a day between {first} and {last}", first=FIRST_YEAR, last=LAST_YEAR))
    try:
        return date(year, month, day_of_month)
    except ValueError:
        none_such = f"{day_of_month:02}/{month:02}/{year}"
        expected = Said("{expected}; there is no day {day}", expected=says(day), day=none_such)
        raise CellError("no-such-day", expected) from None


def spans(cell: str) -> tuple[DaySpan, ...]:
    """days and spans of days, as 2026-10-12..2026-10-14; 2026-11-01"""
    return tuple(sorted((_span(part) for part in _parts(_LIST_SIGNS, cell)), key=lambda span: span.first_day))


def _span(part: str) -> DaySpan:
    ends = [day(end.strip()) for end in _SPAN_SIGN.split(part)]
    if len(ends) > 2:
        raise CellError("not-a-day", says(spans))
    if ends[-1] < ends[0]:
        raise CellError("end-before-start", Said("{span}: the last day not before the first", span=part))
    return DaySpan(first_day=ends[0], last_day=ends[-1])


def yes_or_no(cell: str) -> bool:
    """yes or no"""
    word = fold(cell) or {"✓": "yes", "✔": "yes", "+": "yes"}.get(cell, "")
    if word in YES or word in NO:
        return word in YES
    raise CellError("not-yes-or-no", says(yes_or_no))


def several(cell: str) -> tuple[str, ...]:
    """several texts with ";" between them"""
    return tuple(_parts(_LIST_SIGNS, cell))


def wishes(cell: str) -> tuple[str, ...]:
    """destinations, cities or hosts, the most wanted first: Seville > Lyon"""
    return tuple(_parts(_WISH_SIGNS, cell))


def _parts(signs: re.Pattern[str], cell: str) -> list[str]:
    return [part for part in (part.strip(_PADDING) for part in signs.split(cell)) if part]


def kind_of_pin(cell: str) -> Literal["pin", "ban"]:
    """pin or ban"""
    word = fold(cell)
    if word not in ("pin", "ban"):
        raise CellError("unknown-kind", says(kind_of_pin))
    return cast(Literal["pin", "ban"], word)


def nace_code(cell: str) -> str | Repaired:
    """a NACE division or class, as 45 or 45.20"""
    found = _NACE.fullmatch(cell)
    if not found:
        raise CellError("unknown-nace", says(nace_code))
    code = found[1].zfill(2) + (found[2] or "")
    if len(found[1]) == 2:
        return code
    return Repaired(code, "nace-repaired", Said("read as {code}: the leading zero was lost", code=code))
