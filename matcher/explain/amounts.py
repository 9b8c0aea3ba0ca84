"""So many of something, as sentences name it."""

from collections.abc import Sequence
from functools import lru_cache

from matcher.explain.named import some
from matcher.said import Counted, Said


def people(ids: Sequence[str]) -> Said:
    words = Counted("count", "{count} learner ({ids})", "{count} learners ({ids})")
    return Said(words, count=len(ids), ids=some(ids))


def pins(count: int) -> Said:
    return Said(Counted("count", "{count} pin", "{count} pins"), count=count)


@lru_cache(maxsize=1024)
def days(count: int) -> Said:
    return Said(Counted("count", "{count} day", "{count} days"), count=count)


@lru_cache(maxsize=1024)
def places(count: int) -> Said:
    return Said(Counted("count", "{count} place", "{count} places"), count=count)


def more_places(count: int) -> Said:
    return Said(Counted("count", "{count} more place", "{count} more places"), count=count)


@lru_cache(maxsize=1024)
def beds(count: int) -> Said:
    return Said(Counted("count", "{count} bed", "{count} beds"), count=count)
