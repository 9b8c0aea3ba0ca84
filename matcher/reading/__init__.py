"""Spreadsheets and folders -> Round, with every bad cell reported at once."""

from matcher.reading.assemble import RoundReading
from matcher.reading.columns import Column, Table, contract
from matcher.reading.folder import check_round, read_round, read_uploads, rounds_in
from matcher.reading.rows import read_table
from matcher.reading.table_rows import TableRows
from matcher.reading.tables import TABLE_BY_NAME, TABLES

__all__ = [
    "TABLES",
    "TABLE_BY_NAME",
    "Column",
    "RoundReading",
    "Table",
    "TableRows",
    "check_round",
    "contract",
    "read_round",
    "read_table",
    "read_uploads",
    "rounds_in",
]
