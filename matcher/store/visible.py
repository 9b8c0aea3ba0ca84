"""Which rows a viewer may see: every query of the service starts from one of these selections.

| rows | coordinator | auditor | sending partner | school | hosting partner |
| --- | --- | --- | --- | --- | --- |
| rounds | own | all | takes part | takes part | takes part |
| destinations, placements | of own rounds | all | of the round | of the round | own destinations |
| sending partners | of own rounds | all | own | the one above it | with a flow or proposal at own destinations |
| schools | of own rounds | all | own | own | — |
| learners, groups, pins | of own rounds | all | own | own learners' | — |
| profiles | of own rounds | all | own | own | with a live proposal at own destinations |
| identities | of own rounds | — | own | own | with an accepted proposal at own destinations |
| proposals | of own rounds | all | own learners' | own learners' | at own destinations |
| objections | of own rounds | all | own learners' | own learners' | — |
| flow cells, budget lines | of own rounds | all | own | — | at own destinations |
| requests | of own rounds | all | — | — | own |
| runs | of own rounds | all | — | — | of own requests |
| assignments, unplaced, waivers | of own rounds | all | — | — | — |
| events | of own rounds, own | all | own | own | own |

An organisation in several roles sees what each of them sees, and no more. `learners_visible_to` gives whole matching
rows; what a hosting partner sees of a learner before the proposal is accepted is `profiles_visible_to`.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select, true, tuple_

from matcher.errors import UnknownId
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    BudgetLineRow,
    DestinationRow,
    EventRow,
    FlowCellRow,
    GroupRow,
    HostingPartnerRow,
    HostRow,
    IdentityRow,
    LearnerRow,
    ObjectionRow,
    PinRow,
    PlacementRow,
    ProposalRow,
    RequestRow,
    RoundRow,
    RunRow,
    SchoolRow,
    SendingPartnerRow,
    UnplacedRow,
)
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.learners import is_about
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer

RowT = TypeVar("RowT")
Clauses = Mapping[Role, ColumnElement[bool]]

PROFILE = (
    LearnerRow.round_id,
    LearnerRow.id,
    LearnerRow.stay_id,
    LearnerRow.sending_partner_id,
    LearnerRow.group_id,
    LearnerRow.study_title,
    LearnerRow.study_language,
    LearnerRow.isced_f,
    LearnerRow.eqf,
    LearnerRow.languages,
    LearnerRow.available_from,
    LearnerRow.available_to,
    LearnerRow.available_days,
    LearnerRow.needs,
    LearnerRow.skills,
)
"""What a hosting partner may know of a learner before the proposal is accepted: no school, no age, no preferences."""


def rounds_visible_to(viewer: Viewer) -> Select[RoundRow]:
    clauses: Clauses = {
        "coordinator": RoundRow.coordinator_id == viewer.organisation,
        "auditor": true(),
        "sending": RoundRow.id.in_(_takes_part(SendingPartnerRow, viewer)),
        "school": RoundRow.id.in_(_takes_part(SchoolRow, viewer)),
        "hosting": RoundRow.id.in_(_takes_part(HostingPartnerRow, viewer)),
    }
    return select(RoundRow).where(_any(viewer, clauses))


def rounds_overseen_by(viewer: Viewer, round_id: str) -> Select[RoundRow]:
    """Select the round if the viewer coordinates or audits it, and so sees all that is in it."""
    return select(RoundRow).where(RoundRow.id == round_id, _any(viewer, _overseen(viewer, RoundRow.id)))


def destinations_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[DestinationRow]:
    here = _pair(DestinationRow.round_id, DestinationRow.id)
    clauses = _offers(viewer, DestinationRow.round_id) | {"hosting": here.in_(_own_destinations(viewer))}
    return _rows(DestinationRow, viewer, clauses, round_id)


def hosts_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[HostRow]:
    clauses = _offers(viewer, HostRow.round_id) | {"hosting": _at_own_destination(HostRow, viewer)}
    return _rows(HostRow, viewer, clauses, round_id)


def placements_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[PlacementRow]:
    clauses = _offers(viewer, PlacementRow.round_id) | {"hosting": _at_own_destination(PlacementRow, viewer)}
    return _rows(PlacementRow, viewer, clauses, round_id)


def sending_partners_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[SendingPartnerRow]:
    here = _pair(SendingPartnerRow.round_id, SendingPartnerRow.id)
    above = select(SchoolRow.round_id, SchoolRow.sending_partner_id).where(
        SchoolRow.organisation_id == viewer.organisation
    )
    agreeing = select(FlowCellRow.round_id, FlowCellRow.sending_partner_id).where(
        _at_own_destination(FlowCellRow, viewer)
    )
    clauses: Clauses = _overseen(viewer, SendingPartnerRow.round_id) | {
        "sending": SendingPartnerRow.organisation_id == viewer.organisation,
        "school": here.in_(above),
        "hosting": or_(here.in_(agreeing), here.in_(_proposed_here(viewer, LearnerRow.sending_partner_id))),
    }
    return _rows(SendingPartnerRow, viewer, clauses, round_id)


def schools_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[SchoolRow]:
    clauses: Clauses = _overseen(viewer, SchoolRow.round_id) | {
        "sending": _pair(SchoolRow.round_id, SchoolRow.sending_partner_id).in_(_own_partners(viewer)),
        "school": SchoolRow.organisation_id == viewer.organisation,
    }
    return _rows(SchoolRow, viewer, clauses, round_id)


def learners_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[LearnerRow]:
    """Select whole matching rows, the erased left out."""
    return _rows(LearnerRow, viewer, _learners(viewer), round_id).where(LearnerRow.erased_at.is_(None))


def profiles_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[Any]:
    """Select the columns of `PROFILE`."""
    here = _pair(LearnerRow.round_id, LearnerRow.id)
    clauses = _learners(viewer) | {"hosting": here.in_(_proposed_here(viewer, LearnerRow.id))}
    rows = _rows(LearnerRow, viewer, clauses, round_id).where(LearnerRow.erased_at.is_(None))
    return rows.with_only_columns(*PROFILE)


def identities_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[IdentityRow]:
    """Select sealed identities; to audit a round one needs nobody's name."""
    clauses = _without("auditor", _learners(viewer))
    accepted = _proposed_here(viewer, LearnerRow.key, ("accepted",)).with_only_columns(LearnerRow.key)
    clauses["hosting"] = LearnerRow.key.in_(accepted)
    rows = _rows(IdentityRow, viewer, clauses, round_id)
    return rows.join(LearnerRow, LearnerRow.key == IdentityRow.learner_key)


