import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.codelists.isced import is_code
from matcher.profiles import classify, classify_many, classify_tasks
from matcher.profiles.classify import TitleClassifier
from matcher.profiles.lexicon import Term, lexicon_of

LANGUAGES = "sr bs hr cnr mk bg sl sq it es fr pl de en pt ro nl tr el".split()  # noqa: SIM905


@pytest.mark.parametrize(
    ("title", "language", "country", "field"),
    [
        ("Електротехничар рачунара", "sr", "RS", "0714"),  # a Cyrillic learner on a Latin lexicon
        ("masinski tehnicar", "sr", "RS", "0715"),
        ("gradjevinski tehnicar", "bs", "BA", "0732"),
        ("Tехничар за роботику", "sr", "RS", "0714"),  # a Latin T
        ("kemijski tehničar", "sr", "RS", "0711"),
        ("hemijski tehničar", "hr", "HR", "0711"),
        ("kuvarica", "cnr", "ME", "1013"),
        ("Прехранбен техничар", "mk", "MK", "0721"),
        ("Прехрамбен техничар", "mk", "MK", "0721"),
        ("523050", "bg", "BG", "0714"),
        ("523050 Техник на компютърни системи", "bg", "BG", "0714"),
        ("811070 Готвач", None, "BG", "1013"),
        ("3410201", "bg", None, "0416"),
        ("MELEC", "fr", "FR", "0713"),
        ("TIK", "sq", "AL", "0610"),
        ("CFGM Cuina i gastronomia", "es", "ES", "1013"),
        ("technik usług fryzjerskich", "pl", "PL", "1012"),
        ("351203", "pl", "PL", "0611"),
        ("technik informatyk 351203", "pl", "PL", "0610"),
        ("kfz mechatronikerin", "de", "DE", "0716"),
        ("Elektroteknik – Instalues elektrik", "sq", "XK", "0713"),
        ("Makineri – Automekanik", "sq", "XK", "0716"),
        ("Bac pro Cuisine", "fr", "FR", "1013"),
        ("Келнер и Готвач", "mk", "MK", "1013"),
        ("ISCED-F 0721 Lebensmittel", "de", None, "0721"),
        ("cook", None, None, "1013"),
        ("stomat. sestra", "sr", "RS", "0911"),
        ("482010 Програмист", "bg", "BG", "0611"),
        ("481010 Програмист", "bg", "BG", "0613"),  # the code says computing, the word which kind
        ("готвач", None, None, "1013"),
        ("cuoco", "sr", "IT", "1013"),  # the wrong language stated
        ("frizer", None, "BA", "1012"),
    ],
)
def test_edge_cases_of_the_domain(title: str, language: str | None, country: str | None, field: str) -> None:
    best = classify(title, language, country)[0]
    assert best.code == field, best
    assert best.confidence >= 0.6
    assert best.evidence


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("tehničar", "sr"),
        ("technik", "pl"),
        ("техник", "bg"),
        ("operatore", "it"),
        ("technicien", "fr"),
        ("Zqxwv", None),
    ],
)
def test_generic_and_unknown_words_are_not_guessed_at(title: str, language: str | None) -> None:
    assert all(guess.confidence < 0.6 for guess in classify(title, language))


@pytest.mark.parametrize("title", ["", "  ", "–", "3.", "17/2024"])
def test_nothing_gives_no_guess(title: str) -> None:
    assert classify(title, "sr") == []


def test_a_coarse_label_is_a_wildcard_with_lower_confidence() -> None:
    (coarse, *_), (fine, *_) = classify("electro-technical school", "en"), classify("electrician", "en")
    assert coarse.code == "0710"
    assert coarse.confidence < fine.confidence


@pytest.mark.parametrize(
    ("title", "language", "country"),
    [
        ("0777", "sr", "RS"),
        ("999010", "bg", "BG"),
        ("999901", "pl", "PL"),
        ("523050", "sr", "RS"),
        ("2024/25", None, None),
    ],
)
def test_digits_that_are_no_code_here_say_nothing(title: str, language: str | None, country: str | None) -> None:
    assert classify(title, language, country) == []


def test_a_slip_of_the_pen_lowers_the_confidence_only() -> None:
    right, slip = classify("elektroinstalater", "sr")[0], classify("elektroinstalatre", "sr")[0]
    assert right.code == slip.code == "0713"
    assert slip.confidence <= right.confidence


def test_evidence_names_the_entry_and_the_words() -> None:
    assert "'kuvar' (Serbian, occupation)" in classify("kuvar", "sr")[0].evidence
    assert "'robotiku'" in classify("robotiku i ostalo", "sr")[0].evidence
    assert classify("523050", "bg")[0].evidence == "Bulgarian profession code 523050"


def test_guesses_fall_and_are_different_fields() -> None:
    guesses = classify("elektrotehničar", "sr")
    assert len({guess.code for guess in guesses}) == len(guesses) <= 5
    assert sum(guess.confidence for guess in guesses) <= 1.5


def test_many_titles_are_each_classified_as_if_alone() -> None:
    titles = ["kuvar", "cuoco", "kuvar", ""]
    languages = ["sr", "it", "sr", None]
    assert classify_many(titles, languages) == [classify(*pair) for pair in zip(titles, languages, strict=True)]
    assert classify_many([]) == []


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        classify_many(["kuvar", "pekar"], ["sr"])


def test_tasks_are_read_one_by_one() -> None:
    guesses = classify_tasks("car mechanic, car electrician; vehicle repair", "en")
    assert guesses[0].code == "0716"
    assert classify_tasks("car mechanic", "en") == classify("car mechanic", "en")


