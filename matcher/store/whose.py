"""What is whose: for every role, which rows are its own. `matcher.store.visible` selects by these clauses."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select, true, tuple_

from matcher.store.tables import (
    DestinationRow,
    FlowCellRow,
    HostingPartnerRow,
    LearnerRow,
    ProposalRow,
    RoundRow,
    SchoolRow,
    SendingPartnerRow,
)
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.learners import is_about
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer

RowT = TypeVar("RowT")
Clauses = Mapping[Role, ColumnElement[bool]]


def allowed(table: type[RowT], viewer: Viewer, clauses: Clauses, round_id: str | None) -> Select[RowT]:
    """Select the rows of a table that some role of the viewer's allows; of one round, if it is named."""
    rows = select(table).where(in_any_role(viewer, clauses))
    return rows if round_id is None else rows.where(table.round_id == round_id)  # type: ignore[attr-defined]


def in_any_role(viewer: Viewer, clauses: Clauses) -> ColumnElement[bool]:
    """Whether some role of the viewer's allows it; in no role nothing is allowed."""
    return or_(false(), *(clauses[role] for role in sorted(viewer.roles) if role in clauses))


def without(role: Role, clauses: Clauses) -> dict[Role, ColumnElement[bool]]:
    return {other: clause for other, clause in clauses.items() if other != role}


def overseen(viewer: Viewer, round_id: Any) -> dict[Role, ColumnElement[bool]]:
    """Of who coordinates or audits a round, and so sees all that is in it."""
    return {"coordinator": round_id.in_(own_rounds(viewer)), "auditor": true()}


def of_the_round(viewer: Viewer, round_id: Any) -> dict[Role, ColumnElement[bool]]:
    """A school chooses among all the round's placements, so its side sees what is offered."""
    return overseen(viewer, round_id) | {
        "sending": round_id.in_(takes_part(SendingPartnerRow, viewer)),
        "school": round_id.in_(takes_part(SchoolRow, viewer)),
    }


def learners(viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    return overseen(viewer, LearnerRow.round_id) | {
        "sending": pair(LearnerRow.round_id, LearnerRow.sending_partner_id).in_(own_partners(viewer)),
        "school": LearnerRow.school_id.in_(own_schools(viewer)),
    }


def of_own_learners(table: Any, viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    """Rows that name a learner of the viewer's sending side."""
    here, whose = pair(table.round_id, table.learner_id), learners(viewer)
    own = select(LearnerRow.round_id, LearnerRow.id)
    return {"sending": here.in_(own.where(whose["sending"])), "school": here.in_(own.where(whose["school"]))}


def proposals(viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    return (
        overseen(viewer, ProposalRow.round_id)
        | of_own_learners(ProposalRow, viewer)
        | {"hosting": at_own_destination(ProposalRow, viewer)}
    )


def flow_cells(viewer: Viewer) -> dict[Role, ColumnElement[bool]]:
    return overseen(viewer, FlowCellRow.round_id) | {
        "sending": pair(FlowCellRow.round_id, FlowCellRow.sending_partner_id).in_(own_partners(viewer)),
        "hosting": at_own_destination(FlowCellRow, viewer),
    }


def at_own_destination(table: Any, viewer: Viewer) -> ColumnElement[bool]:
    here: ColumnElement[bool] = pair(table.round_id, table.destination_id).in_(own_destinations(viewer))
    return here


def proposed_here(viewer: Viewer, what: Any, states: tuple[str, ...] = LIVE_STATES) -> Select[Any]:
    """Select (round, what) of learners with a proposal in one of the states at the viewer's destinations."""
    return (
        select(LearnerRow.round_id, what)
        .join(ProposalRow, is_about(ProposalRow))
        .where(ProposalRow.state.in_(states), at_own_destination(ProposalRow, viewer))
    )


def own_rounds(viewer: Viewer) -> Select[Any]:
    return select(RoundRow.id).where(RoundRow.coordinator_id == viewer.organisation)


def own_schools(viewer: Viewer) -> Select[Any]:
    return select(SchoolRow.id).where(SchoolRow.organisation_id == viewer.organisation)


def own_partners(viewer: Viewer) -> Select[str, str]:
    own = SendingPartnerRow.organisation_id == viewer.organisation
    return select(SendingPartnerRow.round_id, SendingPartnerRow.id).where(own)


def own_destinations(viewer: Viewer) -> Select[str, str]:
    return (
        select(DestinationRow.round_id, DestinationRow.id)
        .join(
            HostingPartnerRow,
            (HostingPartnerRow.round_id == DestinationRow.round_id)
            & (HostingPartnerRow.id == DestinationRow.hosting_partner_id),
        )
        .where(HostingPartnerRow.organisation_id == viewer.organisation)
    )


def takes_part(table: Any, viewer: Viewer) -> Select[Any]:
    return select(table.round_id).where(table.organisation_id == viewer.organisation)


def pair(*columns: Any) -> Any:
    return tuple_(*columns)
