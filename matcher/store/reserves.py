"""The reserve list: who comes next within a study field when somebody drops out."""

from collections.abc import Mapping

from sqlalchemy import func
from sqlalchemy.orm import Session

from matcher.store.events import record_event
from matcher.store.rounds import get_round
from matcher.store.tables import LearnerRow
from matcher.store.tables.decisions import proposed_in
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, learners_visible_to


def rank_reserves(
    session: Session,
    viewer: Viewer,
    round_id: str,
    ranks: Mapping[str, int | None],
    moved: str | None = None,
    why: str = "",
) -> None:
    """Set learners' places on the reserve list; None puts one back on the main list.

    Who has a live proposal keeps it, and waits on the list once that ends.

    Parameters
    ----------
    moved
        Whom of them it is about, if it is one: the others' places only follow.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates nor sends, or doesn't see a learner.
    """
    get_round(session, viewer, round_id)
    viewer = acting_as(viewer, "ranking the reserve list", ("coordinator", "sending", "school"))
    rows = session.scalars(learners_visible_to(viewer, round_id).where(LearnerRow.id.in_(ranks)))
    seen = {row.id: row for row in rows}
    for id, rank in ranks.items():
        as_seen(seen.get(id), "learner", id).reserve_rank = rank
    subjects = {"learner": seen[moved].key} if moved in seen else {}
    record_event(session, viewer, "rank reserves", subjects, round_id=round_id, why=why)


def reserves(session: Session, viewer: Viewer, round_id: str) -> dict[str, list[str]]:
    """Return who waits on the reserve list and has no live proposal, by study field and in list order.

    The field is the one stated; who states only a title stands under "".
    """
    waits = LearnerRow.reserve_rank.is_not(None), LearnerRow.id.not_in(proposed_in(round_id))
    rows = learners_visible_to(viewer, round_id).where(*waits)
    found: dict[str, list[str]] = {}
    for row in session.scalars(rows.order_by(LearnerRow.isced_f, LearnerRow.reserve_rank, LearnerRow.key)):
        found.setdefault(row.isced_f or "", []).append(row.id)
    return found


def reserve_order(session: Session, viewer: Viewer, round_id: str) -> list[str]:
    """Return everybody on the reserve list in its order, over all fields."""
    rows = learners_visible_to(viewer, round_id).where(LearnerRow.reserve_rank.is_not(None))
    return list(
        session.scalars(rows.order_by(LearnerRow.reserve_rank, LearnerRow.key).with_only_columns(LearnerRow.id))
    )


def last_rank(session: Session, viewer: Viewer, round_id: str) -> int:
    """Return the last place that is taken on the reserve list, 0 if nobody is on it."""
    rows = learners_visible_to(viewer, round_id).with_only_columns(func.max(LearnerRow.reserve_rank))
    return session.scalar(rows) or 0
