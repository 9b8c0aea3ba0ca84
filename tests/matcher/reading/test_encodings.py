import codecs

import pytest

from matcher.reading.encodings import decode

SERBIAN = (
    "šifra;škola;smer\n1;Tehnička škola Čačak;Elektrotehničar računara\n2;Đorđe;Mašinski tehničar, žičar, ćilimar\n"
)
SLOVENE_SHORT = "id;poklic\n1;Elektrotehničar\n2;Računalničar\n"
POLISH = "kod;szkoła;zawód\n1;Zespół Szkół w Łodzi;technik żywienia, pszczelarz, więź, źródło, śruba, ćma\n"
ITALIAN = "codice;città\n1;Forlì, è così: qualità, perché no, più virtù\n"
FRENCH = "code;école\n1;lycée Hôtelier; élève très motivée, première année, où çà, cœur\n"
SPANISH = "código;titulación\n1;Técnico en gestión, España, año, electrónica, peluquería\n"
MACEDONIAN = "шифра;училиште\n1;Средно училиште Ѓорѓи Наумов, Ќуџа, ѕвезда\n"
SERBIAN_CYRILLIC = "шифра;школа\n1;Електротехничка школа Ђорђе Натошевић, Љиљана, Њушка\n"
BULGARIAN = "код;училище\n1;Професионална гимназия по електротехника, щъркел, ютия, яйце\n"
ALBANIAN = "kodi;shkolla\n1;Shkolla Teknike, Hotelëri-turizëm, Çerçiz\n"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (SERBIAN, "cp1250"),
        (SERBIAN, "iso-8859-2"),
        (SLOVENE_SHORT, "cp1250"),
        (POLISH, "cp1250"),
        (POLISH, "iso-8859-2"),
        (ITALIAN, "cp1252"),
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (MACEDONIAN, "cp1251"),
        (SERBIAN_CYRILLIC, "cp1251"),
        (BULGARIAN, "cp1251"),
        (ALBANIAN, "cp1252"),
    ],
)
def test_legacy_code_pages_are_told_by_their_letters(text: str, page: str) -> None:
    decoded = decode(text.encode(page))
    assert decoded is not None
    assert decoded.text == text
    assert decoded.assumed is not None


@pytest.mark.parametrize("text", [SERBIAN, MACEDONIAN, FRENCH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_as_it_says_itself(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded == (text, None)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_assumed_and_said(encoding: str) -> None:
    assert decode(SERBIAN.encode(encoding)) == (SERBIAN, encoding)


def test_one_nul_byte_makes_no_text_utf_16() -> None:
    assert decode(b"id,city\n1,Sev\0ille\n") == ("id,city\n1,Sev\0ille\n", None)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00",
        bytes(range(256)) * 4,
        b"\xaa\xb7\xd7\xf7\xac\xae" * 50,
        codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8x",
    ],
)
def test_bytes_that_are_no_text_are_none(raw: bytes) -> None:
    assert decode(raw) is None
