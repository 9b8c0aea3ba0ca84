"""What is written well and can hardly be meant: nothing is refused for it, and nothing counts for less in silence."""

from collections.abc import Iterable, Mapping
from datetime import date

from matcher.codelists.folding import fold
from matcher.errors import Problem
from matcher.model import Stay
from matcher.reading.checks import is_known
from matcher.reading.grids import shortened
from matcher.reading.table_rows import TableRows
from matcher.said import N_, Said

YOUNGEST, OLDEST = 10, 99  # years, of whoever goes anywhere; staff do, too
NAMES = {"destinations": ("id", "city"), "placements": ("host",)}
"""Where a wish may be found, as the fit looks for it."""
NOWHERE = N_("a destination, city or host of this round; nothing is called so, and nobody's wish for it counts")


def warn_of_unlikely_births(learners: TableRows, stays: Iterable[Stay]) -> None:
    """Warn of birth dates that make somebody a small child or a Methuselah when the first stay begins."""
    begins = min((stay.first_day for stay in stays), default=None)
    if begins is None:
        return
    first, last = _years_before(begins, OLDEST + 1), _years_before(begins, YOUNGEST)
    for index, born in enumerate(learners["birth_date"]):
        if is_known(born) and not first < born <= last:
            expected = Said(
                "the birth date of somebody who is {youngest} to {oldest} years old when the first stay begins",
                youngest=YOUNGEST,
                oldest=OLDEST,
            )
            learners.report(index, "birth_date", "birth-date-unlikely", expected, severity="warning")


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def warn_of_lost_wishes(tables: Mapping[str, TableRows]) -> None:
    """Warn of wishes that nothing in the round is called by, each where it stands first."""
    if not all(name in tables and tables[name].readable for name in ("learners", *NAMES)):
        return
    known = {fold(str(value)) for name, columns in NAMES.items() for value in _values(tables[name], columns)}
    seen: set[str] = set()
    for index, wishes in enumerate(tables["learners"]["preferences"]):
        for wish in wishes if is_known(wishes) else ():
            if wish not in seen and fold(wish) not in known:
                rows = tables["learners"]
                place = rows.file, rows.numbers[index], "preferences"
                rows.problems.append(Problem(*place, "wish-unknown", shortened(wish), Said(NOWHERE), "warning"))
            seen.add(wish)


def _values(rows: TableRows, columns: Iterable[str]) -> Iterable[object]:
    return (value for column in columns for value in set(rows[column]) if is_known(value))
