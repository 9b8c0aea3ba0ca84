"""Tables for a round that is there already: learners and placements, checked against what the round has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.errors import Problem, RoundInvalid
from matcher.model import Destination, Group, Learner, Placement, SendingPartner
from matcher.reading.checks import check_rows
from matcher.reading.folder import upload
from matcher.reading.grids import SheetError
from matcher.reading.groups import settle_groups
from matcher.reading.links import check_references
from matcher.reading.nouns import fill_countries, nouns_of
from matcher.reading.rows import read_table
from matcher.reading.sources import Source, sort_out
from matcher.reading.table_rows import TableRows
from matcher.reading.tables import TABLE_BY_NAME
from matcher.said import Said

ADDED = ("learners", "placements")


@dataclass(frozen=True)
class Surroundings:
    """What the rows may name: as much of the round as whoever sends them sees."""

    stays: Sequence[str] = ()
    groups: Sequence[Group] = ()
    sending_partners: Sequence[SendingPartner] = ()
    destinations: Sequence[Destination] = ()
    sending_partner: str | None = None  # of learners whose rows name none
    school: str | None = None


@dataclass(frozen=True)
class Additions:
    """Learners and placements that can be added, and the warnings about what was repaired, assumed or kept aside."""

    learners: tuple[Learner, ...] = ()
    placements: tuple[Placement, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read_additions(files: Mapping[str, bytes], around: Surroundings) -> Additions:
    """Read tables of learners and placements from the contents of files by name.

    Raises
    ------
    RoundInvalid
        With every problem found in all files, warnings too.
    """
    found = sort_out(upload(name, files[name]) for name in sorted(files))
    problems = [problem for problem in found.problems if problem.code == "two-files"]
    problems += [_not_added(source) for source in found.unknown]
    problems += [_not_added(source) for name, source in sorted(found.tables.items()) if name not in ADDED]
    problems += [_not_added(source) for source in (found.round_file, found.rules_file) if source]
    tables = {name: _read(name, found.tables[name]) for name in ADDED if name in found.tables}
    if not tables and not problems:
        expected = Said("a table of learners or placements, as learners.csv or learners.xlsx, say")
        problems.append(Problem("", 0, "", "missing-table", "", expected))
    _check(tables, around)
    problems += [problem for rows in tables.values() for problem in rows.problems]
    problems.sort()
    if any(problem.severity == "error" for problem in problems):
        raise RoundInvalid(problems)
    nouns: dict[str, Any] = nouns_of(tables)
    return Additions(**nouns, problems=tuple(problems))


def _not_added(source: Source) -> Problem:
    expected = Said("a table of learners or placements; what else the round holds is changed by itself")
    return Problem(source.name, 0, "", "unknown-file", "", expected)


def _read(name: str, source: Source) -> TableRows:
    table = TABLE_BY_NAME[name]
    try:
        return read_table(table, source.name, source.load())
    except SheetError as error:
        return TableRows(table, source.name, problems=[error.problem(source.name)], readable=False)


def _check(tables: Mapping[str, TableRows], around: Surroundings) -> None:
    for rows in tables.values():
        check_rows(rows)
    there = {
        "groups": _as_table("groups", around.groups, "stay", "sending_partner"),
        "sending_partners": _as_table("sending_partners", around.sending_partners, "country"),
        "destinations": _as_table("destinations", around.destinations),
    }
    learners = tables.get("learners")
    if learners:
        settle_groups(learners, there["groups"])
        _fill(learners, "sending_partner", around.sending_partner)
        _fill(learners, "school", around.school)
    check_references({**there, **tables}, frozenset(around.stays))
    if learners:
        fill_countries(learners, there["sending_partners"])


def _as_table(name: str, nouns: Sequence[Any], *columns: str) -> TableRows:
    """What the round has, as if it had been sent along."""
    values = {column: [getattr(noun, column) for noun in nouns] for column in ("id", *columns)}
    return TableRows(TABLE_BY_NAME[name], "", [0] * len(nouns), values, [()] * len(nouns))


def _fill(rows: TableRows, column: str, value: str | None) -> None:
    if value is not None:
        rows.values[column] = [value if stated is None else stated for stated in rows[column]]
