"""Checks across tables: what one table names, another has; every bad reference is reported once, where it stands."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from matcher.errors import Problem
from matcher.model import Waiver
from matcher.reading.checks import is_known
from matcher.reading.memo import BAD
from matcher.reading.table_rows import TableRows

Tables = Mapping[str, TableRows]


class Reference(NamedTuple):
    """A column whose cells name rows of another table, or stays."""

    table: str
    column: str
    target: str
    noun: str


REFERENCES = (
    Reference("learners", "stay", "stays", "stay"),
    Reference("learners", "group", "groups", "group"),
    Reference("learners", "sending_partner", "sending_partners", "sending partner"),
    Reference("placements", "destination", "destinations", "destination"),
    Reference("groups", "stay", "stays", "stay"),
    Reference("groups", "sending_partner", "sending_partners", "sending partner"),
    Reference("groups", "destination", "destinations", "destination"),
    Reference("pins", "learner", "learners", "learner"),
    Reference("pins", "group", "groups", "group"),
    Reference("pins", "placement", "placements", "placement"),
    Reference("pins", "destination", "destinations", "destination"),
    Reference("flow_plan", "sending_partner", "sending_partners", "sending partner"),
    Reference("flow_plan", "destination", "destinations", "destination"),
    Reference("flow_plan", "stay", "stays", "stay"),
)
PREVIOUS_REFERENCES = (
    Reference("previous", "learner", "learners", "learner"),
    Reference("previous", "placement", "placements", "placement"),
)


def check_references(tables: Tables, stays: Collection[str] | None) -> None:
    """Report every reference to something that is not there. `stays` None: the stays could not be read."""
    for reference in REFERENCES:
        known = _ids(tables, reference.target, stays)
        if reference.table in tables and known is not None:
            _check_reference(tables[reference.table], reference, known)


def leave_out_lost_assignments(tables: Tables) -> None:
    """Earlier assignments of learners or placements that are gone: reported as warnings, and not taken over."""
    for reference in PREVIOUS_REFERENCES:
        known = _ids(tables, reference.target, None)
        if "previous" not in tables or known is None:
            continue
        rows = tables["previous"]
        column = rows[reference.column]
        for index, value in enumerate(column):
            if is_known(value) and value not in known and rows["learner"][index] is not BAD:
                expected = f"a {reference.noun} of this round; this earlier assignment was left out"
                rows.report(index, reference.column, "assignment-left-out", expected, severity="warning")
                rows["learner"][index] = BAD


def _ids(tables: Tables, target: str, stays: Collection[str] | None) -> Collection[str] | None:
    """The ids that may be named, None where they cannot be known."""
    if target == "stays":
        return stays
    rows = tables.get(target)
    return set(rows["id"]) if rows is not None and rows.readable else None


def _check_reference(rows: TableRows, reference: Reference, known: Collection[str]) -> None:
    code = f"unknown-{reference.noun.replace(' ', '-')}"
    expected = f"the id of a {reference.noun} of this round"
    folded = None
    for index, value in enumerate(rows[reference.column]):
        if is_known(value) and value not in known:
            folded = folded or {str(name).casefold(): name for name in known}
            meant = folded.get(value.casefold())
            rows.refuse(index, reference.column, code, expected + (f"; is it {meant!r}?" if meant else ""))


def check_waivers(tables: Tables, waivers: Mapping[int, Waiver], file: str) -> list[Problem]:
    """Report waivers for learners or placements that are not there."""
    problems = []
    for number, waiver in waivers.items():
        for column, value in (("learner", waiver.learner), ("placement", waiver.placement)):
            known = _ids(tables, f"{column}s", None)
            if value is not None and known is not None and value not in known:
                place = f"rules.waivers[{number}].{column}"
                expected = f"the id of a {column} of this round"
                problems.append(Problem(file, 0, place, f"unknown-{column}", value, expected))
    return problems
