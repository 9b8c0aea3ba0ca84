"""Titles that the lexicon does not hold: its own terms, five folds, each classified by the other four."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.profiles.classify import TitleClassifier
from matcher.profiles.lexicon import Lexicon, Term, load_lexicon
from matcher.profiles.normalise import family, search_form

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A title with the field it stands for."""

    title: str
    language: str | None
    country: str | None
    right: frozenset[str]


def folds(seed: int = 0) -> Iterator[tuple[TitleClassifier, list[Asked]]]:
    """Classifiers and the titles that they have not seen, in any spelling; abbreviations cannot be guessed."""
    lexicon = load_lexicon()
    fold_of: dict[tuple[str | None, str], int] = {}
    chance = random.Random(seed)
    for term in lexicon.terms:
        fold_of.setdefault(_key(term), chance.randrange(FOLDS))
    for fold in range(FOLDS):
        rest = Lexicon(tuple(term for term in lexicon.terms if term.kind == "generic" or fold_of[_key(term)] != fold))
        asked = [
            Asked(term.term, term.language, None, frozenset((term.isced_f,)))
            for term in lexicon.terms
            if fold_of[_key(term)] == fold and term.kind in ("programme", "qualification", "occupation")
        ]
        yield TitleClassifier(rest, on_disk=False), asked


def _key(term: Term) -> tuple[str | None, str]:
    return family(term.language), search_form(term.term, term.language)