def groups_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[GroupRow]:
    own = select(LearnerRow.round_id, LearnerRow.group_id).where(LearnerRow.school_id.in_(_own_schools(viewer)))
    clauses: Clauses = _overseen(viewer, GroupRow.round_id) | {
        "sending": _pair(GroupRow.round_id, GroupRow.sending_partner_id).in_(_own_partners(viewer)),
        "school": _pair(GroupRow.round_id, GroupRow.id).in_(own),
    }
    return _rows(GroupRow, viewer, clauses, round_id)


def pins_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[PinRow]:
    clauses = _overseen(viewer, PinRow.round_id) | _of_own_learners(PinRow, viewer)
    return _rows(PinRow, viewer, clauses, round_id)


def proposals_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[ProposalRow]:
    return _rows(ProposalRow, viewer, _proposals(viewer), round_id)


def objections_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[ObjectionRow]:
    clauses = _without("hosting", _proposals(viewer))
    rows = _rows(ObjectionRow, viewer, clauses, round_id)
    return rows.join(ProposalRow, ProposalRow.id == ObjectionRow.proposal_id)


def flow_cells_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[FlowCellRow]:
    return _rows(FlowCellRow, viewer, _flow_cells(viewer), round_id)


def budget_lines_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[BudgetLineRow]:
    rows = select(BudgetLineRow).join(FlowCellRow, FlowCellRow.id == BudgetLineRow.cell_id)
    rows = rows.where(_any(viewer, _flow_cells(viewer)))
    return rows if round_id is None else rows.where(FlowCellRow.round_id == round_id)


def requests_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[RequestRow]:
    clauses: Clauses = _overseen(viewer, RequestRow.round_id) | {
        "hosting": RequestRow.organisation_id == viewer.organisation
    }
    return _rows(RequestRow, viewer, clauses, round_id)


def runs_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[RunRow]:
    own = select(RequestRow.id).where(RequestRow.organisation_id == viewer.organisation)
    clauses: Clauses = _overseen(viewer, RunRow.round_id) | {"hosting": RunRow.request_id.in_(own)}
    return _rows(RunRow, viewer, clauses, round_id)


def allocations_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[AllocationRow]:
    return _rows(AllocationRow, viewer, _overseen(viewer, AllocationRow.round_id), round_id)


def assignments_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[AssignmentRow]:
    return _rows(AssignmentRow, viewer, _overseen(viewer, AssignmentRow.round_id), round_id)


def unplaced_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[UnplacedRow]:
    return _rows(UnplacedRow, viewer, _overseen(viewer, UnplacedRow.round_id), round_id)


