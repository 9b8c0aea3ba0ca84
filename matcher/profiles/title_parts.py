"""The parts of a study title and what they say: the trade, the sector before it, the school and the class beside it."""

import re

from matcher.profiles.normalise import search_form

_BEFORE_LAST = 0.6  # "Makineri – Automekanik": the sector stands before the trade, and says less
_SCHOOL = 0.3  # "ветеринарски техничар, пољопривредна школа": the school's name says less than what is learnt there
_SECTIONS = re.compile(r"\s+[-–—]+\s+|[–—:>|]")
_PARTS = re.compile(r"[,;()\[\]]")
_CUT = re.compile(r"([^\W\d_]{3,})\.")
_CLASS_MARK = re.compile(r"\d+[a-ce-z]{0,2}|(?=[xvi])x?(?:ix|iv|v?i{0,3})|[a-z]")
# Words of the languages served, in search form, by which a school is called.
_SCHOOL_NAMES = """
academy berufskolleg berufsschule center centar cfa cfp cifp colegiul college ecole escola escuela fachschule gimnazia
ies institute instituto ist istituti istituto liceo liceul lisesi lycee school schule scoala shkolla shkolle skola skole
skoli skolski sholi sola sole solski sredna srednja srednje srednjoj sredno szkola szkoly technikum uciliste ucilista
zavod zespol
"""
_SCHOOL_WORDS = frozenset(_SCHOOL_NAMES.split())


def weighed_parts(title: str, language: str | None) -> list[tuple[str, float]]:
    """The parts of a title and what their words count: the last section says most, the name of a school little.

    A school that stands first, or alone, is what the title has to say.
    """
    parts = [
        (number, part)
        for number, section in enumerate(_SECTIONS.split(title))
        for part in _PARTS.split(section)
        if search_form(part, language)
    ]
    schools = [bool(place) and _names_school(part, language) for place, (_, part) in enumerate(parts)]
    last = max((number for (number, _), school in zip(parts, schools, strict=True) if not school), default=0)
    return [
        (part, _SCHOOL if school else 1.0 if number >= last else _BEFORE_LAST)
        for (number, part), school in zip(parts, schools, strict=True)
    ]


def cut_words(text: str, language: str | None) -> frozenset[str]:
    """The words that a full stop marks as cut, in search form: "stomat" of "stomat. sestra"."""
    return frozenset(search_form(word, language) for word in _CUT.findall(text))


def is_class_mark(form: str) -> bool:
    """Whether a word in search form stands for a year, a class or a level: "4", "iv", "3b"; "3d" is a trade's word."""
    return bool(_CLASS_MARK.fullmatch(form))


def _names_school(part: str, language: str | None) -> bool:
    return not _SCHOOL_WORDS.isdisjoint(search_form(part, language).split())
