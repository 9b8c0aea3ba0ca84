"""What a table may hold: a contract of named columns, and the names people write over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from matcher.codelists.folding import foldings
from matcher.reading.cells import Parser, says


def header_keys(text: str) -> tuple[str, ...]:
    """The ways in which a header is looked up: without case, accents, script, spaces and signs."""
    return tuple(folded.replace(" ", "") for folded in foldings(text))


@dataclass(frozen=True)
class Column:
    """A column: its canonical name, what reads its cells, other names for it (";" between them)."""

    name: str
    parse: Parser
    synonyms: str = ""
    required: bool = False  # the column, and every cell in it

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *(name.strip() for name in self.synonyms.split(";") if name.strip()))


@dataclass(frozen=True)
class Table:
    """A table of a round folder. `key`: the columns that no two rows may share."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    synonyms: str = ""

    @cached_property
    def column_by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def required_key(self) -> tuple[str, ...]:
        """The key columns without which a row cannot be told from another."""
        return tuple(name for name in self.key if self.column_by_name[name].required)

    @cached_property
    def column_by_key(self) -> Mapping[str, Column]:
        """Every name of every column as `header_keys` gives it."""
        return {key: column for column in self.columns for name in column.names for key in header_keys(name)}

    @cached_property
    def file_keys(self) -> frozenset[str]:
        """Every stem that a file of this table may have, as `header_keys` gives it."""
        names = (self.name, *(name.strip() for name in self.synonyms.split(";") if name.strip()))
        return frozenset(key for name in names for key in header_keys(name))


def contract(tables: tuple[Table, ...]) -> str:
    """The tables as Markdown: what a coordinator may write in a round folder."""
    return "\n\n".join(f"### {table.name}\n\n{_column_rows(table)}" for table in tables) + "\n"


def _column_rows(table: Table) -> str:
    head = "| column | needed | holds | also understood |\n| --- | --- | --- | --- |"
    rows = (
        f"| {column.name} | {'yes' if column.required else ''} | {_cell(says(column.parse))} | {column.synonyms} |"
        for column in table.columns
    )
    return "\n".join((head, *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