def events_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[EventRow]:
    own = EventRow.organisation_id == viewer.organisation
    clauses: Clauses = {
        "coordinator": or_(own, EventRow.round_id.in_(_own_rounds(viewer))),
        "auditor": true(),
        "sending": own,
        "school": own,
        "hosting": own,
    }
    return _rows(EventRow, viewer, clauses, round_id)


def as_seen(session_row: RowT | None, kind: str, id: str) -> RowT:
    """Return the row, or raise UnknownId: whether what one may not see exists is not said."""
    if session_row is None:
        raise UnknownId(kind, id)
    return session_row


def _rows(table: type[RowT], viewer: Viewer, clauses: Clauses, round_id: str | None) -> Select[RowT]:
    rows = select(table).where(_any(viewer, clauses))
    return rows if round_id is None else rows.where(table.round_id == round_id)  # type: ignore[attr-defined]


def _any(viewer: Viewer, clauses: Clauses) -> ColumnElement[bool]:
    return or_(false(), *(clauses[role] for role in sorted(viewer.roles) if role in clauses))


def _without(role: Role, clauses: Clauses) -> dict[Role, ColumnElement[bool]]:
    return {other: clause for other, clause in clauses.items() if other != role}


def _overseen(viewer: Viewer, round_id: Any) -> dict[Role, ColumnElement[bool]]:
    return {"coordinator": round_id.in_(_own_rounds(viewer)), "auditor": true()}


def _offers(viewer: Viewer, round_id: Any) -> dict[Role, ColumnElement[bool]]:
    """A school chooses among all the round's placements, so its side sees what is offered."""
    return _overseen(viewer, round_id) | {
        "sending": round_id.in_(_takes_part(SendingPartnerRow, viewer)),
        "school": round_id.in_(_takes_part(SchoolRow, viewer)),
    }


def _learners(viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    return _overseen(viewer, LearnerRow.round_id) | {
        "sending": _pair(LearnerRow.round_id, LearnerRow.sending_partner_id).in_(_own_partners(viewer)),
        "school": LearnerRow.school_id.in_(_own_schools(viewer)),
    }


def _of_own_learners(table: Any, viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    here, learners = _pair(table.round_id, table.learner_id), _learners(viewer)
    own = select(LearnerRow.round_id, LearnerRow.id)
    return {"sending": here.in_(own.where(learners["sending"])), "school": here.in_(own.where(learners["school"]))}


def _proposals(viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    return (
        _overseen(viewer, ProposalRow.round_id)
        | _of_own_learners(ProposalRow, viewer)
        | {"hosting": _at_own_destination(ProposalRow, viewer)}
    )


def _flow_cells(viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    return _overseen(viewer, FlowCellRow.round_id) | {
        "sending": _pair(FlowCellRow.round_id, FlowCellRow.sending_partner_id).in_(_own_partners(viewer)),
        "hosting": _at_own_destination(FlowCellRow, viewer),
    }


def _at_own_destination(table: Any, viewer: Viewer) -> ColumnElement[bool]:
    here: ColumnElement[bool] = _pair(table.round_id, table.destination_id).in_(_own_destinations(viewer))
    return here


def _proposed_here(viewer: Viewer, what: Any, states: tuple[str, ...] = LIVE_STATES) -> Select[Any]:
    """Select (round, what) of learners with a proposal in one of the states at the viewer's destinations."""
    return (
        select(LearnerRow.round_id, what)
        .join(ProposalRow, is_about(ProposalRow))
        .where(ProposalRow.state.in_(states), _at_own_destination(ProposalRow, viewer))
    )


def _own_rounds(viewer: Viewer) -> Select[Any]:
    return select(RoundRow.id).where(RoundRow.coordinator_id == viewer.organisation)


def _own_schools(viewer: Viewer) -> Select[Any]:
    return select(SchoolRow.id).where(SchoolRow.organisation_id == viewer.organisation)


def _own_partners(viewer: Viewer) -> Select[str, str]:
    own = SendingPartnerRow.organisation_id == viewer.organisation
    return select(SendingPartnerRow.round_id, SendingPartnerRow.id).where(own)


def _own_destinations(viewer: Viewer) -> Select[str, str]:
    return (
        select(DestinationRow.round_id, DestinationRow.id)
        .join(
            HostingPartnerRow,
            (HostingPartnerRow.round_id == DestinationRow.round_id)
            & (HostingPartnerRow.id == DestinationRow.hosting_partner_id),
        )
        .where(HostingPartnerRow.organisation_id == viewer.organisation)
    )


def _takes_part(table: Any, viewer: Viewer) -> Select[Any]:
    return select(table.round_id).where(table.organisation_id == viewer.organisation)


def _pair(*columns: Any) -> Any:
    return tuple_(*columns)
