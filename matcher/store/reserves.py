"""The reserve list: who comes next within a study field when somebody drops out."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.events import record_event
from matcher.store.tables import LearnerRow, ProposalRow
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, learners_visible_to


def rank_reserves(session: Session, viewer: Viewer, round_id: str, ranks: Mapping[str, int | None]) -> None:
    """Set learners' places on the reserve list; None puts one back on the main list.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates nor sends, or doesn't see a learner.
    """
    viewer = acting_as(viewer, "ranking the reserve list", ("coordinator", "sending", "school"))
    for id, rank in ranks.items():
        row = session.scalar(learners_visible_to(viewer, round_id).where(LearnerRow.id == id))
        as_seen(row, "learner", id).reserve_rank = rank
    record_event(session, viewer, "rank reserves", round_id=round_id)


def next_reserves(session: Session, viewer: Viewer, round_id: str, isced_f: str) -> list[LearnerRow]:
    """Return reserve learners of a field who have no live proposal, in list order."""
    live = select(ProposalRow.learner_id).where(ProposalRow.round_id == round_id, ProposalRow.state.in_(LIVE_STATES))
    rows = learners_visible_to(viewer, round_id).where(
        LearnerRow.reserve_rank.is_not(None), LearnerRow.isced_f == isced_f, LearnerRow.id.not_in(live)
    )
    return list(session.scalars(rows.order_by(LearnerRow.reserve_rank, LearnerRow.key)))
