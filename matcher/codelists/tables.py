"""Reads one table of `data/codelists`: rows as a coordinator edits them in a spreadsheet."""

import csv
from collections.abc import Mapping

from matcher.codelists.files import data_folder


def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `data/codelists/<name>.csv`, cells stripped; commas or the semicolons that some spreadsheets save.

    Raises
    ------
    ValueError
        A row has more or fewer cells than the header; says which line of which file.
    """
    path = data_folder("codelists") / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=";" if ";" in first else ",", strict=True)
        header = [cell.strip() for cell in next(reader)]
        rows = []
        for cells in reader:
            if len(cells) != len(header):
                raise ValueError(
                    f"{path.name}, line {reader.line_num}: {len(header)} cells expected, {len(cells)} found"
                )
            rows.append({column: cell.strip() for column, cell in zip(header, cells, strict=True)})
    return tuple(rows)
