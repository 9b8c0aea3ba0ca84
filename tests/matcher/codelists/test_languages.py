import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.codelists.languages import (
    intelligibility,
    language_codes,
    language_label,
    parse_language,
    parse_level,
    parse_needs,
    parse_skills,
)
from matcher.codelists.tables import read_table
from matcher.errors import InputError
from matcher.model import Cefr, LanguageNeed, LanguageSkill

A1, A2, B1, B2, C1, C2, NATIVE = Cefr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("eng", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("alb", "sq"),
        ("sqi", "sq"),
        ("SRP", "sr"),
        ("CNR", "cnr"),
        ("mac", "mk"),
        ("MKD", "mk"),
        ("rom", "rom"),
        ("sr-Latn", "sr-Latn"),
        ("sr_Cyrl-RS", "sr-Cyrl"),
        ("sr-Latn-ME", "cnr"),
        ("engleski", "en"),
        ("Engleski jezik", "en"),
        ("енглески", "en"),
        ("англиски", "en"),
        ("английски език", "en"),
        ("anglijski", "en"),
        ("inglese", "en"),
        ("lingua inglese", "en"),
        ("Anglisht", "en"),
        ("Gjuha angleze", "en"),
        ("język angielski", "en"),
        ("angleščina", "en"),
        ("angleski", "en"),
        ("anglais", "en"),
        ("Englisch", "en"),
        ("inglés", "en"),
        ("İngilizce", "en"),
        ("Αγγλικά", "en"),
        ("Shqip", "sq"),
        ("арнаутски", "sq"),
        ("mađarski", "hu"),
        ("madjarski", "hu"),
        ("madarski", "hu"),
        ("slovenščina", "sl"),
        ("slovenčina", "sk"),
        ("slovenački", "sl"),
        ("slovački", "sk"),
        ("Crnogorski", "cnr"),
        ("црногорски", "cnr"),
        ("Serbian (Cyrillic)", "sr-Cyrl"),
        ("srpski, latinica", "sr-Latn"),
        ("srpskohrvatski", "sh"),
        ("castellano", "es"),
        ("spagnolo", "es"),
        ("ромски", "rom"),
        ("Maltese", "mt"),
        ("fiammingo", "nl"),
    ],
)
def test_languages_are_read_by_code_or_name_in_any_script(text: str, code: str) -> None:
    assert parse_language(text) == code


@pytest.mark.parametrize("text", ["", "xx", "Klingon", "jezik", "en it", "tehničar", "B1"])
def test_what_is_not_one_language_is_none(text: str) -> None:
    assert parse_language(text) is None


def test_slo_is_refused_because_it_may_be_slovak_or_slovenian() -> None:
    assert parse_language("slo") is None


def test_every_code_is_its_own_name_and_has_a_label() -> None:
    for code in language_codes():
        assert parse_language(code) == code
        assert parse_language(language_label(code)) == code
    assert language_label("xx") == "xx"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("B1", B1),
        ("b1", B1),
        ("В2", B2),  # Cyrillic В
        ("С1", C1),  # Cyrillic С
        ("а2", A2),  # Cyrillic а
        ("Б1", B1),
        ("B1+", B1),
        ("C2.1", C2),
        ("B2/C1", B2),
        ("B1-B2", B1),
        ("C1 – B2", B2),
        ("livello B2", B2),
        ("B1 (tested)", B1),
        ("native", NATIVE),
        ("NS", NATIVE),
        ("maternji", NATIVE),
        ("матерњи језик", NATIVE),
        ("мајчин", NATIVE),
        ("materrno/amtare", NATIVE),
        ("gjuha amtare", NATIVE),
        ("madrelingua", NATIVE),
        ("lengua materna", NATIVE),
        ("ojczysty", NATIVE),
        ("роден", NATIVE),
        ("mesatar", B1),
        ("osnovno", A1),
        ("srednje", B1),
        ("napredno", C1),
        ("основно", A1),
        ("средно", B1),
        ("напредно", C1),
        ("intermedio", B1),
        ("średniozaawansowany", B1),
        ("level: basic", A1),
        ("vrlo dobro / odlično", B2),
    ],
)
def test_levels_are_read_as_codes_or_words_and_spans_count_as_their_low_end(text: str, level: Cefr) -> None:
    assert parse_level(text) is level


@pytest.mark.parametrize("text", ["", "A0", "pre-A1", "D1", "B3", "B12", "xB1", "B1 or so", "English", "dobro/xyz"])
def test_what_is_not_a_level_is_none(text: str) -> None:
    assert parse_level(text) is None


