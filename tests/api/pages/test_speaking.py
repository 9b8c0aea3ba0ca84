"""What the core says, said in every language of the pages."""

from datetime import date

import pytest

from api.pages.catalogues import TRANSLATED
from api.pages.languages import language
from api.pages.learner_documents import words_in
from api.pages.speaking import speaker_of
from api.schemas.explanations import explanation_shown
from matcher.explain import LearnerExplanation, field_name, sentence
from matcher.explain.sentences import SENTENCES
from matcher.model import Reason
from matcher.reports.documents.sentences import SENTENCES as SENTENCES_OF_DOCUMENTS
from matcher.said import ENGLISH, Name, Percent, Said, said_in, shown
from tests.matcher.explain.samples import reasons

REASONS = tuple(reasons())


def test_a_reason_of_every_code_is_said() -> None:
    assert {reason.code for reason in REASONS} == SENTENCES.keys()


@pytest.mark.parametrize("id", TRANSLATED)
def test_every_reason_is_said_in_every_language_with_all_its_values(id: str) -> None:
    speaker = speaker_of(language(id))
    for reason in REASONS:
        said = sentence(reason)
        words = said_in(said, speaker)
        assert words != said, reason
        assert not any(sign in words for sign in "{}"), words
        template = said.words if isinstance(said.words, str) else said.words.one
        for name, value in said.values.items():
            assert f"{{{name}}}" not in template or shown(value, speaker) in words, (words, name)


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("sr_Latn", "otvoreno je 12 praksi, ali nijedna nema mesto za ceo boravak (prag 700)"),
        ("sr_Cyrl", "отворено је 12 пракси, али ниједна нема место за цео боравак (праг 700)"),
        ("sl", "odprtih je 12 praks; nobena nima mesta za celotno bivanje (prag 700)"),
        ("pl", "otwartych jest 12 staży; żaden nie ma miejsca na cały pobyt (próg 700)"),
        ("en", "12 placements are open; none has a place left for the whole stay (cutoff 700)"),
    ],
)
def test_a_reason_reads_as_the_language_is_written(id: str, words: str) -> None:
    full = next(reason for reason in REASONS if reason.code == "doors_full" and reason.params["open"] == 12)
    assert said_in(sentence(full), speaker_of(language(id))) == words


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("en", ["1 placement would open", "2 placements would open", "3 placements would open"]),
        ("sr_Latn", ["otvorila bi se 1 praksa", "otvorile bi se 2 prakse", "otvorilo bi se 5 praksi"]),
        ("sl", ["odprla bi se 1 praksa", "odprli bi se 2 praksi", "odprle bi se 3 prakse", "odprlo bi se 5 praks"]),
        ("pl", ["otworzyłby się 1 staż", "otworzyłyby się 2 staże", "otworzyłoby się 5 staży"]),
        ("fr", ["1 stage s'ouvrirait", "2 stages s'ouvriraient"]),
    ],
)
def test_one_two_and_many_placements_open_as_the_language_counts(id: str, said: list[str]) -> None:
    for words in said:
        number = int(next(word for word in words.split() if word.isdigit()))
        params = {"rule": "eqf_minimum", "placements": number, "with_free_places": None}
        assert said_in(sentence(Reason("would_open", params)), speaker_of(language(id))).endswith(words)


@pytest.mark.parametrize(
    ("id", "spare"),
    [
        ("sl", "rezerva prej: 1 dan, potem: 2 dneva"),
        ("bs", "rezerva prije: 1 dan, poslije: 2 dana"),
        ("pl", "zapas przed: 1 dzień, po: 2 dni"),
    ],
)
def test_days_to_spare_are_counted_each_for_itself(id: str, spare: str) -> None:
    params = {"stay_days": 30, "open_days": 30, "slack_before_days": 1, "slack_after_days": 2}
    assert said_in(sentence(Reason("dates_open_days", params)), speaker_of(language(id))).endswith(spare)


@pytest.mark.parametrize(
    ("value", "italian"),
    [
        (date(2026, 10, 5), "5 ott 2026"),
        (0.756, "0,76"),
        (Percent(0.025, 1), "2,5%"),
        (Percent(0.75), "75%"),
        (Name("country", "RS", "Serbia"), "Serbia"),
        (Name("country", "DE", "Germany"), "Germania"),
        (Name("language", "sr", "Serbian"), "serbo"),
        (Name("language", "xx", "the xx language"), "the xx language"),
        (True, "sì"),
        (field_name("0713"), "0713 Elettricità ed energia"),
    ],
)
def test_values_are_said_as_the_reader_writes_them(value: object, italian: str) -> None:
    assert shown(value, speaker_of(language("it"))) == italian


def test_english_readers_read_what_the_core_says() -> None:
    assert speaker_of(language("en")) is ENGLISH
    assert said_in(Said("{share} of it", share=Percent(0.5)), ENGLISH) == "50% of it"


@pytest.mark.parametrize("id", TRANSLATED)
def test_documents_are_in_every_language_with_names_and_reasons(id: str) -> None:
    words = words_in(language(id))
    assert words.language == language(id).tag
    assert words("obligation_sending") != SENTENCES_OF_DOCUMENTS["obligation_sending"]
    assert "ISCED-F 0713" in words.field("0713")
    assert "Electricity" not in words.field("0713")
    assert words.hazards(("noise", "heights")) != "harmful noise, work at height with a risk of falling"
    assert words.reason(REASONS[0]) != sentence(REASONS[0])


def test_who_may_not_be_named_is_another_learner_in_the_readers_language() -> None:
    full = Reason("alternative_full", {"cutoff": 700, "displaced": "L2", "change": -20, "placed_change": 0})
    shown_to_a_school = explanation_shown(LearnerExplanation("L1", None, (), (full,), ()), {"L2"})
    says = shown_to_a_school.unplaced[0].says
    assert says == "full, with a cutoff of 700; another learner would be left without a placement: total fit -20"
    in_serbian = said_in(says, speaker_of(language("sr_Latn")))
    assert in_serbian == "popunjeno, prag je 700; bez prakse bi ostao drugi učenik: ukupna podudarnost -20"
