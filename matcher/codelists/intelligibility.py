"""Which languages understand each other without having been learnt."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.codelists.tables import read_table


@lru_cache(maxsize=4096)
def intelligibility(language_a: str, language_b: str) -> float:
    """How well a speaker of one language gets by in the other without having learnt it, from 0 to 1.

    1.0 for one language, 0.0 for pairs not listed; the same both ways, though real understanding often is not. It is
    about speech: scripts are left out ("sr-Cyrl" is "sr"). The figures in `intelligibility.csv` are our judgement. A
    study that measures some of the pairs: Gooskens et al. 2018, "Mutual intelligibility between closely related
    languages in Europe", International Journal of Multilingualism 15(2).
    """
    a, b = _spoken(language_a), _spoken(language_b)
    return 1.0 if a == b else _strengths().get(frozenset((a, b)), 0.0)


@lru_cache(maxsize=1)
def _strengths() -> Mapping[frozenset[str], float]:
    return {
        frozenset((row["language_a"], row["language_b"])): float(row["strength"])
        for row in read_table("intelligibility")
    }


def _spoken(language: str) -> str:
    return language.partition("-")[0]
