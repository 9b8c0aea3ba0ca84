"""What waits for somebody in a round: how many decisions are theirs to take."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from matcher.store.learners import LACKS
from matcher.store.loose_ends import ended_without_another
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
from matcher.store.tables.rounds import PLANNABLE
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


def waiting_counts(session: Session, viewer: Viewer, round_ids: Collection[str]) -> Mapping[str, Mapping[Kind, int]]:
    """Return by round how many of each kind wait for the viewer; kinds that nothing waits of are left out."""
    found: dict[str, dict[Kind, int]] = {id: defaultdict(int) for id in round_ids}
    states = _states(session, viewer, round_ids)
    for role in sorted(viewer.roles):
        for kind, rows in _waiting_for(role, replace(viewer, roles=frozenset({role})), round_ids):
            waiting = rows.subquery()
            counted = select(waiting.c.round_id, func.count()).group_by(waiting.c.round_id)
            for round_id, count in session.execute(counted):
                if _is_asked(kind, states[round_id]):
                    found[round_id][kind] += count
    return found


def _states(session: Session, viewer: Viewer, round_ids: Collection[str]) -> Mapping[str, str]:
    rows = rounds_visible_to(viewer).where(RoundRow.id.in_(round_ids))
    return {row.id: row.state for row in session.execute(rows.with_only_columns(RoundRow.id, RoundRow.state))}


def _is_asked(kind: Kind, state: str) -> bool:
    return state == "open" if kind == "parties_to_link" else kind not in OF_PLANNING or state in PLANNABLE


def _waiting_for(role: Role, viewer: Viewer, round_ids: Collection[str]) -> list[tuple[Kind, Any]]:
    """What waits for who has this role alone; each selects the round of every row."""
    proposals = _here(proposals_visible_to(viewer), ProposalRow, round_ids)
    cells = _here(flow_cells_visible_to(viewer), FlowCellRow, round_ids).where(FlowCellRow.agreed.is_(None))
    open_cells: tuple[Kind, Select[Any]] = ("flow_cells_to_agree", cells)
    if role == "hosting":
        drafts = _here(requests_visible_to(viewer), RequestRow, round_ids).where(RequestRow.state == "answered")
        return [
            ("proposals_for_hosting", proposals.where(ProposalRow.state == "accepted_by_sending")),
            ("drafts_to_refine", drafts),
            open_cells,
        ]
    if role == "coordinator":
        requests = _here(requests_visible_to(viewer), RequestRow, round_ids)
        objections = _here(objections_visible_to(viewer), ObjectionRow, round_ids)
        own = rounds_visible_to(viewer).where(RoundRow.id.in_(round_ids)).with_only_columns(RoundRow.id)
        ended = ended_without_another().where(ProposalRow.round_id.in_(own)).order_by(None)
        return [
            ("requests_to_settle", requests.where(RequestRow.state == "answered", _found())),
            ("objections_to_review", objections.where(ObjectionRow.state == "open")),
            ("runs_to_look_at", _drafts(_here(runs_visible_to(viewer), RunRow, round_ids))),
            ("loose_ends", ended.with_only_columns(ProposalRow.round_id)),
            ("parties_to_link", _unlinked(own)),
            open_cells,
        ]
    if role in ("sending", "school"):
        learners = _here(learners_visible_to(viewer), LearnerRow, round_ids)
        waiting: list[tuple[Kind, Any]] = [
            ("proposals_for_sending", proposals.where(ProposalRow.state == "proposed")),
            ("proposals_for_learners", proposals.where(ProposalRow.state == "accepted_by_hosting")),
            ("learners_without_study", learners.where(LACKS["study"])),
            ("learners_without_languages", learners.where(LACKS["languages"])),
        ]
        return [*waiting, open_cells] if role == "sending" else waiting
    return []


def _here(rows: Select[Any], table: Any, round_ids: Collection[str]) -> Select[Any]:
    return rows.where(table.round_id.in_(round_ids)).with_only_columns(table.round_id)


def _found() -> ColumnElement[bool]:
    """Whether a run found an answer: where it failed or was cancelled, it is the asker who asks again."""
    failed: ColumnElement[str] = RequestRow.answer["failure"].as_string()
    return failed.is_(None)


def _drafts(runs: Select[Any]) -> Select[Any]:
    """Of these the complete plans that are newer than the one published last in their round."""
    of_round = PublicationRow.round_id == RunRow.round_id
    last = select(func.max(PublicationRow.published_at)).where(of_round).scalar_subquery()
    published = select(PublicationRow.run_id).where(of_round)
    newer = or_(last.is_(None), RunRow.finished_at > last)
    return runs.where(RunRow.kind == "batch", RunRow.state == "complete", newer, RunRow.id.not_in(published))


def _unlinked(own: Select[Any]) -> Any:
    """The parties of rounds that no organisation stands behind."""
    return union_all(
        *(
            select(table.round_id).where(table.round_id.in_(own), table.organisation_id.is_(None))
            for table in (SendingPartnerRow, SchoolRow, HostingPartnerRow)
        )
    )
