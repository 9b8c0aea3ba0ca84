import pytest

from matcher.reading.delimited import open_text
from matcher.reading.grids import SheetError


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    sheet = open_text("a.csv", text.encode())
    return [(1, sheet.header), *sheet.rows]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_on_the_header(sign: str) -> None:
    assert rows_of(f"id{sign}city\n1{sign}a,b;c\n")[0] == (1, ["id", "city"])


def test_a_delimiter_in_quotes_counts_for_nothing() -> None:
    assert rows_of('"a,b,c,d";city\n1;x\n')[0] == (1, ["a,b,c,d", "city"])


def test_the_line_that_declares_the_delimiter_is_no_row() -> None:
    assert rows_of("sep=|\r\nid|a,b,c\r\n1|x\r\n") == [(1, ["id", "a,b,c"]), (2, ["1", "x"])]


def test_blank_rows_are_skipped_and_counted() -> None:
    assert rows_of("id,city\n\n,\n1,x\n") == [(1, ["id", "city"]), (4, ["1", "x"])]


def test_a_line_break_in_quotes_makes_no_row() -> None:
    assert rows_of('id,city\r\n1,"a\r\nb"\r\n2,c\r\n')[1:] == [(2, ["1", "a\r\nb"]), (3, ["2", "c"])]


def test_a_formula_is_text() -> None:
    assert rows_of('id,host\n1,"=HYPERLINK(""http://x"",""y"")"\n')[1] == (2, ["1", '=HYPERLINK("http://x","y")'])


def test_a_quote_within_a_text_is_text() -> None:
    assert rows_of('id,host\n1,Firma "Sunce" d.o.o.\n')[1] == (2, ["1", 'Firma "Sunce" d.o.o.'])


@pytest.mark.parametrize("broken", ['"Sunce\n2,x\n3,y\n', '"Sunce" d.o.o.\n', "x" * 200_000])
def test_a_quote_that_never_ends_is_reported_with_its_row(broken: str) -> None:
    with pytest.raises(SheetError) as raised:
        rows_of(f"id,host\n1,{broken}")
    assert (raised.value.code, raised.value.row) == ("broken-quotes", 2)


def test_an_assumed_code_page_is_a_warning() -> None:
    sheet = open_text("a.csv", "id;škola\n1;Čačak, žičar\n".encode("cp1250"))
    assert [(p.code, p.value, p.severity) for p in sheet.problems] == [("code-page-assumed", "cp1250", "warning")]


@pytest.mark.parametrize(("raw", "code"), [(b"\xaa\xb7\xd7\xf7" * 9, "not-a-spreadsheet"), (b"\n\n", "empty-file")])
def test_what_is_no_table_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(SheetError) as raised:
        open_text("a.csv", raw)
    assert raised.value.code == code
