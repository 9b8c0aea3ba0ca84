"""The languages of the pages: which there are, which a reader gets, and their messages, dates and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from matcher.codelists.languages import language_label

LOCALES = Path(__file__).parent / "locales"
CORE = LOCALES / "core"
DOCUMENTS = LOCALES / "documents"
NAMES = {
    "en": "English",
    "sr_Latn": "Srpski",
    "sr_Cyrl": "Српски",
    "bs": "Bosanski",
    "mk": "Македонски",
    "sq": "Shqip",
    "it": "Italiano",
    "es": "Español",
    "fr": "Français",
    "sl": "Slovenščina",
    "pl": "Polski",
    "bg": "Български",
}
"""By the identifiers of locales, each in its own words."""

FORMS = {"en": "en_GB"}
"""Locales whose dates and numbers are not those of the language alone: a European round has its days first."""

OTHER_NAMES = {"sr": "sr_Latn", "hr": "bs", "me": "sr_Latn", "cnr": "sr_Latn", "sh": "sr_Latn"}
"""What readers of these get."""


@dataclass(frozen=True)
class Language:
    """A language with what is needed to write in it."""

    id: str
    locale: Locale
    messages: NullTranslations

    @property
    def tag(self) -> str:
        """BCP 47, for the page's `lang`."""
        return self.id.replace("_", "-")

    @property
    def name(self) -> str:
        return NAMES[self.id]

    @property
    def has_documents(self) -> bool:
        """Whether documents are written in it, too; else they are in English."""
        return (DOCUMENTS / f"{self.id}.po").exists()

    def day(self, day: date) -> str:
        return dates.format_date(day, "medium", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        return dates.format_datetime(moment, "short", locale=self.locale)

    def number(self, number: float) -> str:
        return numbers.format_decimal(number, locale=self.locale)

    def money(self, cents: int, currency: str) -> str:
        return numbers.format_currency(Decimal(cents) / 100, currency, locale=self.locale)

    def percent(self, share: float) -> str:
        whole = self.locale.percent_formats[None].pattern
        return numbers.format_percent(share, whole.replace("#,##0", "#,##0.#"), locale=self.locale)

    def language_name(self, code: str) -> str:
        return str(self.locale.languages.get(code) or language_label(code))


@cache
def language(id: str) -> Language:
    """Return a language by its identifier in `NAMES`."""
    return Language(id, Locale.parse(FORMS.get(id, id)), _messages(id, LOCALES))


def language_or_english(id: str) -> Language:
    return language(id if id in NAMES else "en")


@cache
def core_messages(id: str) -> NullTranslations:
    """Return the sentences of the core in a language, and the names of its code lists."""
    return _messages(id, CORE)


@cache
def document_messages(id: str) -> NullTranslations:
    """Return the sentences of documents in a language, and the names of code lists; English ones if there are none."""
    messages = _messages(id, DOCUMENTS)
    messages.add_fallback(core_messages(id))
    return messages


def chosen(cookie: str | None, accepted: str) -> Language:
    """Return the language that a reader chose, else the best that the browser accepts, else English."""
    if cookie in NAMES:
        return language(cookie)
    return language(next((id for tag in _tags(accepted) if (id := _known(tag))), "en"))


def _known(tag: str) -> str | None:
    """The language of ours that a reader of this tag gets: with its script, without its region, or a near one."""
    parts = tag.split("_")
    names = ("_".join(parts[:2]), parts[0], OTHER_NAMES.get(parts[0], ""))
    return next((name for name in names if name in NAMES), None)


def _tags(accepted: str) -> Sequence[str]:
    """The tags of an Accept-Language header, most wanted first."""
    weighted = []
    for place, part in enumerate(accepted[:500].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, tag.strip().replace("-", "_")))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighted) if tag and tag != "*"]


def _messages(id: str, folder: Path) -> NullTranslations:
    """The catalogue as it stands in the source: it is small, and cannot be stale."""
    file = folder / f"{id}.po"
    if not file.exists():
        return NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=id)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
