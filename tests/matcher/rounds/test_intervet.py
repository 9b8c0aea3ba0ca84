"""The demonstration round: everybody placed, every bed used, the same answer in any row order."""

import csv
import io
import random
import shutil
from pathlib import Path

import openpyxl
import pytest

from matcher.codelists.files import data_folder
from matcher.rounds import verify_run
from tests.conftest import run_round


def test_all_426_learners_are_placed_and_all_465_beds_used(intervet_run: Path) -> None:
    answer = verify_run(intervet_run)
    assert len(answer.assignments) == 426
    assert answer.unplaced == ()
    assert [row.people for row in answer.destinations] == [row.beds for row in answer.destinations]
    assert sum(row.people for row in answer.destinations) == 465
    assert answer.bound.placed == 426
    assert answer.gap <= 0.03


def shuffled(folder: Path, seed: int) -> None:
    """Put the rows of every table of a round folder in another order, headers first as before."""
    rng = random.Random(seed)
    for file, encoding in {"learners": "utf-8-sig", "destinations": "utf-8", "sending_partners": "utf-8",
                           "groups": "cp1250", "confirmations": "utf-8"}.items():  # fmt: skip
        path = folder / f"{file}.csv"
        text = path.read_bytes().decode(encoding)
        delimiter = ";" if ";" in text.splitlines()[0] else ","
        header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
        rng.shuffle(rows)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows([header, *rows])
        path.write_bytes(out.getvalue().encode(encoding))
    book = openpyxl.load_workbook(folder / "placements.xlsx")
    sheet = book.active
    assert sheet is not None
    header_cells, *cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rng.shuffle(cells)
    other = openpyxl.Workbook()
    assert other.active is not None
    for row in (header_cells, *cells):
        other.active.append(row)
    other.save(folder / "placements.xlsx")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_no_byte_of_the_assignments(intervet_run: Path, tmp_path: Path, seed: int) -> None:
    source = Path(shutil.copytree(data_folder("intervet"), tmp_path / "source"))
    shuffled(source, seed)
    run_round(source, tmp_path / "out")
    assert (tmp_path / "out" / "assignments.csv").read_bytes() == (intervet_run / "assignments.csv").read_bytes()
