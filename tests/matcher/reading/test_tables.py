import pytest

from matcher.model import Noun
from matcher.reading import TABLE_BY_NAME, TABLES, Table, contract
from matcher.reading.cells import says
from matcher.reading.columns import header_keys
from matcher.reading.nouns import MODELS

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@each_table
def test_no_name_stands_for_two_columns(table: Table) -> None:
    for column in table.columns:
        for name in column.names:
            assert {table.column_by_key[key].name for key in header_keys(name)} == {column.name}, name


@each_table
def test_no_synonym_is_listed_twice(table: Table) -> None:
    for column in table.columns:
        assert len(set(column.names)) == len(column.names), column.name


def test_no_name_stands_for_two_tables() -> None:
    keys = [key for table in TABLES for key in table.file_keys]
    assert len(set(keys)) == len(keys)


@each_table
def test_every_column_is_a_field_of_the_noun(table: Table) -> None:
    model: type[Noun] = MODELS[table.name]
    columns = set(table.column_by_name) - {"from", "to"} | ({"window"} if table.name == "placements" else set())
    assert columns == set(model.model_fields) - {"extra"}


@each_table
def test_every_column_says_what_it_holds(table: Table) -> None:
    assert all(says(column.parse) for column in table.columns)


def test_the_contract_names_every_column_and_what_it_holds() -> None:
    text = contract(TABLES)
    for table in TABLES:
        assert f"### {table.name}" in text
        assert all(f"| {column.name} |" in text for column in table.columns)
    cells_per_row = {len(line.replace("\\|", "").split("|")) for line in text.splitlines() if line.startswith("|")}
    assert cells_per_row == {6}


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("learners", "Datum rođenja", "birth_date"),
        ("learners", "DATUM RODJENJA", "birth_date"),
        ("learners", "Datum rodenja", "birth_date"),
        ("learners", "Датум рођења", "birth_date"),
        ("learners", "Датум на раѓање", "birth_date"),
        ("learners", "Дата на раждане", "birth_date"),
        ("learners", "Data di nascita", "birth_date"),
        ("learners", "Fecha de nacimiento", "birth_date"),
        ("learners", "jezici", "languages"),
        ("learners", "gjuhët", "languages"),
        ("learners", "lingue", "languages"),
        ("learners", "Sending  Partner*", "sending_partner"),
        ("destinations", "Letti", "beds"),
        ("placements", "Plätze", "places"),
        ("placements", "mjesta", "places"),
        ("placements", "Empresa", "host"),
        ("placements", "Naziv firme", "host"),
        ("placements", "Poslodavac", "host"),
        ("placements", "Kompania", "host"),
        ("placements", "od", "from"),
        ("placements", "do", "to"),
        ("placements", "Min-Age", "min_age"),
    ],
)
def test_headers_as_people_write_them(table: str, header: str, column: str) -> None:
    found = {TABLE_BY_NAME[table].column_by_key[key].name for key in header_keys(header)}
    assert found == {column}
