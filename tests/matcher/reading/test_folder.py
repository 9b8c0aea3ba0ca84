import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from matcher.errors import RoundInvalid
from matcher.reading import check_round, read_round, read_uploads
from matcher.reading.grids import MAX_FILE_BYTES, SheetError
from matcher.reading.sources import Source
from tests.rounds import ROUND_TOML, TABLES, Rows, csv_text, with_cell, with_row, without_column, write_round

Where = list[tuple[str, str]]


def problems_of(folder: Path, **overrides: Rows | str | bytes | None) -> Where:
    return [(problem.code, problem.file) for problem in check_round(write_round(folder, **overrides))]


def test_the_small_round_is_read_whole(tmp_path: Path) -> None:
    reading = read_round(write_round(tmp_path))
    assert reading.problems == ()
    for table, rows in TABLES.items():
        assert len(getattr(reading.round, table)) == len(rows) - 1


def test_the_order_of_rows_never_matters(tmp_path: Path) -> None:
    draw = random.Random(1)
    shuffled = {table: [rows[0], *draw.sample(rows[1:], len(rows) - 1)] for table, rows in TABLES.items()}
    there = read_round(write_round(tmp_path / "a")).round
    assert read_round(write_round(tmp_path / "b", **shuffled)).round == there


def test_uploaded_files_are_read_as_a_folder_is(tmp_path: Path) -> None:
    folder = write_round(tmp_path)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert read_uploads(files) == read_round(folder)


def test_files_are_known_by_other_names_in_any_case(tmp_path: Path) -> None:
    folder = write_round(tmp_path, learners=None)
    (folder / "UČENICI.CSV").write_text(csv_text(TABLES["learners"], ";"), encoding="utf-8")
    assert read_round(folder).problems == ()


def test_files_that_are_no_tables_and_lock_files_are_ignored(tmp_path: Path) -> None:
    folder = write_round(tmp_path)
    for name in ("notes.md", "~$learners.xlsx", ".learners.csv", "photo.png"):
        (folder / name).write_bytes(b"x")
    (folder / "old").mkdir()
    assert check_round(folder) == ()


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert [(p.code, p.file) for p in check_round(tmp_path / "nowhere")] == [("missing-file", "nowhere")]


def test_rules_that_are_not_there_are_a_problem(tmp_path: Path) -> None:
    with pytest.raises(RoundInvalid, match=r"strict\.toml"):
        read_round(write_round(tmp_path), rules=tmp_path / "strict.toml")


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"round_toml": None}, [("missing-file", "round.toml")]),
        ({"learners": None}, [("missing-table", "learners")]),
        ({"placements": None}, [("missing-table", "placements")]),
        ({"destinations": None}, [("missing-table", "destinations")]),
        ({"learners": ""}, [("empty-file", "learners.csv")]),
        ({"destinations": "id,country,beds\n"}, [("empty-file", "destinations.csv")]),
        ({"destinations": b"\x89PNG\r\n\x1a\n" + bytes(99)}, [("not-a-spreadsheet", "destinations.csv")]),
        ({"learners": 'id,stay\n"L1,short\n'}, [("broken-quotes", "learners.csv")]),
        ({"learners": without_column("learners", "id")}, [("missing-column", "learners.csv")]),
        ({"learners": without_column("learners", "stay")}, [("missing-column", "learners.csv")]),
        ({"destinations": without_column("destinations", "beds")}, [("missing-column", "destinations.csv")]),
        ({"sending_partners": b"\0\1\2\3\4\5\6\7" * 9}, [("not-a-spreadsheet", "sending_partners.csv")]),
        ({"groups": b"PK\x03\x04"}, [("not-a-spreadsheet", "groups.csv")]),
    ],
)
def test_a_file_that_cannot_be_used_is_one_problem(
    overrides: Mapping[str, Rows | str | bytes | None], expected: Where, tmp_path: Path
) -> None:
    assert problems_of(tmp_path, **overrides) == expected


def test_two_files_of_one_table_are_a_problem(tmp_path: Path) -> None:
    folder = write_round(tmp_path)
    (folder / "learners.txt").write_text("id,stay\n", encoding="utf-8")
    assert [(p.code, p.file) for p in check_round(folder)] == [("two-files", "learners.txt")]


def test_a_table_that_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    folder = write_round(tmp_path)
    (folder / "budget.csv").write_text("a,b\n", encoding="utf-8")
    assert [(p.code, p.file) for p in read_round(folder).problems] == [("unknown-file", "budget.csv")]


def test_a_misspelt_table_is_named_where_one_is_missing(tmp_path: Path) -> None:
    folder = write_round(tmp_path)
    (folder / "learners.csv").rename(folder / "lerners.csv")
    (problem,) = check_round(folder)
    assert problem.code == "missing-table"
    assert "lerners.csv" in problem.expected


def test_a_file_over_the_limit_is_refused_without_being_opened() -> None:
    def never() -> bytes:
        raise AssertionError("opened")

    source = Source("learners.csv", MAX_FILE_BYTES + 1, never)
    with pytest.raises(SheetError) as raised:
        source.load()
    assert raised.value.problem("learners.csv").expected == "a file of at most 200 MB"


def test_a_large_file_in_a_folder_is_one_problem(tmp_path: Path) -> None:
    folder = write_round(tmp_path)
    for name in ("learners.csv", "round.toml", "rules.toml"):
        with (folder / name).open("ab") as file:
            file.truncate(MAX_FILE_BYTES + 1)
    assert {(p.code, p.file) for p in check_round(folder)} == {
        ("too-large", "learners.csv"), ("too-large", "round.toml"), ("too-large", "rules.toml"),
    }  # fmt: skip


