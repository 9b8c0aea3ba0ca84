"""What waits for somebody in a round: how many decisions are theirs to take."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matcher.store.tables import FlowCellRow, ObjectionRow, ProposalRow, PublicationRow, RequestRow, RunRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from matcher.store.visible import (
    flow_cells_visible_to,
    objections_visible_to,
    proposals_visible_to,
    requests_visible_to,
    runs_visible_to,
)

Kind = Literal[
    "proposals_for_sending", "proposals_for_learners", "proposals_for_hosting", "drafts_to_refine",
    "requests_to_settle", "objections_to_review", "runs_to_look_at", "flow_cells_to_agree",
]  # fmt: skip


def waiting_counts(session: Session, viewer: Viewer, round_id: str) -> Mapping[Kind, int]:
    """Return how many of each kind wait for the viewer; kinds that nothing waits of are left out."""
    counts: dict[Kind, int] = {}
    for role in sorted(viewer.roles):
        for kind, rows in _waiting_for(role, Viewer(viewer.person, viewer.organisation, frozenset({role})), round_id):
            count = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
            counts[kind] = counts.get(kind, 0) + count
    return {kind: count for kind, count in counts.items() if count}


def _waiting_for(role: Role, viewer: Viewer, round_id: str) -> list[tuple[Kind, Select[Any]]]:
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
        requests = requests_visible_to(viewer, round_id).where(RequestRow.state == "answered")
        objections = objections_visible_to(viewer, round_id).where(ObjectionRow.state == "open")
        published = select(PublicationRow.run_id).where(PublicationRow.round_id == round_id)
        runs = runs_visible_to(viewer, round_id).where(RunRow.kind == "batch", RunRow.state == "complete")
        return [
            ("requests_to_settle", requests.with_only_columns(RequestRow.id)),
            ("objections_to_review", objections.with_only_columns(ObjectionRow.id)),
            ("runs_to_look_at", runs.where(RunRow.id.not_in(published)).with_only_columns(RunRow.id)),
            open_cells,
        ]
    if role in ("sending", "school"):
        waiting: list[tuple[Kind, Select[Any]]] = [
            ("proposals_for_sending", _ids(proposals.where(ProposalRow.state == "proposed"))),
            ("proposals_for_learners", _ids(proposals.where(ProposalRow.state == "accepted_by_hosting"))),
        ]
        return [*waiting, open_cells] if role == "sending" else waiting
    return []


def _ids(proposals: Select[ProposalRow]) -> Select[Any]:
    return proposals.with_only_columns(ProposalRow.id)
