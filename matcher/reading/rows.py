"""The rows of one table -> columns of typed values, with every bad cell reported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice, repeat, zip_longest

from matcher.errors import Problem
from matcher.reading.cells import text
from matcher.reading.columns import Column, Table
from matcher.reading.grids import ROWS_ABOVE, NumberedRow, Sheet, SheetError, shortened
from matcher.reading.headers import Header, looks_like_header, read_header
from matcher.reading.memo import BAD, Memo
from matcher.reading.sheets import open_sheet
from matcher.reading.table_rows import TableRows
from matcher.said import N_, Listed, Said

TOO_LONG = N_("at most {most} cells, as the header has; put texts with a delimiter into quotes")
ROWS_AT_ONCE = 8192  # keeps the texts of one stretch in memory, not of the whole table


def read_table(table: Table, file: str, raw: bytes) -> TableRows:
    """Read one table from the bytes of its file; never raises for what is in them."""
    rows = TableRows(table, file)
    try:
        _read_sheet(rows, raw)
        if table.required and rows.readable and not rows.numbers:
            raise SheetError("empty-file", Said("a row for each entry below the header"))
    except SheetError as error:
        rows.problems.append(error.problem(file))
        rows.readable = False
    _report_duplicates(rows)
    return rows


def _read_sheet(rows: TableRows, raw: bytes) -> None:
    sheet = open_sheet(rows.file, raw, partial(looks_like_header, rows.table))
    sheet = _from_header_on(rows, sheet)
    header = read_header(rows.table, rows.file, sheet.header, sheet.header_row)
    rows.problems += sheet.problems + header.problems
    rows.columns = frozenset(header.columns)
    rows.readable = all(name in header.columns for name in rows.table.required_key)
    _Reader(rows, header).read(_data_rows(rows, sheet.header, sheet.rows))


def _from_header_on(rows: TableRows, sheet: Sheet) -> Sheet:
    """The sheet without a title or notes that stand above the header, which is said."""
    if looks_like_header(rows.table, sheet.header):
        return sheet
    first = list(islice(sheet.rows, ROWS_ABOVE))
    after = chain(first, sheet.rows)
    for number, cells in first:
        next(after)
        if looks_like_header(rows.table, cells):
            expected = Said(
                "the header first; it was found in row {row}, and what is above it was left out", row=number
            )
            found = Problem(rows.file, sheet.header_row, "", "rows-above-header", sheet.header[0], expected, "warning")
            return Sheet(cells, after, [*sheet.problems, found], number)
    return Sheet(sheet.header, chain(first, sheet.rows), sheet.problems, sheet.header_row)


def _data_rows(rows: TableRows, header: list[str], numbered: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    """The rows without those that only repeat the header, as files that were put together have them."""
    for number, cells in numbered:
        if not "".join(cells).strip():
            continue
        if cells == header:
            expected = Said("the header once; this row was left out")
            rows.problems.append(Problem(rows.file, number, "", "header-repeated", cells[0], expected, "warning"))
        else:
            yield number, cells


@dataclass
class _Reader:
    rows: TableRows
    header: Header
    memos: dict[str, Memo] = field(default_factory=dict)
    overflow: dict[int, list[int]] = field(default_factory=dict)  # position without a header -> rows that fill it

    def read(self, numbered: Iterator[NumberedRow]) -> None:
        columns = self.rows.table.column_by_name
        self.memos = {name: Memo(columns[name]) for name in self.header.columns}
        self.memos |= {name: Memo(Column(name, text)) for name in self.header.unknown.values()}
        self.rows.values = {name: [] for name in self.header.columns}
        while stretch := list(islice(numbered, ROWS_AT_ONCE)):
            self._read_stretch(stretch)
        self._settle_overflow()

    def _read_stretch(self, stretch: list[NumberedRow]) -> None:
        start = len(self.rows.numbers)
        self.rows.numbers += [number for number, _ in stretch]
        by_position = list(zip_longest(*(cells for _, cells in stretch), fillvalue=""))
        by_position += [("",) * len(stretch)] * (self.header.width - len(by_position))
        for name, position in self.header.columns.items():
            self._read_column(name, start, by_position[position])
        self._keep_unknown(by_position, start)
        for position, texts in enumerate(by_position):
            if position not in self.header.named and any(texts):
                filled = (start + index for index, shown in enumerate(texts) if shown.strip())
                self.overflow.setdefault(position, []).extend(filled)

    def _read_column(self, name: str, start: int, texts: Sequence[str]) -> None:
        values = self._values(name, start, texts)
        self.rows.values[name] += values
        if self.memos[name].column.required and None in values:
            for index in (index for index, value in enumerate(values) if value is None):
                self.rows.report(
                    start + index,
                    name,
                    "missing-cell",
                    Said("a value in every row of the column {column}", column=name),
                )

    def _values(self, name: str, start: int, texts: Sequence[str]) -> list[object]:
        memo = self.memos[name]
        values = list(map(memo.__getitem__, texts))
        if memo.findings:
            for index, shown in enumerate(texts):
                if found := memo.findings.get(shown):
                    number = self.rows.numbers[start + index]
                    value = shortened(shown.strip())
                    self.rows.problems.append(Problem(self.rows.file, number, name, found[0], value, *found[1:]))
        return values

    def _keep_unknown(self, by_position: list[tuple[str, ...]], start: int) -> None:
        """Keep what stands in columns that nobody knows, under the names they have."""
        names = list(self.header.unknown.values())
        columns = [self._values(name, start, by_position[position]) for position, name in self.header.unknown.items()]
        count = len(self.rows.numbers) - start
        for values in zip(*columns, strict=True) if columns else repeat((), count):
            self.rows.extra.append(
                tuple((name, str(value)) for name, value in zip(names, values, strict=True) if value)
            )

    def _settle_overflow(self) -> None:
        """Content without a header: a column that most rows fill has lost its name, a single row has slipped."""
        slipped: set[int] = set()
        for position, indexes in self.overflow.items():
            if position < self.header.width or len(indexes) > max(1, len(self.rows.numbers) // 2):
                expected = Said("a name in the header for column {number}", number=position + 1)
                self.rows.problems.append(Problem(self.rows.file, self.header.row, "", "unnamed-column", "", expected))
            else:
                slipped.update(indexes)
        if slipped:
            self._report_slipped(slipped)

    def _report_slipped(self, slipped: set[int]) -> None:
        """Report each such row once: what its cells hold may belong to their neighbours."""
        numbers = {self.rows.numbers[index] for index in slipped}
        self.rows.problems = [problem for problem in self.rows.problems if problem.row not in numbers]
        for index in sorted(slipped):
            expected = Said(TOO_LONG, most=self.header.width)
            self.rows.report(index, "", "row-too-long", expected)
            for name in self.header.columns:
                if name not in self.rows.table.key:
                    self.rows.values[name][index] = BAD


def _report_duplicates(rows: TableRows) -> None:
    first: dict[tuple[object, ...], int] = {}
    required = [rows[name] for name in rows.table.required_key]
    for index, key in enumerate(zip(*(rows[name] for name in rows.table.key), strict=True)):
        if BAD in key or any(values[index] is None for values in required):
            continue
        earlier = first.setdefault(key, index)
        if earlier != index:
            name = rows.table.key[0]
            expected = Said(
                "each {key} once; row {row} has it too", key=Listed(rows.table.key, " + "), row=rows.numbers[earlier]
            )
            rows.report(index, name, "duplicate", expected)
