import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.profiles.normalise import family, one_script, script, search_form, title_key, transliterate
from matcher.profiles.stems import stem

LANGUAGES = "sr bs hr cnr mk bg sl sq it es fr pl de en pt ro nl tr el".split()  # noqa: SIM905


@pytest.mark.parametrize(
    ("text", "language", "latin"),
    [
        ("Љубав њива џеп ђак ћуп жаба", "sr", "ljubav njiva džep đak ćup žaba"),
        ("ѓубре ќерамида ѕвезда џем", "mk", "gjubre kjeramida dzvezda džem"),
        ("щъркел юнак ябълка цех чук хляб", "bg", "shtarkel yunak yabalka tseh chuk hlyab"),
        ("Ηλεκτρολόγος ευρώ ούζο μπύρα", "el", "ilektrologos evro ouzo byra"),
        ("Техник по ъгли", "sr", "tehnik po agli"),
        ("электрик", None, "elektrik"),
        ("čšž", "sr", "čšž"),
        ("plain", "bg", "plain"),
    ],
)
def test_each_language_has_its_own_table(text: str, language: str | None, latin: str) -> None:
    assert transliterate(text, language) == latin


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Електротехничар рачунара", "ELEKTROTEHNIČAR RAČUNARA", "sr"),
        ("masinski tehnicar", "Mašinski tehničar", "sr"),
        ("gradjevinski", "građevinski", "hr"),
        ("hemijski", "kemijski", "hr"),
        ("kuhar", "kuvar", "bs"),
        ("lijekova", "lekova", "hr"),
        ("mjera", "mera", "cnr"),
        ("suhe", "suve", "bs"),
        ("opća", "opšta", "hr"),
        ("машински техничар", "mashinski tehnichar", "mk"),
        ("ѓеодезија", "geodezija", "mk"),
        ("готвач", "gotvach", "bg"),
        ("цех", "tseh", "bg"),
        ("Tехничар", "Техничар", "sr"),
        ("Kuһar".replace("һ", "h"), "kuhar", "hr"),
        ("İŞLETME", "isletme", "tr"),
        ("ısıtma", "isitma", "tr"),
        ("Bäcker", "baecker", "de"),
        ("Straßenbauer", "strassenbauer", "de"),
        ("Elektroteknikë", "elektroteknike", "sq"),
        ("układ", "uklad", "pl"),
        ("maşină", "mașină", "ro"),
        ("Μηχανικός", "μηχανικοσ", "el"),
        ("tehničar – za (CNC)", "tehničar za CNC", "sr"),
        ("e\u0301lectricite\u0301", "électricité", "fr"),
    ],
)
def test_spellings_of_one_title_are_searched_as_one(one: str, other: str, language: str) -> None:
    assert search_form(one, language) == search_form(other, language)


@pytest.mark.parametrize(("one", "other", "language"), [("elektro", "elektronika", "sr"), ("pekar", "mekar", "sr")])
def test_different_words_stay_different(one: str, other: str, language: str) -> None:
    assert search_form(one, language) != search_form(other, language)


def test_plus_and_sharp_belong_to_the_word() -> None:
    assert search_form("C++ i C# programer", "sr") == "c++ i c# programer"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("kuvar", "latin"), ("кувар", "cyrillic"), ("μάγειρας", "greek"), ("", "latin"), ("CNC оператер", "cyrillic")],
)
def test_script_is_that_of_most_letters(text: str, expected: str) -> None:
    assert script(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tехничар", "Техничар"),
        ("tеhniсar", "tehnicar"),
        ("CNC оператер", "CNC оператер"),
        ("тест аc", "тест ас"),
        ("tehnичar", "tehnичar"),
        ("Ηλεκτρoλόγος", "Ηλεκτρολόγος"),
        ("дελ", "дελ"),
    ],
)
def test_look_alike_letters_are_put_into_one_script(text: str, expected: str) -> None:
    assert one_script(text) == expected


def test_title_key_keeps_script_and_diacritics() -> None:
    assert title_key("  Mašinski\u00a0 TEHNIČAR ") == title_key("mašinski tehničar")
    assert title_key("mašinski") != title_key("masinski")
    assert title_key("кувар") != title_key("kuvar")


@pytest.mark.parametrize(
    ("tag", "expected"), [("sr-Cyrl", "hbs"), ("cnr", "hbs"), ("de_AT", "de"), (" IT ", "it"), (None, None), ("", None)]
)
def test_family_of_a_tag(tag: str | None, expected: str | None) -> None:
    assert family(tag) == expected


@pytest.mark.parametrize(
    ("one", "other", "of"),
    [
        ("kuvarica", "kuvarski", "hbs"),
        ("masinski", "masinstvo", "hbs"),
        ("operatore", "operatrice", "it"),
        ("technicien", "technicienne", "fr"),
        ("mechaniker", "mechanikerin", "de"),
    ],
)
def test_forms_of_a_word_share_their_stem(one: str, other: str, of: str) -> None:
    assert stem(one, of) == stem(other, of)


def test_short_words_and_unknown_families_stay_whole() -> None:
    assert stem("tika", "hbs") == "tika"
    assert stem("kuvarica", None) == "kuvarica"
    assert stem("351203", "pl") == "351203"


@given(st.text(max_size=60), st.sampled_from([*LANGUAGES, None]))
def test_any_text_has_a_search_form_of_lower_case_words(text: str, language: str | None) -> None:
    form = search_form(text, language)
    assert form == " ".join(form.split())
    assert form == form.casefold()


@given(st.text(alphabet="abcčćdđefghijklmnoprsštuvzžабвгдђежзијклљмнњопрстћуфхцчџш -", max_size=40))
def test_serbian_search_form_is_stable(text: str) -> None:
    form = search_form(text, "sr")
    assert search_form(form, "sr") == form


@given(st.text(alphabet="abvgdežzijklmnoprstufhcčš ćđ", max_size=40))
def test_title_key_is_stable(text: str) -> None:
    assert title_key(title_key(text)) == title_key(text)