def _skills(*skills: tuple[str, Cefr | None] | tuple[str, Cefr | None, bool]) -> tuple[LanguageSkill, ...]:
    return tuple(LanguageSkill(language=s[0], level=s[1], tested=len(s) == 3) for s in skills)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" ;; ", ()),
        ("en B1; it A2", _skills(("en", B1), ("it", A2))),
        ("en B1, it A2", _skills(("en", B1), ("it", A2))),
        ("en B1 / it A2", _skills(("en", B1), ("it", A2))),
        ("en B1\nit A2", _skills(("en", B1), ("it", A2))),
        ("en B1 it A2", _skills(("en", B1), ("it", A2))),
        ("en it", _skills(("en", None), ("it", None))),
        ("fr", _skills(("fr", None))),
        ("inglese livello B2", _skills(("en", B2))),
        ("engleski B1", _skills(("en", B1))),
        ("Anglisht – mesatar", _skills(("en", B1))),
        ("en (B1)", _skills(("en", B1))),
        ("en-B1", _skills(("en", B1))),
        ("English: B1 (tested)", _skills(("en", B1, True))),
        ("English (B1, tested)", _skills(("en", B1, True))),
        ("tested English B1", _skills(("en", B1))),
        ("en B2/C1", _skills(("en", B2))),
        ("en B1-B2; it", _skills(("en", B1), ("it", None))),
        ("English, B1, Italian, A2", _skills(("en", B1), ("it", A2))),
        ("B1 English, A2 Italian", _skills(("en", B1), ("it", A2))),
        ("B1 English and A2 Italian", _skills(("en", B1), ("it", A2))),
        ("English: listening B2, reading B1", _skills(("en", B1))),
        ("maternji: srpski, engleski B1", _skills(("sr", NATIVE), ("en", B1))),
        ("italiano madrelingua C2", _skills(("it", NATIVE))),
        ("Српски (мајчин); англиски Б1", _skills(("sr", NATIVE), ("en", B1))),
        ("sr-Latn native", _skills(("sr-Latn", NATIVE))),
        ("anglais et italien", _skills(("en", None), ("it", None))),
        ("et B1; de A2", _skills(("et", B1), ("de", A2))),
        ("de en B1", _skills(("de", None), ("en", B1))),
        ("it A2 de B1", _skills(("it", A2), ("de", B1))),
        ("nivel de inglés B1", _skills(("en", B1))),
        ("French de niveau B1", _skills(("fr", B1))),
        ("niveau d'anglais : moyen", _skills(("en", B1))),
        ("en B1; en B1", _skills(("en", B1))),
        ("en B1; en B2 (tested)", _skills(("en", B1), ("en", B2, True))),
    ],
)
def test_lists_of_languages_are_read_as_people_write_them(text: str, expected: tuple[LanguageSkill, ...]) -> None:
    assert parse_skills(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "piece"),
    [
        ("en B1; Klingon A2", "unknown-language", "Klingon A2"),
        ("slo B1", "unknown-language", "slo B1"),
        ("B1", "unknown-language", "B1"),
        ("en B1; B2", "unknown-language", "B2"),
        ("it A2, en superb", "unknown-level", "en superb"),
        ("en D1", "unknown-level", "en D1"),
        ("en pre-A1", "unknown-level", "en pre-A1"),
        ("Klingon it B1", "unknown-level", "Klingon it B1"),
    ],
)
def test_an_unreadable_piece_is_named_with_what_was_expected(text: str, code: str, piece: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_skills(text)
    assert caught.value.code == code
    assert caught.value.params["piece"] == piece
    assert "B1" in str(caught.value.params["expected"]) or "A1" in str(caught.value.params["expected"])
    assert piece in caught.value.message


def test_needs_are_alternatives() -> None:
    assert parse_needs("en B1 | it A2 | en B1") == (
        LanguageNeed(language="en", level=B1),
        LanguageNeed(language="it", level=A2),
    )


def test_intelligibility_is_whole_within_a_language_and_the_same_both_ways() -> None:
    for row in read_table("intelligibility"):
        a, b = row["language_a"], row["language_b"]
        assert intelligibility(a, b) == intelligibility(b, a) == float(row["strength"])
    assert intelligibility("sq", "sq") == 1.0
    assert intelligibility("sr-Cyrl", "sr-Latn") == 1.0
    assert intelligibility("sr-Cyrl", "hr") == intelligibility("sr", "hr")


def test_serbian_croatian_bosnian_montenegrin_are_near_identical_and_slovenian_only_partly() -> None:
    family = ("sr", "hr", "bs", "cnr")
    assert all(intelligibility(a, b) >= 0.9 for a in family for b in family)
    assert all(0.2 <= intelligibility("sl", other) <= 0.6 for other in family)
    assert intelligibility("mk", "bg") > intelligibility("mk", "sl") > intelligibility("mk", "sq") == 0.0


def test_language_tables_hold_no_duplicates_and_no_unknown_codes() -> None:
    codes = [row["code"] for row in read_table("languages")]
    assert len(codes) == len(set(codes))
    forms = [
        (form, row["code"])
        for row in read_table("languages")
        for form in {row["code"], row["alpha3"], row["alpha3_alternative"]} - {""}
    ]
    assert len({form for form, _ in forms}) == len(forms)
    assert [form for form, code in forms if form != code and len(form) != 3] == []
    assert {row["language"] for row in read_table("language_names")} <= set(codes)
    pairs = [frozenset((row["language_a"], row["language_b"])) for row in read_table("intelligibility")]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 and pair <= set(codes) for pair in pairs)
    assert all(0 < float(row["strength"]) <= 1 for row in read_table("intelligibility"))


@given(st.text(alphabet="enitBA12 ;,/|-()+.deнБгжąë\n", max_size=30))
def test_any_text_is_read_or_refused_with_the_piece_named(text: str) -> None:
    try:
        skills = parse_skills(text)
    except InputError as error:
        assert error.params["piece"]
    else:
        assert all(skill.language in language_codes() for skill in skills)
    assert parse_level(text) in (None, *Cefr)
