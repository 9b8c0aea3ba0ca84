"""CSV, TSV and their kin -> rows of text cells: encoding, delimiter and quotes found out, nothing guessed silently."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from matcher.errors import Problem
from matcher.reading.encodings import decode
from matcher.reading.grids import ROWS_ABOVE, ROWS_EXPECTED, NumberedRow, Sheet, SheetError
from matcher.said import N_, Said

DELIMITERS = ",;\t|"
PAIRS_OF_QUOTES = N_('quotes in pairs: "…", and "" for a quote inside them; from this row on nothing can be read')
_HEAD = 200_000  # characters among which the first lines are
_QUOTED = re.compile(r'"[^"]*"')
_DECLARED_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def open_text(file: str, raw: bytes) -> Sheet:
    """Open a table in text form; an assumed code page is reported as a warning."""
    decoded = decode(raw)
    if decoded is None:
        raise SheetError("not-a-spreadsheet", Said("a table as CSV text; these bytes are no text in a known encoding"))
    rows = _rows(decoded.text)
    number, header = next(rows, (1, []))
    if not header:
        raise SheetError("empty-file", ROWS_EXPECTED)
    sheet = Sheet(header, rows, header_row=number)
    if decoded.assumed:
        expected = Said("UTF-8; read as {encoding}, so look at the letters with accents", encoding=decoded.assumed)
        sheet.problems.append(Problem(file, 0, "", "code-page-assumed", decoded.assumed, expected, "warning"))
    return sheet


def _rows(text: str) -> Iterator[NumberedRow]:
    """The rows that are not blank, with their numbers."""
    declared = _DECLARED_DELIMITER.match(text)
    lines = StringIO(text[declared.end() :] if declared else text, newline="")
    reader = csv.reader(lines, delimiter=declared[1] if declared else _delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise SheetError("broken-quotes", Said(PAIRS_OF_QUOTES), row=number) from None
        if any(cells):
            yield number, cells


def _delimiter(text: str) -> str:
    """The sign that most often stands between the cells of the first line that has any, quoted text left out."""
    lines = islice(filter(None, text.lstrip()[:_HEAD].splitlines()), ROWS_ABOVE)
    bare = [_QUOTED.sub("", line) for line in lines]
    first = next((line for line in bare if any(sign in line for sign in DELIMITERS)), "")
    return max(DELIMITERS, key=first.count)
