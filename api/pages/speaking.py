"""What the core says, in the reader's language: its sentences, and within them days, numbers and names."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import numbers
from babel.support import NullTranslations

from api.pages.languages import Language, core_messages
from matcher.said import ENGLISH, Name, Percent, Speaker


@dataclass(frozen=True)
class Reader:
    """A language that is not English."""

    language: Language
    messages: NullTranslations

    def gettext(self, words: str, /) -> str:
        return self.messages.gettext(words)

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        return self.messages.ngettext(one, many, number)

    def day(self, day: date, /) -> str:
        return self.language.day(day)

    def decimal(self, number: float, /) -> str:
        return numbers.format_decimal(number, "0.00", locale=self.language.locale)

    def percent(self, percent: Percent, /) -> str:
        pattern = self.language.locale.percent_formats[None].pattern
        digits = f"0.{'0' * percent.digits}" if percent.digits else "0"
        return numbers.format_percent(percent.share, pattern.replace("#,##0", digits), locale=self.language.locale)

    def name(self, name: Name, /) -> str:
        locale = self.language.locale
        names = locale.territories if name.kind == "country" else locale.languages
        return str(names.get(name.code) or names.get(name.code.replace("-", "_")) or name.english)


@cache
def speaker_of(language: Language) -> Speaker:
    """Return what says sentences in a language."""
    return ENGLISH if language.id == "en" else Reader(language, core_messages(language.id))
