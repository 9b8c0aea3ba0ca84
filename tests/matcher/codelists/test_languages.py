import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.codelists.languages import (
    intelligibility,
    language_codes,
    language_label,
    level_words,
    parse_language,
    parse_level,
    parse_needs,
    parse_skills,
)
from matcher.codelists.tables import read_table
from matcher.errors import InputError
from matcher.model import Cefr, LanguageNeed, LanguageSkill, LanguageUse

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


SPEAKING = {"interaction", "production"}


@pytest.mark.parametrize(
    ("text", "level", "uses"),
    [
        ("en B1 (listening B2, speaking A2)", B1, {"listening": B2, "interaction": A2, "production": A2}),
        ("English: listening B2, reading B1", B1, {"listening": B2, "reading": B1}),
        ("en B2 listening, A2 reading", A2, {"listening": B2, "reading": A2}),
        ("B1 English (B2 reading)", B1, {"reading": B2}),
        ("en B1 (spoken and written B2)", B1, {"interaction": B2, "production": B2, "writing": B2}),
        ("en C1/C1/B2/B1/B1", B1, {"listening": C1, "reading": C1, "interaction": B2, "production": B1, "writing": B1}),
        ("en C1/B2/B2/B1", B1, {}),  # not the five of the grid
        ("inglés B1 (expresión oral A2, comprensión lectora B2)", B1, dict.fromkeys(SPEAKING, A2) | {"reading": B2}),
        ("engleski B1 (slušanje B2)", B1, {"listening": B2}),
        ("anglais : écoute B2, expression écrite A2", A2, {"listening": B2, "writing": A2}),
        ("angielski: słuchanie B1, mówienie A2", A2, dict.fromkeys(SPEAKING, A2) | {"listening": B1}),
        ("Englisch (Lesen C1, Schreiben B1)", B1, {"reading": C1, "writing": B1}),
        ("англиски (слушање B1, пишување A2)", A2, {"listening": B1, "writing": A2}),
        ("anglisht: lexim B2, shkrim B1", B1, {"reading": B2, "writing": B1}),
    ],
)
def test_what_a_language_is_used_for_may_have_a_level_of_its_own(text: str, level: Cefr, uses: dict[str, Cefr]) -> None:
    (skill,) = parse_skills(text)
    assert skill.level is level
    assert {use.value: of_use for use, of_use in skill.uses} == uses
    assert [use for use, _ in skill.uses] == [use for use in LanguageUse if use.value in uses]


def test_a_use_without_a_level_of_its_own_has_that_of_the_language() -> None:
    (skill,) = parse_skills("en B1 (listening B2)")
    assert skill.level_in(LanguageUse.LISTENING) is B2
    assert skill.level_in(LanguageUse.WRITING) is B1


def test_a_need_for_one_use_only_asks_for_no_level_of_the_language() -> None:
    (speaking,) = parse_needs("en speaking B1")
    assert speaking.level is None
    assert dict(speaking.uses) == {LanguageUse.INTERACTION: B1, LanguageUse.PRODUCTION: B1}
    (need,) = parse_needs("en B1 (writing A2)")
    assert (need.level, need.uses) == (B1, ((LanguageUse.WRITING, A2),))


@pytest.mark.parametrize(
    "written", ["B1", "NATIVE", "B1 (listening B2)", "B1 (listening B2, speaking A2)", "B2 (reading C1, production A2)"]
)
def test_levels_are_written_as_they_are_read(written: str) -> None:
    (skill,) = parse_skills(f"en {written}")
    assert level_words(skill.level, skill.uses) == written


def test_no_level_is_written_as_nothing() -> None:
    assert level_words(None, ()) is None
    assert level_words(None, ((LanguageUse.READING, A2),)) == "reading A2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("en B1 tested", _skills(("en", B1, True))),
        ("en B1 (OLS)", _skills(("en", B1, True))),
        ("engleski B1 (sertifikat)", _skills(("en", B1, True))),
        ("francese B2 (DELF); it B1", _skills(("fr", B2, True), ("it", B1))),
        ("gjuha angleze B1; italisht – fillestar", _skills(("en", B1), ("it", A1))),
        ("angleščina srednje; nemščina A1", _skills(("en", B1), ("de", A1))),
        ("английски B2, немски А1", _skills(("en", B2), ("de", A1))),
        ("crnogorski maternji, engleski osnovni", _skills(("cnr", NATIVE), ("en", A1))),
        ("sr-Cyrl maternji; sr-Latn", _skills(("sr-Cyrl", NATIVE), ("sr-Latn", None))),
        ("sq-XK native", _skills(("sq", NATIVE))),
    ],
)
def test_tested_and_declared_levels_and_names_in_the_field_s_languages(
    text: str, expected: tuple[LanguageSkill, ...]
) -> None:
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
