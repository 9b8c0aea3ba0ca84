"""What waits for somebody in a round: how many decisions are theirs to take."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from matcher.store.learners import LACKS
from matcher.store.loose_ends import ended_without_another
from matcher.store.publishing import PLANNABLE
from matcher.store.tables import (
    FlowCellRow,
    HostingPartnerRow,
    LearnerRow,
    ObjectionRow,
    ProposalRow,
    PublicationRow,
    RequestRow,
    RoundRow,
    RunRow,
    SchoolRow,
    SendingPartnerRow,
)
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from matcher.store.visible import (
    flow_cells_visible_to,
    learners_visible_to,
    objections_visible_to,
    proposals_visible_to,
    requests_visible_to,
    rounds_visible_to,
    runs_visible_to,
)

Kind = Literal[
    "proposals_for_sending", "proposals_for_learners", "proposals_for_hosting", "drafts_to_refine",
    "requests_to_settle", "objections_to_review", "runs_to_look_at", "flow_cells_to_agree", "learners_without_study",
    "learners_without_languages", "parties_to_link", "loose_ends",
]  # fmt: skip

OF_PLANNING: frozenset[Kind] = frozenset(
    {"runs_to_look_at", "learners_without_study", "learners_without_languages", "loose_ends"}
)
"""Kinds that wait for nobody once a round is closed."""


def waiting_counts(session: Session, viewer: Viewer, round_id: str) -> Mapping[Kind, int]:
    """Return how many of each kind wait for the viewer; kinds that nothing waits of are left out."""
    counts: dict[Kind, int] = {}
    state = session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id).with_only_columns(RoundRow.state))
    over = OF_PLANNING if state not in PLANNABLE else frozenset()
    for role in sorted(viewer.roles):
        for kind, rows in _waiting_for(role, Viewer(viewer.person, viewer.organisation, frozenset({role})), round_id):
            if kind in over or (kind == "parties_to_link" and state != "open"):
                continue
            count = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
            counts[kind] = counts.get(kind, 0) + count
    return {kind: count for kind, count in counts.items() if count}


def _waiting_for(role: Role, viewer: Viewer, round_id: str) -> list[tuple[Kind, Any]]:
    proposals = proposals_visible_to(viewer, round_id)
    cells = flow_cells_visible_to(viewer, round_id).where(FlowCellRow.agreed.is_(None))
    open_cells: tuple[Kind, Select[Any]] = ("flow_cells_to_agree", cells.with_only_columns(FlowCellRow.id))
    if role == "hosting":
        drafts = requests_visible_to(viewer, round_id).where(RequestRow.state == "answered")
        return [
            ("proposals_for_hosting", _ids(proposals.where(ProposalRow.state == "accepted_by_sending"))),
            ("drafts_to_refine", drafts.with_only_columns(RequestRow.id)),
            open_cells,
        ]
    if role == "coordinator":
        requests = requests_visible_to(viewer, round_id).where(RequestRow.state == "answered", _found())
        objections = objections_visible_to(viewer, round_id).where(ObjectionRow.state == "open")
        own = rounds_visible_to(viewer).where(RoundRow.id == round_id).with_only_columns(RoundRow.id)
        ended = ended_without_another(round_id).where(ProposalRow.round_id.in_(own)).order_by(None)
        return [
            ("requests_to_settle", requests.with_only_columns(RequestRow.id)),
            ("objections_to_review", objections.with_only_columns(ObjectionRow.id)),
            ("runs_to_look_at", _drafts(viewer, round_id)),
            ("loose_ends", _ids(ended)),
            ("parties_to_link", _unlinked(own)),
            open_cells,
        ]
    if role in ("sending", "school"):
        learners = learners_visible_to(viewer, round_id)
        waiting: list[tuple[Kind, Any]] = [
            ("proposals_for_sending", _ids(proposals.where(ProposalRow.state == "proposed"))),
            ("proposals_for_learners", _ids(proposals.where(ProposalRow.state == "accepted_by_hosting"))),
            ("learners_without_study", learners.where(LACKS["study"]).with_only_columns(LearnerRow.key)),
            ("learners_without_languages", learners.where(LACKS["languages"]).with_only_columns(LearnerRow.key)),
        ]
        return [*waiting, open_cells] if role == "sending" else waiting
    return []


def _found() -> ColumnElement[bool]:
    """Whether a run found an answer: where it failed or was cancelled, it is the asker who asks again."""
    failed: ColumnElement[str] = RequestRow.answer["failure"].as_string()
    return failed.is_(None)


def _drafts(viewer: Viewer, round_id: str) -> Select[Any]:
    """Complete plans that are newer than the one published last."""
    last = select(func.max(PublicationRow.published_at)).where(PublicationRow.round_id == round_id).scalar_subquery()
    runs = runs_visible_to(viewer, round_id).where(RunRow.kind == "batch", RunRow.state == "complete")
    published = select(PublicationRow.run_id).where(PublicationRow.round_id == round_id)
    newer = or_(last.is_(None), RunRow.finished_at > last)
    return runs.where(newer, RunRow.id.not_in(published)).with_only_columns(RunRow.id)


def _unlinked(own: Select[Any]) -> Any:
    """The parties of a round that no organisation stands behind."""
    return union_all(
        *(
            select(table.id).where(table.round_id.in_(own), table.organisation_id.is_(None))
            for table in (SendingPartnerRow, SchoolRow, HostingPartnerRow)
        )
    )


def _ids(proposals: Select[ProposalRow]) -> Select[Any]:
    return proposals.with_only_columns(ProposalRow.id)
