"""The rules of a round: a change appends the next version.

Waivers name people, so they stand in a table of their own: the versions are never rewritten, and a person can still be
forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from matcher.model import Rules, Waiver
from matcher.store.errors import ReferenceMissing, StaleVersion
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.rounds import get_round
from matcher.store.tables import LearnerRow, PlacementRow, RulesRow, WaiverRow
from matcher.store.viewers import Viewer
from matcher.store.visible import rounds_overseen_by


def add_rules(
    session: Session, viewer: Viewer, round_id: str, rules: Rules, why: str = "", version: int | None = None
) -> int:
    """Append a version of the rules and return its number, 1 being the first.

    Parameters
    ----------
    version
        What the viewer had before their eyes; None: whatever it is.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    StaleVersion
        If the rules have changed since `version`.
    """
    own_round(session, viewer, round_id, "changing rules", hold=True)
    latest = session.scalar(select(func.max(RulesRow.version)).where(RulesRow.round_id == round_id)) or 0
    if version is not None and version != latest:
        raise StaleVersion("rules of round", round_id)
    session.add(
        RulesRow(
            round_id=round_id,
            version=latest + 1,
            digest=rules.version,
            body=rules.model_dump(mode="json", exclude={"waivers"}),
            author=viewer.person,
            reason=why,
        )
    )
    session.flush()
    _add_waivers(session, round_id, latest + 1, rules.waivers)
    record_event(session, viewer, "change rules", {"rules": latest + 1}, round_id=round_id, why=why)
    return latest + 1


def check_waivers(session: Session, round_id: str, rules: Rules) -> None:
    """Raise ReferenceMissing if a waiver names a learner or placement that the round does not have."""
    for table, named in (
        (LearnerRow, {waiver.learner for waiver in rules.waivers}),
        (PlacementRow, {waiver.placement for waiver in rules.waivers}),
    ):
        wanted = named - {None}
        there = select(func.count()).where(table.round_id == round_id, table.id.in_(wanted))
        if wanted and session.scalar(there) != len(wanted):
            raise ReferenceMissing("waivers")


def current_rules(session: Session, round_id: str) -> Rules:
    """Return the rules that hold now, but for waivers of people erased since."""
    rows = select(RulesRow).where(RulesRow.round_id == round_id).order_by(RulesRow.version.desc())
    row = session.scalars(rows.limit(1)).one()
    return _rules_of(row, _waivers(session, round_id, WaiverRow.version == row.version))


def list_rules(session: Session, viewer: Viewer, round_id: str) -> list[tuple[RulesRow, Rules]]:
    """Return every version of a round's rules, the newest first; waivers only to who oversees the round.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    oversees = session.scalar(rounds_overseen_by(viewer, round_id)) is not None
    rows = session.scalars(select(RulesRow).where(RulesRow.round_id == round_id).order_by(RulesRow.version.desc()))
    waivers = _waivers(session, round_id) if oversees else {}
    return [(row, _rules_of(row, waivers)) for row in rows]


def _add_waivers(session: Session, round_id: str, version: int, waivers: Iterable[Waiver]) -> None:
    rows = [
        {
            "round_id": round_id,
            "version": version,
            "position": position,
            "rule": waiver.rule,
            "learner_id": waiver.learner,
            "placement_id": waiver.placement,
            "reason": waiver.reason,
            "author": waiver.author,
        }
        for position, waiver in enumerate(waivers)
    ]
    if rows:
        session.execute(insert(WaiverRow), rows)


def _waivers(session: Session, round_id: str, *only: ColumnElement[bool]) -> Mapping[int, list[dict[str, Any]]]:
    """Waivers by the version of the rules that they stand in."""
    rows = select(WaiverRow).where(WaiverRow.round_id == round_id, *only).order_by(WaiverRow.position)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in session.scalars(rows):
        found[row.version].append(_waiver_of(row))
    return found


def _rules_of(row: RulesRow, waivers: Mapping[int, list[dict[str, Any]]]) -> Rules:
    return Rules.model_validate(row.body | {"waivers": waivers.get(row.version, [])})


def _waiver_of(row: WaiverRow) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "learner": row.learner_id,
        "placement": row.placement_id,
        "reason": row.reason,
        "author": row.author,
    }
