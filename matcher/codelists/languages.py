"""Languages, their levels, and which of them understand each other: everything about languages in one place."""

from matcher.codelists.intelligibility import intelligibility
from matcher.codelists.language_lists import parse_needs, parse_skills
from matcher.codelists.language_names import language_codes, language_label, parse_language
from matcher.codelists.levels import level_words, parse_level

__all__ = [
    "intelligibility",
    "language_codes",
    "language_label",
    "level_words",
    "parse_language",
    "parse_level",
    "parse_needs",
    "parse_skills",
]
