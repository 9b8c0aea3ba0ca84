"""The files of a round -> `Round`: reads them all, checks them against each other, raises once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matcher.errors import Problem, RoundInvalid
from matcher.model import Round
from matcher.reading.checks import check_rows, warn_of_missing_countries
from matcher.reading.collector import collector_paused
from matcher.reading.doubts import warn_of_lost_wishes, warn_of_unlikely_births
from matcher.reading.grids import SheetError
from matcher.reading.groups import groups_named_by, partners_named_by, settle_groups
from matcher.reading.links import check_references, check_reserve, check_waivers, leave_out_lost_assignments
from matcher.reading.nouns import fill_countries, nouns_of
from matcher.reading.round_toml import RoundSettings, read_settings, replace_rules
from matcher.reading.rows import read_table
from matcher.reading.sources import ROUND_FILE, Source, sort_out
from matcher.reading.table_rows import TableRows
from matcher.reading.tables import TABLE_BY_NAME


@dataclass(frozen=True)
class RoundReading:
    """A round that can be planned, and the warnings about what was repaired, assumed or kept aside."""

    round: Round
    problems: tuple[Problem, ...]


@collector_paused()
def read_sources(sources: Iterable[Source], *, rules: Source | None = None) -> RoundReading:
    """Read a round from its files. `rules` takes the place of the round's own rules.

    Raises
    ------
    RoundInvalid
        With every problem found in all files, warnings too.
    """
    files = sort_out(sources)
    settings = _settings(files.round_file, rules or files.rules_file)
    tables = {name: _table(name, source) for name, source in files.tables.items()}
    if "learners" in tables and "groups" not in tables:
        tables["groups"] = groups_named_by(tables["learners"])
    if "learners" in tables and "sending_partners" not in tables:
        tables["sending_partners"] = partners_named_by(tables["learners"], tables["groups"])
    problems = files.problems + _problems(settings, tables)
    problems.sort()
    if any(problem.severity == "error" for problem in problems):
        raise RoundInvalid(problems)
    return RoundReading(_round(settings, tables), tuple(problems))


def _settings(round_file: Source | None, rules_file: Source | None) -> RoundSettings:
    settings = RoundSettings()
    if round_file:
        try:
            settings = read_settings(ROUND_FILE, round_file.load())
        except SheetError as error:
            settings.problems.append(error.problem(ROUND_FILE))
    if rules_file:
        try:
            replace_rules(settings, rules_file.name, rules_file.load())
        except SheetError as error:
            settings.problems.append(error.problem(rules_file.name))
    return settings


def _table(name: str, source: Source) -> TableRows:
    table = TABLE_BY_NAME[name]
    try:
        return read_table(table, source.name, source.load())
    except SheetError as error:
        return TableRows(table, source.name, problems=[error.problem(source.name)], readable=False)


def _problems(settings: RoundSettings, tables: dict[str, TableRows]) -> list[Problem]:
    """Check the tables, filling in what they state for each other; everything that is wrong anywhere."""
    for rows in tables.values():
        check_rows(rows)
    check_references(tables, settings.stay_ids)
    leave_out_lost_assignments(tables)
    if "learners" in tables:
        settle_groups(tables["learners"], tables["groups"])
    if "learners" in tables and "sending_partners" in tables:
        fill_countries(tables["learners"], tables["sending_partners"])
    if "learners" in tables and "host_country_differs" not in settings.rules.switched_off:
        warn_of_missing_countries(tables["learners"], tables.get("sending_partners"))
    if "learners" in tables:
        warn_of_unlikely_births(tables["learners"], settings.stays)
        warn_of_lost_wishes(tables)
    settings.problems += check_waivers(tables, settings.waivers, settings.rules_file)
    settings.problems += check_reserve(tables, settings.rules.reserve, settings.rules_file)
    return settings.problems + [problem for rows in tables.values() for problem in rows.problems]


def _round(settings: RoundSettings, tables: dict[str, TableRows]) -> Round:
    nouns: dict[str, Any] = dict(nouns_of(tables))
    stays = tuple(sorted(settings.stays, key=lambda stay: stay.id))
    return Round(name=settings.name, seed=settings.seed, stays=stays, rules=settings.rules, **nouns)
