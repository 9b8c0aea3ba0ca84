"""Study titles in any language and script → ISCED-F fields."""

from matcher.profiles.classify import classify, classify_many
from matcher.profiles.resolve import StudyFields, UnresolvedTitle, resolve_titles

__all__ = ["StudyFields", "UnresolvedTitle", "classify", "classify_many", "resolve_titles"]
