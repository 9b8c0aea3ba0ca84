"""Checks across tables: what one table names, another has; every bad reference is reported once, where it stands."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from matcher.errors import Problem
from matcher.model import Reserve, Waiver
from matcher.reading.checks import is_known
from matcher.reading.memo import BAD
from matcher.reading.table_rows import TableRows
from matcher.said import N_, Said

Tables = Mapping[str, TableRows]
MOST_LIKENED = 50  # ids that are not there, for which a near one is looked for


class Reference(NamedTuple):
    """A column whose cells name rows of another table, or stays."""

    table: str
    column: str
    target: str
    noun: str


REFERENCES = (
    Reference("learners", "stay", "stays", N_("stay")),
    Reference("learners", "group", "groups", N_("group")),
    Reference("learners", "sending_partner", "sending_partners", N_("sending partner")),
    Reference("placements", "destination", "destinations", N_("destination")),
    Reference("groups", "stay", "stays", N_("stay")),
    Reference("groups", "sending_partner", "sending_partners", N_("sending partner")),
    Reference("groups", "destination", "destinations", N_("destination")),
    Reference("pins", "learner", "learners", N_("learner")),
    Reference("pins", "group", "groups", N_("group")),
    Reference("pins", "placement", "placements", N_("placement")),
    Reference("pins", "destination", "destinations", N_("destination")),
    Reference("flow_plan", "sending_partner", "sending_partners", N_("sending partner")),
    Reference("flow_plan", "destination", "destinations", N_("destination")),
    Reference("flow_plan", "stay", "stays", N_("stay")),
)
PREVIOUS_REFERENCES = (
    Reference("previous", "learner", "learners", N_("learner")),
    Reference("previous", "placement", "placements", N_("placement")),
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
                expected = Said(
                    "a {noun} of this round; this earlier assignment was left out", noun=Said(reference.noun)
                )
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
    noun = Said(reference.noun)
    near = _Near(known)
    for index, value in enumerate(rows[reference.column]):
        if is_known(value) and value not in known:
            meant = near.to(value)
            expected = Said("the id of a {noun} of this round", noun=noun)
            if meant:
                expected = Said("the id of a {noun} of this round; is it {meant}?", noun=noun, meant=repr(meant))
            rows.refuse(index, reference.column, code, expected)


class _Near:
    """Finds the id that was probably meant: another case, or a slip; only so many slips are looked into."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._meant: dict[str, str | None] = {}

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {str(name).casefold(): str(name) for name in sorted(map(str, self._known))}

    def to(self, value: str) -> str | None:
        if value not in self._meant and len(self._meant) < MOST_LIKENED:
            near = get_close_matches(value.casefold(), self._folded, n=1, cutoff=0.75)
            self._meant[value] = self._folded[near[0]] if near else None
        return self._meant.get(value) or self._folded.get(value.casefold())


def check_waivers(tables: Tables, waivers: Mapping[int, Waiver], file: str) -> list[Problem]:
    """Report waivers for learners or placements that are not there."""
    problems = []
    for number, waiver in waivers.items():
        for column, value in (("learner", waiver.learner), ("placement", waiver.placement)):
            known = _ids(tables, f"{column}s", None)
            if value is not None and known is not None and value not in known:
                place = f"rules.waivers[{number}].{column}"
                expected = Said("the id of a {noun} of this round", noun=Said(column))
                problems.append(Problem(file, 0, place, f"unknown-{column}", value, expected))
    return problems


def check_reserve(tables: Tables, reserve: Reserve | None, file: str) -> list[Problem]:
    """Report destinations with a reserve that are not there."""
    known = _ids(tables, "destinations", None)
    missing = [town for town in reserve.at if known is not None and town not in known] if reserve else []
    expected = Said("the id of a {noun} of this round", noun=Said("destination"))
    return [Problem(file, 0, "rules.reserve.at", "unknown-destination", town, expected) for town in missing]
