"""The catalogues of the pages' messages are whole, fit their messages, and are what the tool writes."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Message

from api.pages.catalogues import (
    TRANSLATED,
    missing,
    read,
    said,
    said_by_core,
    said_in_documents,
    updated,
    written,
)
from api.pages.cyrillic import cyrillic
from api.pages.languages import CORE, DOCUMENTS, LOCALES, NAMES, language
from matcher.profiles.normalise import transliterate
from matcher.reports.documents.sentences import SENTENCES

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
MESSAGES = {LOCALES: said(), CORE: said_by_core(), DOCUMENTS: said_in_documents()}
EVERY = [(folder, id) for folder in MESSAGES for id in TRANSLATED]
each_catalogue = pytest.mark.parametrize(("folder", "id"), EVERY, ids=[f"{f.name}-{id}" for f, id in EVERY])


def forms(message: Message) -> Sequence[str]:
    return (message.id,) if isinstance(message.id, str) else message.id


def strings(message: Message) -> Sequence[str]:
    return (message.string,) if isinstance(message.string, str) else message.string or ()


@each_catalogue
def test_every_message_is_translated_and_nothing_else(folder: Path, id: str) -> None:
    catalogue = read(id, folder)
    assert [message.id for message in missing(catalogue)] == []
    assert {message.id for message in catalogue} == {message.id for message in MESSAGES[folder]}


@pytest.mark.parametrize("folder", MESSAGES)
def test_no_message_leaves_it_to_the_reader_whether_there_is_one_or_many(folder: Path) -> None:
    for message in (message for id in TRANSLATED for message in read(id, folder)):
        for words in (*forms(message), *strings(message)):
            assert not re.search(r"\w\((s|i|es|a)\)", words), words


@each_catalogue
def test_no_translation_is_a_guess(folder: Path, id: str) -> None:
    assert [message.id for message in read(id, folder) if message.id and message.fuzzy] == []


@each_catalogue
def test_translations_fill_in_what_their_messages_do(folder: Path, id: str) -> None:
    for message in read(id, folder):
        wanted = set(PLACEHOLDER.findall(forms(message)[-1]))
        for string in filter(None, strings(message)):
            assert set(PLACEHOLDER.findall(string)) == wanted, f"{id}: {string!r} of {message.id!r}"


@each_catalogue
def test_the_file_is_what_the_tool_writes(folder: Path, id: str) -> None:
    assert (folder / f"{id}.po").read_bytes() == written(id, updated(id, read(id, folder), folder))


def test_every_sentence_of_the_documents_can_be_translated() -> None:
    words = {words if isinstance(words, str) else (words.one, words.many) for words in SENTENCES.values()}
    assert {message.id for message in MESSAGES[DOCUMENTS] if message.id} == words


@pytest.mark.parametrize("id", TRANSLATED)
def test_numbers_take_the_forms_that_the_language_has(id: str) -> None:
    """The rule in the catalogue's head tells numbers apart exactly as CLDR does."""
    catalogue, cldr = read(id), Locale.parse(id).plural_form
    form = c2py(catalogue.plural_expr)
    by_cldr = {(form(n), cldr(n)) for n in range(1, 1_000)}
    assert len(by_cldr) == catalogue.num_plurals == len({cldr(n) for n in range(1, 1_000)})


@pytest.mark.parametrize("folder", MESSAGES)
def test_serbian_in_cyrillic_reads_as_serbian_in_latin_letters(folder: Path) -> None:
    latin = read("sr_Latn", folder)
    for message in (message for message in read("sr_Cyrl", folder) if message.id):
        same = latin.get(message.id)
        assert same is not None
        for in_cyrillic, in_latin in zip(strings(message), strings(same), strict=True):
            assert transliterate(in_cyrillic, "sr") == in_latin.lower() or in_cyrillic.lower() == in_latin.lower()


@pytest.mark.parametrize(
    ("latin", "expected"),
    [
        ("Njegoš, Ljubav, džep", "Његош, Љубав, џеп"),
        ("injekcija, konjunktura, nadživeti", "инјекција, конјунктура, надживети"),
        ("%(fit)s od 1000 u learners.csv", "%(fit)s од 1000 у learners.csv"),
        ("<b>Mobility Matcher</b> i Erasmus+, B1", "<b>Mobility Matcher</b> и Erasmus+, B1"),
        ("na primer en B1; it A2 (tested)", "на пример en B1; it A2 (tested)"),
        ("kratka, na primer SEV-012; na primer es", "кратка, на пример SEV-012; на пример es"),
    ],
)
def test_placeholders_names_and_digraphs_survive_the_change_of_letters(latin: str, expected: str) -> None:
    assert cyrillic(latin) == expected


@pytest.mark.parametrize(
    ("id", "day", "moment", "number", "percent"),
    [
        ("en", "5 Oct 2026", "05/10/2026, 14:30", "12,345.5", "45.6%"),
        ("bs", "5. okt 2026.", "5. 10. 2026. 14:30", "12.345,5", "45,6%"),
        ("it", "5 ott 2026", "05/10/26, 14:30", "12.345,5", "45,6%"),
        ("fr", "5 oct. 2026", "05/10/2026 14:30", "12\u202f345,5", "45,6\xa0%"),
        ("pl", "5 paź 2026", "5.10.2026, 14:30", "12\xa0345,5", "45,6%"),
        ("bg", "5.10.2026\u202fг.", "5.10.26\u202fг., 14:30", "12\xa0345,5", "45,6%"),
    ],
)
def test_dates_and_numbers_stand_in_the_readers_form(id: str, day: str, moment: str, number: str, percent: str) -> None:
    reader = language(id)
    assert reader.day(date(2026, 10, 5)) == day
    assert reader.moment(datetime(2026, 10, 5, 14, 30)) == moment
    assert reader.number(12345.5) == number
    assert reader.percent(0.456) == percent


@pytest.mark.parametrize("id", NAMES)
def test_every_language_names_months_in_its_own_letters(id: str) -> None:
    october = language(id).locale.months["format"]["wide"][10]
    cyrillic_letters = any("\u0400" <= letter <= "\u04ff" for letter in october)
    assert cyrillic_letters == (id in ("sr_Cyrl", "mk", "bg"))


def test_languages_are_named_in_the_readers_own() -> None:
    assert [language(id).language_name("sr") for id in ("en", "it", "sr_Cyrl")] == ["Serbian", "serbo", "српски"]
    assert language("fr").language_name("xx") == "xx"
