"""How close two study fields are, and how close a study field is to a host's line of business."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from matcher.codelists.isced import UNKNOWN, broad, is_wildcard, narrow, within
from matcher.codelists.tables import read_table

# Judgement: ISCED-F orders fields but measures nothing. A wildcard leaves open which field inside it is meant, so it
# is closer than two different fields of the same branch and never the same as a detailed one.
SAME_FIELD = 1.0
WILDCARD_OF_NARROW = 0.8
SAME_NARROW = 0.6
WILDCARD_OF_BROAD = 0.5
SAME_BROAD = 0.3
UNRELATED = 0.0

NEAR_ENOUGH_FOR_NACE = 0.5  # a field without lines of business of its own takes over those of fields so close;
NEARER_FOR_NACE = 0.65  # one that has its own, those of near trades only: a hairdresser's is not a hotel's
DIVISION_FOR_CLASS = 0.6  # the host states a division, the table names a class in it: it may be another class


@lru_cache(maxsize=65536)
def field_closeness(field_a: str, field_b: str) -> float:
    """How close two study fields are, from 0 (nothing in common) to 1 (the same detailed field); symmetric.

    Both are four-digit ISCED-F 2013 codes. Same detailed field 1.0; "anything within" the narrow field 0.8; same
    narrow field 0.6; "anything within" the broad field 0.5; same broad field 0.3; near trades as `near_fields.csv`
    says where that is more. A wildcard whose narrow field has a single detailed field is that field. The unknown
    field is close to nothing, not even itself. The figures are our judgement and can be edited.
    """
    if UNKNOWN in (field_a, field_b):
        return UNRELATED
    a, b = _single(field_a), _single(field_b)
    certainty = min(_certainty(a), _certainty(b))
    near = max((_near_fields().get(frozenset((x, y)), 0.0) for x in within(a) for y in within(b)), default=0.0)
    return max(_by_code(a, b), round(certainty * near, 3))


@lru_cache(maxsize=65536)
def nace_closeness(field: str, nace: str, revision: str | None = None) -> float:
    """How close a study field is to a host's line of business, from 0 (not known to be) to 1 (made for it).

    Parameters
    ----------
    field
        Four-digit ISCED-F 2013 code.
    nace
        Division or class, with or without the section's letter: "45", "45.20", "I55".
    revision
        "2" or "2.1"; None takes the better of both, since hosts rarely say which one their register uses.

    The figures in `field_to_nace.csv` are our judgement, as no official table exists. The most specific row for a
    field counts. A field also takes over the rows of near trades at least 0.65 close, and one without rows of its own
    those of fields at least 0.5 close, times the closeness.
    """
    digits = _digits(nace)
    enough = NEARER_FOR_NACE if field in _businesses() else NEAR_ENOUGH_FOR_NACE
    best = 0.0
    for row_field, rows in _businesses().items():
        closeness = field_closeness(field, row_field)
        if closeness >= enough:
            strengths = (_strength(rows, digits, one) for one in ((revision,) if revision else ("2", "2.1")))
            best = max(best, closeness * max(strengths))
    return round(best, 3)


class _Business(NamedTuple):
    revision: str
    digits: str
    strength: float


def _by_code(a: str, b: str) -> float:
    if broad(a) != broad(b):
        return UNRELATED
    if narrow(a) is None or narrow(b) is None:
        return WILDCARD_OF_BROAD
    if narrow(a) != narrow(b):
        return SAME_BROAD
    if is_wildcard(a) or is_wildcard(b):
        return WILDCARD_OF_NARROW
    return SAME_FIELD if a == b else SAME_NARROW


def _certainty(code: str) -> float:
    """What a near trade counts for when one of the two is a wildcard."""
    if not is_wildcard(code):
        return SAME_FIELD
    return WILDCARD_OF_BROAD if narrow(code) is None else WILDCARD_OF_NARROW


def _single(code: str) -> str:
    """The one detailed field that a narrow field's wildcard holds ("0820" is "0821"), or the code itself."""
    if narrow(code) is None:
        return code
    inner = within(code)
    return next(iter(inner)) if len(inner) == 1 else code


def _strength(rows: Sequence[_Business], digits: str, revision: str) -> float:
    """The strength of the most specific row that holds the class; else what the best class in the division gives."""
    rows = [row for row in rows if row.revision in (revision, "both")]
    holding = [row for row in rows if digits.startswith(row.digits)]
    if holding:
        return max(holding, key=lambda row: (len(row.digits), row.strength)).strength
    inside = [row.strength for row in rows if digits and row.digits.startswith(digits)]
    return DIVISION_FOR_CLASS * max(inside, default=0.0)


def _digits(nace: str) -> str:
    """ "I 55.10" as "5510"; a division that lost its leading zero ("1") gets it back."""
    digits = nace.strip().lstrip("ABCDEFGHIJKLMNOPQRSTUVabcdefghijklmnopqrstuv").strip()
    division, _, rest = digits.partition(".")
    return (division.zfill(2) + rest) if (division + rest).isdigit() else ""


@lru_cache(maxsize=1)
def _near_fields() -> Mapping[frozenset[str], float]:
    return {frozenset((row["field_a"], row["field_b"])): float(row["strength"]) for row in read_table("near_fields")}


@lru_cache(maxsize=1)
def _businesses() -> Mapping[str, Sequence[_Business]]:
    rows: dict[str, list[_Business]] = defaultdict(list)
    for row in read_table("field_to_nace"):
        rows[row["field"]].append(_Business(row["revision"], _digits(row["nace"]), float(row["strength"])))
    return rows
