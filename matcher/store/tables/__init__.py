"""The tables, one module per concern; importing this declares them all."""

from matcher.store.tables.access import ApiKeyRow, MembershipRow, PersonRow, SignInRow
from matcher.store.tables.base import Row
from matcher.store.tables.decisions import DecisionRow, ObjectionRow, ProposalRow
from matcher.store.tables.events import EventNoteRow, EventRow, EventSubjectRow
from matcher.store.tables.flows import BudgetLineRow, FlowCellRow, RequestRow
from matcher.store.tables.hosting import DestinationRow, HostingPartnerRow, HostRow, PlacementRow, PlacementVersionRow
from matcher.store.tables.learners import GroupRow, IdentityRow, LearnerRow
from matcher.store.tables.notices import NoticeRow
from matcher.store.tables.organisations import OrganisationRoleRow, OrganisationRow
from matcher.store.tables.rounds import ConfirmationRow, PinRow, PreviousRow, RoundRow, RulesRow, StayRow, WaiverRow
from matcher.store.tables.runs import AllocationRow, AssignmentRow, PublicationRow, RunInputRow, RunRow, UnplacedRow
from matcher.store.tables.sending import SchoolRow, SendingPartnerRow

__all__ = [
    "AllocationRow",
    "ApiKeyRow",
    "AssignmentRow",
    "BudgetLineRow",
    "ConfirmationRow",
    "DecisionRow",
    "DestinationRow",
    "EventNoteRow",
    "EventRow",
    "EventSubjectRow",
    "FlowCellRow",
    "GroupRow",
    "HostRow",
    "HostingPartnerRow",
    "IdentityRow",
    "LearnerRow",
    "MembershipRow",
    "NoticeRow",
    "ObjectionRow",
    "OrganisationRoleRow",
    "OrganisationRow",
    "PersonRow",
    "PinRow",
    "PlacementRow",
    "PlacementVersionRow",
    "PreviousRow",
    "ProposalRow",
    "PublicationRow",
    "RequestRow",
    "RoundRow",
    "Row",
    "RulesRow",
    "RunInputRow",
    "RunRow",
    "SchoolRow",
    "SendingPartnerRow",
    "SignInRow",
    "StayRow",
    "UnplacedRow",
    "WaiverRow",
]
