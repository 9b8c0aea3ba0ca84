"""Study titles in any language and script → ISCED-F fields; labels ranked by what they stand for."""

from typing import TYPE_CHECKING, Any

from matcher.profiles.classify import classify, classify_many, classify_tasks
from matcher.profiles.resolve import StudyFields, UnresolvedTitle, resolve_titles

if TYPE_CHECKING:
    from matcher.profiles.ranker import LabelRanker

__all__ = [
    "LabelRanker",
    "StudyFields",
    "UnresolvedTitle",
    "classify",
    "classify_many",
    "classify_tasks",
    "resolve_titles",
]


def __getattr__(name: str) -> Any:
    """`LabelRanker` brings scikit-learn, which takes a second to load: only who asks for it pays."""
    if name == "LabelRanker":
        from matcher.profiles.ranker import LabelRanker

        return LabelRanker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
