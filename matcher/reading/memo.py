"""Reads each distinct text of a column once; a spreadsheet repeats itself."""

from typing import Final, Literal, NamedTuple

from matcher.errors import InputError
from matcher.reading.cells import CONTROL_SIGNS, LONGEST_CELL, SPREADSHEET_ERRORS, CellError, Repaired, cleaned, says
from matcher.reading.columns import Column
from matcher.reading.formulas import unguarded
from matcher.said import N_, Said


class Bad:
    """Stands for a value that was there and was reported; it must not be reported again."""

    def __repr__(self) -> str:
        return "BAD"

    def __bool__(self) -> bool:
        return False


BAD: Final = Bad()
SHOWS_AN_ERROR = N_("{expected}; the spreadsheet shows an error here")


class Finding(NamedTuple):
    """What is wrong with a text, in whichever row it stands."""

    code: str
    expected: str
    severity: Literal["error", "warning"] = "error"


class Memo(dict[str, object]):
    """Cell text -> value of one column: None for an empty cell, BAD for one that `findings` tells about."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column
        self.findings: dict[str, Finding] = {}

    def __missing__(self, text: str) -> object:
        value = self[text] = self._read(text)
        return value

    def _read(self, text: str) -> object:
        if len(text) > LONGEST_CELL:
            self.findings[text] = Finding("too-long", Said("a text of at most {most} characters", most=LONGEST_CELL))
            return BAD
        if CONTROL_SIGNS.search(text):
            value = self._parse(text, cleaned(CONTROL_SIGNS.sub("", text)))
            expected = Said("text without control characters (NUL and the like)")
            self.findings[text] = Finding("control-character", expected)
            return value
        return self._parse(text, cleaned(text))

    def _parse(self, text: str, cell: str) -> object:
        if not cell:
            return None
        cell = unguarded(cell)
        try:
            if cell in SPREADSHEET_ERRORS:
                raise CellError("spreadsheet-error", Said(SHOWS_AN_ERROR, expected=says(self.column.parse)))
            value = self.column.parse(cell)
        except CellError as error:
            self.findings[text] = Finding(error.code, error.expected)
            return BAD
        except InputError as error:
            expected = error.params.get("expected")
            self.findings[text] = Finding(error.code, expected if isinstance(expected, str) else error.message)
            return BAD
        if isinstance(value, Repaired):
            self.findings[text] = Finding(value.code, value.expected, "warning")
            return value.value
        return value
