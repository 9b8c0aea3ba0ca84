"""What a guess about a study title rests on, as sentences."""

from collections.abc import Iterable, Mapping

from matcher.codelists.languages import language_label
from matcher.profiles.lexicon import Term
from matcher.profiles.search import FieldMatch
from matcher.said import N_, Listed, Name, Said, Typed

MOST_TERMS = 3
KIND_WORDS: Mapping[str, str] = {
    "programme": N_("programme"),
    "sector": N_("sector"),
    "qualification": N_("qualification"),
    "occupation": N_("occupation"),
    "abbreviation": N_("abbreviation"),
    "subject": N_("subject"),
    "generic": N_("general term"),
    "esco": N_("ESCO"),
}
BOTH = "{first}; {second}"  # nothing to translate


def of_match(field: FieldMatch) -> Said:
    """Which terms of the lexicon a title is, or is like, and by which words."""
    terms = Listed(tuple(_term(term) for term in field.terms[:MOST_TERMS]), " + ")
    if field.exact:
        return Said("is {terms}", terms=terms)
    if not field.understood:
        return Said("letters as in {terms}", terms=terms)
    found = Said("like {terms} by {words}", terms=terms, words=_quoted(field.understood))
    if not field.unexplained:
        return found
    return Said("{found}; not explained: {words}", found=found, words=_quoted(field.unexplained))


def one_of(codes: Iterable[str], first: str) -> Said:
    """No field is likely, but one that holds these is."""
    return Said("one of {codes}: {first}", codes=tuple(codes), first=first)


def both(first: str, second: str) -> Said:
    return Said(BOTH, first=first, second=second)


def _term(term: Term) -> Said:
    language = Name("language", term.language, language_label(term.language))
    return Said(
        "'{term}' ({language}, {kind})", term=Typed(term.term), language=language, kind=Said(KIND_WORDS[term.kind])
    )


def _quoted(words: Iterable[str]) -> Listed:
    return Listed(tuple(Said("'{word}'", word=Typed(word)) for word in words))
