"""Occupations of ISCO-08 as study fields."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.codelists.tables import read_table

_DIGITS = 4


def isco_to_isced(code: str) -> str | None:
    """The ISCED-F 2013 field that trains for an ISCO-08 unit group (four digits); None if there is no such group.

    Codes of ESCO with a tail ("2512.4") and with a "C" before them are read as their unit group. Where several fields
    lead to one occupation it is the most usual for vocational learners; a wildcard ("0720") where none stands out. The
    crosswalk in `isco_to_isced.csv` is ours and judgement, as no official one exists.
    """
    digits = code.strip().removeprefix("C").partition(".")[0]
    return _fields().get(digits.zfill(_DIGITS) if digits else "")


@lru_cache(maxsize=1)
def _fields() -> Mapping[str, str]:
    return {row["isco"]: row["isced_f"] for row in read_table("isco_to_isced")}