def test_one_telling_word_among_other_tasks_does_not_decide() -> None:
    guesses = classify_tasks("zqxwv, hairdresser, vwxqz, qzwx, xyzzy", "en")
    assert guesses[0].confidence < 0.6


def test_a_language_without_terms_is_read_in_the_others() -> None:
    assert classify("programmer", "fi")[0].code == "0613"


def test_an_empty_lexicon_knows_nothing() -> None:
    assert TitleClassifier(lexicon_of(()), on_disk=False).classify("kuvar", "sr", "RS") == ()


TINY = TitleClassifier(
    lexicon_of(
        (
            Term("sr", "kuvar", "1013", "occupation"),
            Term("sr", "škola", "", "generic"),
            Term("sr", "stručna sprema", "", "generic"),
            Term("sr", "mašinstvo", "0715", "sector"),
            Term("sr", "električar", "0713", "occupation"),
            Term("sr", "elektroničar", "0714", "occupation"),
            Term("hr", "automehaničar", "0716", "esco"),
            Term("cs", "kuchař", "1013", "esco"),
        )
    ),
    on_disk=False,
)


@pytest.mark.parametrize(
    ("title", "language", "code"),
    [
        ("škola kuvara", "sr", "1013"),
        ("kuvar stručna sprema", "sr", "1013"),
        ("automehaničar", "sr", "0716"),
        ("kuchař", "cs", "1013"),
    ],
)
def test_a_tiny_lexicon_is_enough(title: str, language: str, code: str) -> None:
    assert TINY.classify(title, language, None)[0].code == code


def test_between_two_fields_of_a_branch_the_branch_is_the_answer() -> None:
    best = TINY.classify("električar elektroničar", "sr", None)[0]
    assert best.code == "0710"
    assert "one of 0713, 0714" in best.evidence


def test_a_title_in_another_script_than_the_lexicon_is_not_read_there() -> None:
    assert TINY.classify("αβγδε", None, None) == ()


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40),
    st.sampled_from([*LANGUAGES, None, "xx", "sr-Cyrl"]),
    st.sampled_from(["RS", "BG", "PL", "XK", None, "??"]),
)
def test_any_text_gets_well_formed_guesses(title: str, language: str | None, country: str | None) -> None:
    for guess in classify(title, language, country):
        assert is_code(guess.code)
        assert 0.0 < guess.confidence <= 1.0
        assert guess.evidence


def test_classifying_needs_no_scikit_learn_once_it_has_learnt(tmp_path: Path) -> None:
    code = (
        "from matcher.profiles import classify; classify('kuvar', 'sr'); import sys; sys.exit('sklearn' in sys.modules)"
    )
    own_cache = os.environ | {"MATCHER_CACHE": str(tmp_path)}
    learns, knows = (
        subprocess.run([sys.executable, "-c", code], check=False, env=own_cache).returncode for _ in range(2)
    )
    assert (learns, knows) == (1, 0)


@pytest.mark.parametrize(
    ("title", "language", "field"),
    [
        ("Veterinarski tehničar, poljoprivredna škola", "sr", "0841"),
        ("krojač (Tehnička škola)", "hr", "0723"),
        ("kuharica – srednja ekonomska šola", "sl", "1013"),
    ],
)
def test_the_school_beside_a_title_does_not_decide(title: str, language: str, field: str) -> None:
    assert classify(title, language)[0].code == field


def test_a_school_alone_says_what_it_teaches() -> None:
    assert classify("poljoprivredna škola", "sr")[0].code == "0810"


@pytest.mark.parametrize("marks", ["{} IV-2", "{}, 3b", "2. razred {}", "{} XII"])
def test_a_class_beside_a_title_says_nothing(marks: str) -> None:
    alone, marked = classify("tehničar mehatronike", "sr")[0], classify(marks.format("tehničar mehatronike"), "sr")[0]
    assert marked.code == alone.code
    assert marked.confidence >= alone.confidence - 0.05


@pytest.mark.parametrize(
    ("title", "language", "field"),
    [("Tehn. drumskog saobraćaja", "bs", "1041"), ("šumarski teh.", "hr", "0821"), ("stomat. sestra", "sr", "0911")],
)
def test_a_cut_word_is_completed(title: str, language: str, field: str) -> None:
    best = classify(title, language)[0]
    assert best.code == field
    assert best.confidence >= 0.8


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Opća gimnazija", "hr"), ("гимназија", "mk"), ("gjimnaz", "sq"), ("liceo scientifico", "it"),
        ("bachillerato", "es"), ("liceum ogólnokształcące", "pl"), ("Gymnasium", "de"), ("bac général", "fr"),
        ("езикова гимназия", "bg"), ("grammar school", "en"), ("splošna gimnazija", "sl"), ("γενικό λύκειο", "el"),
    ],
)  # fmt: skip
def test_a_general_school_is_general_education(title: str, language: str) -> None:
    assert classify(title, language)[0].code == "0011"


def test_a_narrow_field_is_not_widened_when_it_holds_the_likely_ones() -> None:
    assert classify("Хотелско-туристички тех. IV", "mk")[0].code == "1010"


@pytest.mark.parametrize(
    ("title", "language"), [("mikrobiologija", "hr"), ("микробиология", "bg"), ("mikrobiologji", "sq")]
)
def test_microbiology_is_biology_in_every_language(title: str, language: str) -> None:
    assert classify(title, language)[0].code == "0511"
