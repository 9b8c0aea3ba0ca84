"""Languages by code or by name, in any of the field's own languages, as BCP 47 codes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from babel import Locale

from matcher.codelists.folding import fold, foldings
from matcher.codelists.tables import read_table
from matcher.codelists.words import Phrases

# Whose names for languages and countries are read. Where two languages give one folded name to different things,
# the earlier one keeps it: first those of the partners, then the rest of Europe.
NAMED_IN = (
    "en", "sr_Latn", "sr_Cyrl", "bs", "hr", "mk", "sq", "sl", "bg", "it", "es", "fr", "pl", "de", "pt", "ro", "nl",
    "tr", "el", "ca", "mt", "hu", "cs", "sk", "da", "sv", "nb", "fi", "et", "lv", "lt", "ga", "uk", "ru",
)  # fmt: skip
_SHORT_FORMS = 3  # a word this short is never taken from CLDR as a name: it would shadow codes and particles


def parse_language(text: str) -> str | None:
    """The BCP 47 code of a language given by code or by name; None if the text is not one language.

    Codes are ISO 639-1, ISO 639-2 (T and B), the EU's three-letter ones, with or without a region ("en-GB"). Names
    are read in any of the field's languages, with or without diacritics, in Cyrillic or Latin, with or without the
    word "language": "engleski", "англиски", "Gjuha angleze", "język angielski". A region is dropped; the script is
    kept for Serbian ("sr-Latn"). "slo" is refused: it stands for Slovak in ISO 639-2/B and for Slovenian in practice.
    """
    words = tuple(fold(text).split())
    named = _named(words)
    return named if named is not None else _named(tuple(word for word in words if word not in _about()))


def language_label(code: str) -> str:
    """The English name of a language of `languages.csv`; the code itself if it is not there."""
    return _labels().get(code, code)


def language_codes() -> tuple[str, ...]:
    """Every code of `languages.csv`, in the order of the file."""
    return tuple(_labels())


@lru_cache(maxsize=1)
def language_phrases() -> Phrases[str]:
    """Every code and name of a language, folded, for finding them in running text."""
    names: dict[str, str] = {}
    for name, code in _all_names():
        names.setdefault(name, code)
    return Phrases(names)


def _all_names() -> Iterator[tuple[str, str]]:
    """Names in order of authority: codes, then our own forms, then CLDR's."""
    for row in read_table("languages"):
        for form in (row["code"], row["alpha3"], row["alpha3_alternative"]):
            if form:
                yield fold(form), row["code"]
    for row in read_table("language_names"):
        for name in foldings(row["name"]):
            yield name, row["language"]
    for row in read_table("languages"):
        yield fold(row["label"]), row["code"]
    known = {code: code for code in _labels()}
    for locale in NAMED_IN:
        for tag, name in Locale.parse(locale).languages.items():
            for folded in foldings(name):
                if tag in known and len(folded) > _SHORT_FORMS:
                    yield folded, tag


def _named(words: tuple[str, ...]) -> str | None:
    return language_phrases().meanings.get(" ".join(words))


@lru_cache(maxsize=1)
def _about() -> frozenset[str]:
    """Words such as "language" and "of"; not those that are codes as well ("de", "en")."""
    words = (fold(row["word"]) for row in read_table("language_context_words") if row["kind"] == "about")
    return frozenset(word for word in words if _named((word,)) is None)


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    return {row["code"]: row["label"] for row in read_table("languages")}
