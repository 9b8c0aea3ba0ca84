"""Checks within one table: cells of a row that contradict each other."""

from collections.abc import Callable, Mapping
from typing import Any

from matcher.errors import Problem
from matcher.reading.memo import BAD
from matcher.reading.table_rows import TableRows
from matcher.said import Counted, Said, Typed

NO_COUNTRY = Counted(
    "count",
    "a country here or the country of their sending partner: without one the rule host_country_differs shuts every"
    " placement to {count} learner",
    "a country here or the country of their sending partner: without one the rule host_country_differs shuts every"
    " placement to {count} learners",
)
NO_COUNTRIES = Counted(
    "count",
    "a country here or a table sending_partners with countries: without one the rule host_country_differs shuts every"
    " placement to {count} learner",
    "a country here or a table sending_partners with countries: without one the rule host_country_differs shuts every"
    " placement to {count} learners",
)
Check = Callable[[TableRows], None]


def check_rows(rows: TableRows) -> None:
    """Report rows that cannot be true, whatever the other tables say."""
    for check in CHECKS.get(rows.table.name, ()):
        check(rows)


def is_known(value: Any) -> bool:
    """Whether there is a value that nothing was wrong with."""
    return value is not None and value is not BAD


def warn_of_missing_countries(learners: TableRows, partners: TableRows | None) -> None:
    """Say once how many learners have no country, neither their own nor their sending partner's."""
    pairs = zip(learners.numbers, learners["country"], learners["sending_partner"], strict=True)
    missing = [number for number, country, partner in pairs if country is None and partner is not BAD]
    if not missing or not (partners is None or partners.readable):
        return
    expected = Said(NO_COUNTRY if partners and partners.file else NO_COUNTRIES, count=len(missing))
    row = missing[0] if len(missing) < len(learners) else 0
    learners.problems.append(Problem(learners.file, row, "country", "country-missing", "", expected, "warning"))


def _not_below(high: str, low: str, code: str) -> Check:
    """The column `high` is nowhere less than `low`."""

    def check(rows: TableRows) -> None:
        for index, (least, most) in enumerate(zip(rows[low], rows[high], strict=True)):
            if is_known(least) and is_known(most) and most < least:
                expected = Said(
                    "{high} not less than {low}, which is {least}",
                    high=repr(high),
                    low=repr(low),
                    least=Typed(str(least)),
                )
                rows.report(index, high, code, expected)

    return check


def _exactly_one(first: str, second: str, code: str) -> Check:
    """One of the two columns is filled, not both."""

    def check(rows: TableRows) -> None:
        for index, (one, other) in enumerate(zip(rows[first], rows[second], strict=True)):
            if (one is None) == (other is None):
                rows.report(
                    index, first, code, Said("a {first} or a {second}, one of the two", first=first, second=second)
                )

    return check


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "learners": (_not_below("available_to", "available_from", "end-before-start"),),
    "placements": (_not_below("to", "from", "end-before-start"),),
    "sending_partners": (_not_below("ceiling", "floor", "floor-above-ceiling"),),
    "flow_plan": (_not_below("ceiling", "floor", "floor-above-ceiling"),),
    "pins": (
        _exactly_one("learner", "group", "pin-for-nobody"),
        _exactly_one("placement", "destination", "pin-to-nowhere"),
    ),
}
