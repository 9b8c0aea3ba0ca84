"""Phrases that several documents print: a length in days, a place, a note that EU texts need."""

from collections.abc import Sequence

from matcher.model import LanguageNeed
from matcher.reports.documents.words import Words

DAYS_OF_WEEK = 7


def length_of(days: int, words: Words) -> str:
    """A number of days with the weeks they make."""
    weeks, rest = divmod(days, DAYS_OF_WEEK)
    if weeks == 0:
        return words("days_counted", length=words("days", days=days))
    said = {"length": words("days", days=days), "weeks": words("weeks_counted", weeks=weeks)}
    return words("days_and_weeks", **said, rest=words("days", days=rest)) if rest else words("days_whole_weeks", **said)


def people_named(learners: int, companions: int, words: Words) -> dict[str, str]:
    """How many learners and how many who accompany them, each with its word."""
    return {
        "learners": words("learners", learners=learners),
        "companions": words("companions", companions=companions),
    }


def with_companions(group: str, companions: int, words: Words) -> str:
    """A group with how many accompany it."""
    return words("group_with_companions", group=group, companions=words("companions", companions=companions))


def place_of(city: str, country: str | None, words: Words) -> str:
    """A city with its country, or what of the two is known."""
    if city and country:
        return words("city_and_country", city=city, country=words.country(country))
    return city or words.country(country)


def kosovo_note(words: Words, *countries: str | None) -> tuple[str, ...]:
    """The note that texts of the European Union put beside the name of Kosovo, where it is named."""
    return (words("kosovo_note"),) if "XK" in countries else ()


def languages_of(needs: Sequence[LanguageNeed], words: Words) -> str:
    """Working languages, any one of which serves."""
    said = ", ".join(map(words.language_named, needs))
    return words("any_of", languages=said) if len(needs) > 1 else said
