"""The rules of a round: a change appends the next version."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.model import Rules
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.tables import RulesRow
from matcher.store.viewers import Viewer


def add_rules(session: Session, viewer: Viewer, round_id: str, rules: Rules, why: str = "") -> int:
    """Append a version of the rules and return its number, 1 being the first.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    """
    own_round(session, viewer, round_id, "changing rules")
    latest = session.scalar(select(func.max(RulesRow.version)).where(RulesRow.round_id == round_id)) or 0
    session.add(
        RulesRow(
            round_id=round_id,
            version=latest + 1,
            digest=rules.version,
            body=rules.model_dump(mode="json"),
            author=viewer.person,
            reason=why,
        )
    )
    record_event(session, viewer, "change rules", {"rules": latest + 1}, round_id=round_id, why=why)
    return latest + 1


def current_rules(session: Session, round_id: str) -> Rules:
    body = session.scalars(
        select(RulesRow.body).where(RulesRow.round_id == round_id).order_by(RulesRow.version.desc()).limit(1)
    ).one()
    return Rules.model_validate(body)
