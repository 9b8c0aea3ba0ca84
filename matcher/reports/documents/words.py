"""The words of the documents: one table of English sentences, and how they are said in another language.

Every label that a document prints is looked up here by its key, so that a translation is a function from the English
sentence to another: the `gettext` of a catalogue. `pybabel extract -k N_ -k Counted:2,3` finds the
sentences of `SENTENCES`.

>>> Words(translate=str.upper)("first_day")
'FIRST DAY'
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale

from matcher.codelists.countries import country_label
from matcher.codelists.hazards import hazard_label
from matcher.codelists.isced import label
from matcher.codelists.languages import language_label
from matcher.explain import sentence
from matcher.model import Cefr, LanguageNeed, LanguageSkill, Reason
from matcher.reports.documents.sentences import SENTENCES
from matcher.said import ENGLISH as ENGLISH_SPEAKER
from matcher.said import Counted


@dataclass(frozen=True)
class Words:
    """What documents are written with.

    Attributes
    ----------
    translate
        From an English sentence, as it stands in `SENTENCES`, to the reader's; placeholders in braces stay.
    plural
        From an English sentence about one, the same about many, and the number, to the reader's.
    language
        BCP 47 tag of that language; names of countries and languages are those of CLDR for it.
    reason
        How a reason of the answer is said.
    """

    translate: Callable[[str], str] = str
    plural: Callable[[str, str, int], str] = ENGLISH_SPEAKER.ngettext
    language: str = "en"
    reason: Callable[[Reason], str] = sentence

    def __call__(self, key: str, **values: object) -> str:
        """Say a sentence of the table; raises `KeyError` for a key that is none."""
        said = {name: self.shown(value) for name, value in values.items()}
        return self._worded(key, values).format(**said)

    def _worded(self, key: str, values: Mapping[str, object]) -> str:
        words = SENTENCES[key]
        if isinstance(words, Counted):
            return self.plural(words.one, words.many, int(str(values[words.by])))
        return self.translate(words)

    def shown(self, value: object) -> str:
        """A value as it stands in a document: days as 2026-10-05, the same in every language."""
        return value.isoformat() if isinstance(value, date) else str(value)

    @property
    def page(self) -> str:
        """The words around `{page}` and `{pages}`, which only a renderer knows."""
        return self._worded("page", {})

    def country(self, code: str | None) -> str:
        if code is None:
            return ""
        return country_label(code) if self.language == "en" else self._locale.territories.get(code, country_label(code))

    def language_named(self, spoken: LanguageSkill | LanguageNeed) -> str:
        """A language and the level in it, as far as stated."""
        name = language_label(spoken.language)
        if self.language != "en":
            name = self._locale.languages.get(spoken.language, name)
        if spoken.level is None:
            return name
        return f"{name} {self('native') if spoken.level is Cefr.NATIVE else spoken.level.name}"

    def field(self, code: str) -> str:
        """A study field with its code, as documents of several countries name it."""
        return f"{self.translate(label(code))} (ISCED-F {code})"

    def hazards(self, tags: Iterable[str]) -> str:
        return ", ".join(self.translate(hazard_label(tag)) for tag in tags)

    def warning(self, warning: Reason) -> str:
        """A warning of a learning agreement, as a sentence."""
        said = {name: self._in_words(name, value) for name, value in warning.params.items()}
        return self(f"warning_{warning.code}", **said)

    def _in_words(self, name: str, value: object) -> object:
        match name:
            case "field":
                return self.field(str(value))
            case "outcomes" if isinstance(value, tuple):
                return " / ".join(map(self.field, value))
            case "country" | "host_country":
                return self.country(str(value))
            case "party" | "side" | "role" | "activity":
                return self(f"{name}_{value}")
        return value

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.language.replace("-", "_"))


ENGLISH = Words()
