"""Hazards that keep under-18s from a workplace unless it trains them under supervision."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.codelists.folding import fold, foldings
from matcher.codelists.tables import read_table


def parse_hazard(text: str) -> str | None:
    """The tag of `hazards.csv` that a word in one of the field's languages stands for; None if it is none.

    The tags follow Directive 94/33/EC, article 7(2) and its annex.
    """
    return _names().get(fold(text))


def hazard_label(tag: str) -> str:
    """What a tag of `hazards.csv` is about, in English; the tag itself if it is not there."""
    return _labels().get(tag, tag)


def hazard_tags() -> tuple[str, ...]:
    """Every tag of `hazards.csv`, in the order of the file."""
    return tuple(_labels())


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    own = {fold(tag): tag for tag in _labels()} | {fold(label): tag for tag, label in _labels().items()}
    return own | {name: row["tag"] for row in read_table("hazard_words") for name in foldings(row["words"])}


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    return {row["tag"]: row["label"] for row in read_table("hazards")}
