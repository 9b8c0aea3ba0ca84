import gc

import pytest

from matcher.reading import TABLE_BY_NAME, read_table, read_uploads
from matcher.reading.memo import BAD, Memo
from matcher.reading.rows import ROWS_AT_ONCE
from tests.rounds import ROUND_TOML, TABLES, csv_text


def test_tables_longer_than_one_stretch_are_read_whole() -> None:
    count = ROWS_AT_ONCE + 3
    lines = [f"L{number},short,{'31/02/2008' if number == count else ''}" for number in range(1, count + 1)]
    rows = read_table(TABLE_BY_NAME["learners"], "learners.csv", "\n".join(["id,stay,birth_date", *lines]).encode())
    assert rows["id"] == [f"L{number}" for number in range(1, count + 1)]
    assert [(problem.row, problem.code) for problem in rows.problems] == [(count + 1, "no-such-day")]


def test_shorter_rows_end_in_empty_cells() -> None:
    rows = read_table(TABLE_BY_NAME["previous"], "previous.csv", b"learner,placement,note\nL1,P1\n")
    assert (rows["learner"], rows["placement"], rows.extra) == (["L1"], ["P1"], [()])


def test_a_file_of_one_uploaded_table_is_read_alone() -> None:
    rows = read_table(TABLE_BY_NAME["placements"], "placements.csv", csv_text(TABLES["placements"]).encode())
    assert rows.problems == []
    assert rows["places"] == [2, 1, 2, 1, 1]
    assert len(rows) == 5


def test_each_text_is_parsed_once() -> None:
    memo = Memo(TABLE_BY_NAME["learners"].column_by_name["languages"])
    assert memo["en B1"] is memo["en B1"]
    assert repr(memo["klingonski B1"]) == "BAD"
    assert memo["klingonski B1"] is BAD
    assert set(memo.findings) == {"klingonski B1"}


@pytest.mark.parametrize("was_on", [True, False])
def test_reading_leaves_the_garbage_collector_as_it_was(was_on: bool) -> None:
    files = {"round.toml": ROUND_TOML.encode(), **{f"{n}.csv": csv_text(rows).encode() for n, rows in TABLES.items()}}
    try:
        if not was_on:
            gc.disable()
        read_uploads(files)
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
