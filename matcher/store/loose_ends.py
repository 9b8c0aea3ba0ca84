"""What came undone since a round was published: whose proposal ended without another, and who could come instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from matcher.store.links import own_round
from matcher.store.reserves import reserves
from matcher.store.tables import LearnerRow, PlacementRow, ProposalRow
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.learners import is_about
from matcher.store.viewers import Viewer

MEANT_TO_END = ("planned_anew", "erased")
"""Reasons after which nothing is to be mended."""


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """A re-run that changes as little as possible would mend what is in `ended` and `on_withdrawn`.

    Attributes
    ----------
    ended
        The last proposal of each learner who has no live one and whose own was declined or withdrawn.
    on_withdrawn
        Live proposals on placements that are no longer offered.
    reserves
        Learners on the reserve list by study field, in list order; those without a field under "".
    """

    ended: Sequence[ProposalRow]
    on_withdrawn: Sequence[ProposalRow]
    reserves: dict[str, list[str]]

    @property
    def suggests_rerun(self) -> bool:
        return bool(self.ended or self.on_withdrawn)


def loose_ends(session: Session, viewer: Viewer, round_id: str) -> LooseEnds:
    """Look for them.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    """
    own_round(session, viewer, round_id, "mending a round")
    return LooseEnds(
        ended=session.scalars(ended_without_another().where(ProposalRow.round_id == round_id)).all(),
        on_withdrawn=session.scalars(_on_withdrawn(round_id)).all(),
        reserves=reserves(session, viewer, round_id),
    )


def ended_without_another() -> Select[ProposalRow]:
    """Select the last proposal of each learner who has no live one and whose own was declined or withdrawn."""
    other = aliased(ProposalRow)
    same = (other.round_id == ProposalRow.round_id) & (other.learner_id == ProposalRow.learner_id)
    later = (other.created_at > ProposalRow.created_at) | other.state.in_(LIVE_STATES)
    return (
        select(ProposalRow)
        .where(ProposalRow.state.in_(("declined", "withdrawn")))
        .where(ProposalRow.reason_code.not_in(MEANT_TO_END), ~exists().where(same, later), _is_there())
        .order_by(ProposalRow.learner_id)
    )


def _is_there() -> ColumnElement[bool]:
    return exists().where(is_about(ProposalRow), LearnerRow.erased_at.is_(None))


def _on_withdrawn(round_id: str) -> Select[ProposalRow]:
    same = (PlacementRow.round_id == ProposalRow.round_id) & (PlacementRow.id == ProposalRow.placement_id)
    rows = select(ProposalRow).join(PlacementRow, same).where(ProposalRow.round_id == round_id)
    gone = PlacementRow.withdrawn_at.is_not(None), ProposalRow.state.in_(LIVE_STATES)
    return rows.where(*gone).order_by(ProposalRow.learner_id)
