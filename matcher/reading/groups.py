"""Learners and their groups: one stay and one sending partner each, whichever of the two tables states it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from matcher.errors import Problem
from matcher.reading.checks import is_known
from matcher.reading.memo import BAD
from matcher.reading.table_rows import TableRows
from matcher.reading.tables import GROUPS, SENDING_PARTNERS
from matcher.said import Counted, Said

NO_GROUPS = Counted(
    "count",
    "a table groups; without it {count} group travels without companions",
    "a table groups; without it {count} groups travel without companions",
)


def groups_named_by(learners: TableRows) -> TableRows:
    """The groups that learners name, for a round that has no table of them; reported as a warning."""
    named = sorted({name for name in learners["group"] if is_known(name)})
    groups = TableRows(GROUPS, "", readable=learners.readable)
    groups.numbers = [0] * len(named)
    groups.values = {"id": list(named)}
    groups.extra = [()] * len(named)
    if named:
        expected = Said(NO_GROUPS, count=len(named))
        learners.problems.append(Problem(learners.file, 0, "group", "no-groups-table", "", expected, "warning"))
    return groups


def partners_named_by(learners: TableRows, groups: TableRows) -> TableRows:
    """The sending partners that learners and groups name, for a round that has no table of them."""
    named = sorted({name for rows in (learners, groups) for name in rows["sending_partner"] if is_known(name)})
    partners = TableRows(SENDING_PARTNERS, "", readable=learners.readable and groups.readable)
    partners.numbers = [0] * len(named)
    partners.values = {"id": list(named)}
    partners.extra = [()] * len(named)
    return partners


def settle_groups(learners: TableRows, groups: TableRows) -> None:
    """Give groups the stay of their learners and learners what their group states; report who disagrees."""
    if groups.readable:
        _settle_group_stays(learners, groups)
        _settle_learners(learners, groups, "stay", "group-two-stays")
        _settle_learners(learners, groups, "sending_partner", "group-of-another-partner")
    else:
        learners.values["stay"] = [
            BAD if stay is None and group is not None else stay
            for stay, group in zip(learners["stay"], learners["group"], strict=True)
        ]
    _report_without_stay(learners)


def _settle_group_stays(learners: TableRows, groups: TableRows) -> None:
    """A group without a stay has the one that most of its learners have, the first by name if it is a draw."""
    stays: dict[str, list[Any]] = defaultdict(list)
    for group, stay in zip(learners["group"], learners["stay"], strict=True):
        stays[group].append(stay)
    for index, (group, stay) in enumerate(zip(groups["id"], groups["stay"], strict=True)):
        if stay is None:
            counted = Counter(filter(is_known, stays[group]))
            ranked = sorted(counted, key=lambda name: (-counted[name], name))
            groups["stay"][index] = ranked[0] if ranked else BAD if BAD in stays[group] else None
            if not ranked and _is_to_blame(groups, learners, stays[group]):
                groups.refuse(
                    index, "stay", "missing-cell", Said("a stay, here or in the rows of the group's learners")
                )


def _is_to_blame(groups: TableRows, learners: TableRows, stays: list[Any]) -> bool:
    """Whether a stay that nobody states is missing in the group's row, and nowhere else."""
    listed_and_alone = bool(groups.file) and learners.readable and BAD not in stays
    return listed_and_alone and ("stay" in learners.columns or not stays)


def _settle_learners(learners: TableRows, groups: TableRows, column: str, code: str) -> None:
    stated: Mapping[str, Any] = dict(zip(reversed(groups["id"]), reversed(groups[column]), strict=True))
    values = learners[column]
    for index, group in enumerate(learners["group"]):
        of_group = stated.get(group)
        if group is BAD:
            values[index] = values[index] or BAD
        elif values[index] is None:
            values[index] = of_group
        elif is_known(of_group) and is_known(values[index]) and values[index] != of_group:
            learners.report(
                index, column, code, Said("{value}, as the group {group} has", value=repr(of_group), group=repr(group))
            )


def _report_without_stay(learners: TableRows) -> None:
    """Learners who have no stay and no group that could give one."""
    missing = [index for index, stay in enumerate(learners["stay"]) if stay is None]
    if missing and "stay" not in learners.columns:
        expected = Said("a column 'stay', or a group with a stay for every learner")
        learners.problems.append(Problem(learners.file, 1, "stay", "missing-column", "", expected))
        return
    for index in missing:
        learners.refuse(index, "stay", "missing-cell", Said("a stay, here or in the row of the learner's group"))
