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

from typing import Any, TypeVar

from sqlalchemy import Select, or_, select, true

from matcher.errors import UnknownId
from matcher.store import whose
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    BudgetLineRow,
    DestinationRow,
    EventRow,
    FlowCellRow,
    GroupRow,
    HostingPartnerRow,
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
from matcher.store.viewers import Viewer
from matcher.store.whose import Clauses

RowT = TypeVar("RowT")

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
        "sending": RoundRow.id.in_(whose.takes_part(SendingPartnerRow, viewer)),
        "school": RoundRow.id.in_(whose.takes_part(SchoolRow, viewer)),
        "hosting": RoundRow.id.in_(whose.takes_part(HostingPartnerRow, viewer)),
    }
    return select(RoundRow).where(whose.in_any_role(viewer, clauses))


def rounds_overseen_by(viewer: Viewer, round_id: str) -> Select[RoundRow]:
    """Select the round if the viewer coordinates or audits it, and so sees all that is in it."""
    return select(RoundRow).where(
        RoundRow.id == round_id, whose.in_any_role(viewer, whose.overseen(viewer, RoundRow.id))
    )


def destinations_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[DestinationRow]:
    here = whose.pair(DestinationRow.round_id, DestinationRow.id)
    clauses = whose.of_the_round(viewer, DestinationRow.round_id) | {
        "hosting": here.in_(whose.own_destinations(viewer))
    }
    return whose.allowed(DestinationRow, viewer, clauses, round_id)


def placements_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[PlacementRow]:
    clauses = whose.of_the_round(viewer, PlacementRow.round_id) | {
        "hosting": whose.at_own_destination(PlacementRow, viewer)
    }
    return whose.allowed(PlacementRow, viewer, clauses, round_id)


def sending_partners_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[SendingPartnerRow]:
    here = whose.pair(SendingPartnerRow.round_id, SendingPartnerRow.id)
    above = select(SchoolRow.round_id, SchoolRow.sending_partner_id).where(
        SchoolRow.organisation_id == viewer.organisation
    )
    agreeing = select(FlowCellRow.round_id, FlowCellRow.sending_partner_id).where(
        whose.at_own_destination(FlowCellRow, viewer)
    )
    clauses: Clauses = whose.overseen(viewer, SendingPartnerRow.round_id) | {
        "sending": SendingPartnerRow.organisation_id == viewer.organisation,
        "school": here.in_(above),
        "hosting": or_(here.in_(agreeing), here.in_(whose.proposed_here(viewer, LearnerRow.sending_partner_id))),
    }
    return whose.allowed(SendingPartnerRow, viewer, clauses, round_id)


def schools_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[SchoolRow]:
    clauses: Clauses = whose.overseen(viewer, SchoolRow.round_id) | {
        "sending": whose.pair(SchoolRow.round_id, SchoolRow.sending_partner_id).in_(whose.own_partners(viewer)),
        "school": SchoolRow.organisation_id == viewer.organisation,
    }
    return whose.allowed(SchoolRow, viewer, clauses, round_id)


def learners_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[LearnerRow]:
    """Select whole matching rows, the erased left out."""
    return whose.allowed(LearnerRow, viewer, whose.learners(viewer), round_id).where(LearnerRow.erased_at.is_(None))


def profiles_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[Any]:
    """Select the columns of `PROFILE`."""
    here = whose.pair(LearnerRow.round_id, LearnerRow.id)
    clauses = whose.learners(viewer) | {"hosting": here.in_(whose.proposed_here(viewer, LearnerRow.id))}
    rows = whose.allowed(LearnerRow, viewer, clauses, round_id).where(LearnerRow.erased_at.is_(None))
    return rows.with_only_columns(*PROFILE)


def identities_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[IdentityRow]:
    """Select sealed identities; to audit a round one needs nobody's name."""
    clauses = whose.without("auditor", whose.learners(viewer))
    accepted = whose.proposed_here(viewer, LearnerRow.key, ("accepted",)).with_only_columns(LearnerRow.key)
    clauses["hosting"] = LearnerRow.key.in_(accepted)
    rows = whose.allowed(IdentityRow, viewer, clauses, round_id)
    return rows.join(LearnerRow, LearnerRow.key == IdentityRow.learner_key)


def groups_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[GroupRow]:
    own = select(LearnerRow.round_id, LearnerRow.group_id).where(LearnerRow.school_id.in_(whose.own_schools(viewer)))
    clauses: Clauses = whose.overseen(viewer, GroupRow.round_id) | {
        "sending": whose.pair(GroupRow.round_id, GroupRow.sending_partner_id).in_(whose.own_partners(viewer)),
        "school": whose.pair(GroupRow.round_id, GroupRow.id).in_(own),
    }
    return whose.allowed(GroupRow, viewer, clauses, round_id)


def pins_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[PinRow]:
    clauses = whose.overseen(viewer, PinRow.round_id) | whose.of_own_learners(PinRow, viewer)
    return whose.allowed(PinRow, viewer, clauses, round_id)


def proposals_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[ProposalRow]:
    return whose.allowed(ProposalRow, viewer, whose.proposals(viewer), round_id)


def objections_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[ObjectionRow]:
    clauses = whose.without("hosting", whose.proposals(viewer))
    rows = whose.allowed(ObjectionRow, viewer, clauses, round_id)
    return rows.join(ProposalRow, ProposalRow.id == ObjectionRow.proposal_id)


def flow_cells_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[FlowCellRow]:
    return whose.allowed(FlowCellRow, viewer, whose.flow_cells(viewer), round_id)


def budget_lines_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[BudgetLineRow]:
    rows = select(BudgetLineRow).join(FlowCellRow, FlowCellRow.id == BudgetLineRow.cell_id)
    rows = rows.where(whose.in_any_role(viewer, whose.flow_cells(viewer)))
    return rows if round_id is None else rows.where(FlowCellRow.round_id == round_id)


def requests_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[RequestRow]:
    clauses: Clauses = whose.overseen(viewer, RequestRow.round_id) | {
        "hosting": RequestRow.organisation_id == viewer.organisation
    }
    return whose.allowed(RequestRow, viewer, clauses, round_id)


def runs_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[RunRow]:
    own = select(RequestRow.id).where(RequestRow.organisation_id == viewer.organisation)
    clauses: Clauses = whose.overseen(viewer, RunRow.round_id) | {"hosting": RunRow.request_id.in_(own)}
    return whose.allowed(RunRow, viewer, clauses, round_id)


def allocations_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[AllocationRow]:
    return whose.allowed(AllocationRow, viewer, whose.overseen(viewer, AllocationRow.round_id), round_id)


def assignments_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[AssignmentRow]:
    return whose.allowed(AssignmentRow, viewer, whose.overseen(viewer, AssignmentRow.round_id), round_id)


def unplaced_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[UnplacedRow]:
    return whose.allowed(UnplacedRow, viewer, whose.overseen(viewer, UnplacedRow.round_id), round_id)


def events_visible_to(viewer: Viewer, round_id: str | None = None) -> Select[EventRow]:
    own = EventRow.organisation_id == viewer.organisation
    clauses: Clauses = {
        "coordinator": or_(own, EventRow.round_id.in_(whose.own_rounds(viewer))),
        "auditor": true(),
        "sending": own,
        "school": own,
        "hosting": own,
    }
    return whose.allowed(EventRow, viewer, clauses, round_id)


def as_seen(session_row: RowT | None, kind: str, id: str) -> RowT:
    """Return the row, or raise UnknownId: whether what one may not see exists is not said."""
    if session_row is None:
        raise UnknownId(kind, id)
    return session_row