def test_a_file_that_cannot_be_opened_is_a_problem() -> None:
    def lost() -> bytes:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(SheetError, match="Permission denied"):
        Source("learners.csv", 1, lost).load()


def test_unknown_columns_are_kept_and_reported(tmp_path: Path) -> None:
    sizes = ["Shoe size", "43", "", "-", "", "", "38"]
    rows = [[*cells, size] for cells, size in zip(TABLES["learners"], sizes, strict=True)]
    reading = read_round(write_round(tmp_path, learners=rows))
    assert [(p.code, p.column, p.severity) for p in reading.problems] == [("unknown-column", "Shoe size", "warning")]
    assert reading.round.learner_by_id["L1"].extra == (("Shoe size", "43"),)
    assert reading.round.learner_by_id["L2"].extra == ()


def test_a_header_repeated_among_the_rows_is_left_out_with_a_warning(tmp_path: Path) -> None:
    rows = [*TABLES["learners"], TABLES["learners"][0]]
    problems = read_round(write_round(tmp_path, learners=rows)).problems
    assert [(p.code, p.row, p.severity) for p in problems] == [("header-repeated", 8, "warning")]


def test_a_column_that_lost_its_name_is_one_problem(tmp_path: Path) -> None:
    for column in ("school", "country"):
        rows = with_cell("learners", 1, column, "")
        assert problems_of(tmp_path, learners=[[*r[:-1], r[-1] or "RS"] if i else r for i, r in enumerate(rows)]) == [
            ("unnamed-column", "learners.csv")
        ]


def test_a_row_that_slipped_is_one_problem_and_its_id_still_counts(tmp_path: Path) -> None:
    rows = [list(cells) for cells in TABLES["placements"]]
    rows[2].insert(1, "Sevilla")
    assert problems_of(tmp_path, placements=rows) == [("row-too-long", "placements.csv")]


def test_problems_name_row_column_value_and_what_was_expected(tmp_path: Path) -> None:
    (problem,) = check_round(write_round(tmp_path, learners=with_cell("learners", 4, "birth_date", "31/02/2008")))
    assert (problem.file, problem.row, problem.column, problem.value) == ("learners.csv", 4, "birth_date", "31/02/2008")
    assert "there is no day 31/02/2008" in problem.expected


def test_invalid_rounds_carry_their_warnings_too(tmp_path: Path) -> None:
    rows = with_row("learners", "L9", "", "", "", "winter", "", "714")
    with pytest.raises(RoundInvalid) as raised:
        read_round(write_round(tmp_path, learners=rows))
    assert [(p.code, p.severity) for p in raised.value.problems] == [
        ("country-missing", "warning"), ("isced-repaired", "warning"), ("unknown-stay", "error"),
    ]  # fmt: skip


def test_a_round_may_lack_every_optional_table(tmp_path: Path) -> None:
    needed = ("learners", "placements", "destinations")
    overrides = {table: None for table in TABLES if table not in needed}
    reading = read_round(write_round(tmp_path, **overrides))
    assert [p.code for p in reading.problems] == ["no-groups-table", "country-missing"]
    assert [partner.id for partner in reading.round.sending_partners] == ["ALBS", "CCIS"]


def test_a_flow_plan_names_partners_that_learners_have_where_no_table_lists_them(tmp_path: Path) -> None:
    rows = with_cell("flow_plan", 2, "sending_partner", "Nobody")
    problems = check_round(write_round(tmp_path, sending_partners=None, flow_plan=rows))
    assert [(p.code, p.file, p.row) for p in problems if p.severity == "error"] == [
        ("unknown-sending-partner", "flow_plan.csv", 2)
    ]


def test_the_seed_may_be_a_number(tmp_path: Path) -> None:
    text = ROUND_TOML.replace('"autumn-2026"', "7")
    assert read_round(write_round(tmp_path, round_toml=text)).round.seed == "7"


def test_a_hazard_that_no_list_knows_is_reported_where_it_stands(tmp_path: Path) -> None:
    header, *rows = TABLES["placements"]
    placements = [[*header, "rischi"], *([*row, "rumore"] for row in rows[:-1]), [*rows[-1], "saldatura; noia"]]
    (problem,) = check_round(write_round(tmp_path, placements=placements))
    assert (problem.code, problem.row, problem.column) == ("unknown-hazard", len(rows) + 1, "hazards")
    assert problem.value == "saldatura; noia"
    assert "not noia" in problem.expected
    placements[-1][-1] = "saldatura"
    hosts = read_round(write_round(tmp_path, placements=placements)).round.placements
    assert [host.hazards for host in hosts][-2:] == [("noise",), ("pressurised-gas",)]


@pytest.mark.parametrize(
    ("learners", "partners", "told", "row"),
    [
        (without_column("learners", "country"), None, "6 learner", 0),
        (without_column("learners", "country"), [["id"], ["CCIS"], ["ALBS"]], "their sending partner: ", 0),
        (with_cell("learners", 5, "country", ""), None, " 3 learner", 4),
    ],
)
def test_learners_without_a_country_are_counted_once(
    learners: Rows, partners: Rows | None, told: str, row: int, tmp_path: Path
) -> None:
    folder = write_round(tmp_path, learners=learners, sending_partners=partners, flow_plan=None)
    (problem,) = check_round(folder)
    assert (problem.code, problem.severity, problem.row) == ("country-missing", "warning", row)
    assert told in problem.expected


def test_nobody_needs_a_country_where_the_rule_is_switched_off(tmp_path: Path) -> None:
    rules = 'switched_off = ["host_country_differs"]'
    learners = without_column("learners", "country")
    assert problems_of(tmp_path, learners=learners, sending_partners=None, flow_plan=None, rules_toml=rules) == []
