"""Study fields: the codes of ISCED-F 2013, their labels, and how a code that a spreadsheet spoilt is repaired."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.codelists.tables import read_table

UNKNOWN = "9999"
_DIGITS = 4


def is_code(text: str) -> bool:
    """Whether `text` is a four-digit code of ISCED-F 2013, or one that means "anything within".

    Wildcards are a broad field with two zeros ("0400") and a narrow field with one ("0410"), also where the
    classification itself lists no such detailed field ("0600", "0420").
    """
    return text in _labels()


def label(code: str) -> str:
    """The English label of a four-digit code, in our words; a wildcard has that of its narrow or broad field.

    Raises
    ------
    KeyError
        `code` is none; see `is_code`.
    """
    return _labels()[code]


def labels() -> tuple[str, ...]:
    """Every label once, in the order of the file."""
    return tuple(dict.fromkeys(_labels().values()))


def detailed_codes() -> tuple[str, ...]:
    """Every four-digit code that the classification lists, in the order of the file."""
    return tuple(row["code"] for row in read_table("isced_f") if row["level"] == "detailed")


@lru_cache(maxsize=4096)
def repaired(text: str) -> str | None:
    """The four-digit code that `text` stands for, or None if it stands for none, or for more than one.

    A broad or narrow code as listed is filled with zeros on the right: "04" is "0400", "041" is "0410", "101" is
    "1010", "99" is "9999". Otherwise zeros that a spreadsheet dropped are put back on the left, and what that gives is
    read the same way: "714" is "0714", "41" is "0410", "4" is "0400". Two readings ("21" may be "0021" or "021") are
    none, since a guess would not be seen. Blanks, full stops and a spreadsheet's ".0" are dropped first.
    """
    digits = text.strip().removesuffix(".0").replace(".", "").replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS:
        return None
    as_listed = _filled(digits)
    if as_listed is not None:
        return as_listed
    readings = {_filled("0" * zeros + digits) for zeros in range(1, _DIGITS - len(digits) + 1)} - {None}
    return readings.pop() if len(readings) == 1 else None


def broad(code: str) -> str:
    """The two digits of the broad field: "07" of "0714"."""
    return code[:2]


def narrow(code: str) -> str | None:
    """The three digits of the narrow field: "071" of "0714"; None for "anything within" a broad field ("0700")."""
    return None if code.endswith("00") else code[:3]


def is_wildcard(code: str) -> bool:
    """Whether the code means "anything within" its narrow or broad field: it ends in a zero."""
    return code.endswith("0")


@lru_cache(maxsize=4096)
def within(code: str) -> frozenset[str]:
    """The detailed fields that a code stands for: itself, or all that a wildcard holds, without other wildcards."""
    if not is_wildcard(code):
        return frozenset((code,))
    stem = narrow(code) or broad(code)
    return frozenset(inner for inner in detailed_codes() if inner.startswith(stem) and not is_wildcard(inner))


def _filled(digits: str) -> str | None:
    """A listed code of two, three or four digits with zeros on the right; the unknown field stays 9999."""
    if digits not in _listed() and not (len(digits) == _DIGITS and is_code(digits)):
        return None
    return UNKNOWN if broad(digits) == broad(UNKNOWN) else digits.ljust(_DIGITS, "0")


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(row["code"] for row in read_table("isced_f"))


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    """Four-digit codes to labels; a detailed field's own label comes before the one of a wildcard."""
    labels: dict[str, str] = {}
    for row in read_table("isced_f"):
        if broad(row["code"]) != broad(UNKNOWN):
            labels.setdefault(row["code"].ljust(_DIGITS, "0"), row["label"])
    return labels | {UNKNOWN: next(row["label"] for row in read_table("isced_f") if row["code"] == UNKNOWN)}
