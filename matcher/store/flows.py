"""Numbers before names: what a sending partner asks, a hosting partner offers, and both agree on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion, TransitionRefused
from matcher.store.events import record_event
from matcher.store.rounds import get_round
from matcher.store.tables import BudgetLineRow, DestinationRow, FlowCellRow, SendingPartnerRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, require
from matcher.store.visible import (
    as_seen,
    budget_lines_visible_to,
    destinations_visible_to,
    flow_cells_visible_to,
    sending_partners_visible_to,
)

STATED_BY: Mapping[str, tuple[Role, ...]] = {
    "asked": ("coordinator", "sending"),
    "offered": ("coordinator", "hosting"),
    "first_day": ("coordinator", "sending", "hosting"),
    "last_day": ("coordinator", "sending", "hosting"),
}


@dataclass(frozen=True, slots=True)
class FlowNumbers:
    """What is to be changed in a cell; None: left as it is."""

    asked: int | None = None
    offered: int | None = None
    first_day: date | None = None
    last_day: date | None = None


def list_flow_cells(session: Session, viewer: Viewer, round_id: str, after: str, limit: int) -> list[FlowCellRow]:
    """Return up to `limit` cells of the flow plan by id, those after this one.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = flow_cells_visible_to(viewer, round_id).where(FlowCellRow.id > after).order_by(FlowCellRow.id)
    return list(session.scalars(rows.limit(limit)))


def get_flow_cell(session: Session, viewer: Viewer, cell_id: str) -> FlowCellRow:
    """Return a cell of the flow plan.

    Raises
    ------
    UnknownId
        If the viewer sees no such cell.
    """
    return as_seen(session.scalar(flow_cells_visible_to(viewer).where(FlowCellRow.id == cell_id)), "flow cell", cell_id)


def budget_lines_of(session: Session, viewer: Viewer, cell_id: str) -> list[BudgetLineRow]:
    """Return what is stated about the costs of a cell.

    Raises
    ------
    UnknownId
        If the viewer sees no such cell.
    """
    get_flow_cell(session, viewer, cell_id)
    rows = budget_lines_visible_to(viewer).where(BudgetLineRow.cell_id == cell_id)
    return list(session.scalars(rows.order_by(BudgetLineRow.id)))


def add_flow_cell(
    session: Session, viewer: Viewer, round_id: str, sending_partner: str, destination: str, stay: str | None
) -> str:
    """Begin to talk about learners of one partner at one destination, and return the cell's id.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer is none of coordinator, the sending partner and the hosting partner.
    ReferenceMissing
        If the round has no such partner or stay.
    """
    get_round(session, viewer, round_id)
    require(viewer, "planning flows", ("coordinator", "sending", "hosting"))
    _check_party(session, viewer, round_id, sending_partner, destination)
    cell = FlowCellRow(round_id=round_id, sending_partner_id=sending_partner, destination_id=destination, stay_id=stay)
    try:
        with session.begin_nested():
            session.add(cell)
    except IntegrityError as broken:
        raise ReferenceMissing("flow_cells") from broken
    record_event(session, viewer, "add flow cell", {"flow_cell": cell.id}, round_id=round_id)
    return cell.id


def stated_by(session: Session, viewer: Viewer, cell_id: str) -> frozenset[str]:
    """Return which numbers of a cell are the viewer's to state."""
    return frozenset(name for name, roles in STATED_BY.items() if _is_party(session, viewer, cell_id, roles))


def change_flow_cell(session: Session, viewer: Viewer, cell_id: str, version: int, numbers: FlowNumbers) -> int:
    """Ask, offer, or move the dates; either makes what was agreed open again. Return the version.

    Raises
    ------
    NotAllowed
        If a number is the other side's to state; a coordinator may state both.
    UnknownId, StaleVersion
        If the viewer sees no such cell, or it has changed since `version`.
    """
    cell = _cell(session, viewer, cell_id, version)
    changed = {name: value for name in STATED_BY if (value := getattr(numbers, name)) is not None}
    for name in changed:
        if not _is_party(session, viewer, cell_id, STATED_BY[name]):
            raise NotAllowed(f"changing {name}", tuple(STATED_BY[name]))
    for name, value in changed.items():
        setattr(cell, name, value)
    cell.agreed, cell.is_quota, cell.floor, cell.ceiling = None, False, 0, None
    session.flush()
    record_event(session, viewer, "change flow cell", {"flow_cell": cell_id}, round_id=cell.round_id)
    return cell.version


def agree_flow_cell(session: Session, viewer: Viewer, cell_id: str, version: int) -> int:
    """Make what is asked and offered, the same number, a quota of the round. Return the version.

    Raises
    ------
    NotAllowed, UnknownId, StaleVersion
        As `change_flow_cell`.
    TransitionRefused
        If the two numbers differ or one is missing.
    """
    cell = _cell(session, viewer, cell_id, version)
    if cell.asked is None or cell.asked != cell.offered:
        raise TransitionRefused("flow cell", "open", "agree", f"asked {cell.asked}, offered {cell.offered}")
    cell.agreed = cell.floor = cell.ceiling = cell.asked
    cell.is_quota = True
    session.flush()
    record_event(session, viewer, "agree flow cell", {"flow_cell": cell_id}, round_id=cell.round_id)
    return cell.version


def add_budget_line(
    session: Session, viewer: Viewer, cell_id: str, label: str, amount_cents: int, currency: str, per: str
) -> str:
    """Add what something costs, per "person", "person_day" or "group", and return the line's id.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer isn't one of the cell's parties.
    """
    cell = _cell(session, viewer, cell_id, None)
    line = BudgetLineRow(
        cell_id=cell_id, label=label, amount_cents=amount_cents, currency=currency, per=per, author=viewer.person
    )
    session.add(line)
    session.flush()
    subjects = {"flow_cell": cell_id, "budget_line": line.id}
    record_event(session, viewer, "add budget line", subjects, round_id=cell.round_id)
    return line.id


def drop_budget_line(session: Session, viewer: Viewer, line_id: str) -> None:
    """Take a line back that the viewer stated, or, coordinating, any.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer isn't one of the cell's parties, or the line is another party's.
    """
    line = as_seen(session.scalar(budget_lines_visible_to(viewer).where(BudgetLineRow.id == line_id)), "line", line_id)
    cell = _cell(session, viewer, line.cell_id, None)
    if line.author != viewer.person and "coordinator" not in viewer.roles:
        raise NotAllowed("taking a budget line back", "who stated it, and coordinators")
    session.delete(line)
    session.flush()
    subjects = {"flow_cell": cell.id, "budget_line": line_id}
    record_event(session, viewer, "drop budget line", subjects, round_id=cell.round_id)


def _cell(session: Session, viewer: Viewer, cell_id: str, version: int | None) -> FlowCellRow:
    require(viewer, "planning flows", ("coordinator", "sending", "hosting"))
    parties = Viewer(viewer.person, viewer.organisation, viewer.roles & {"coordinator", "sending", "hosting"})
    rows = flow_cells_visible_to(parties).where(FlowCellRow.id == cell_id).with_for_update()
    cell = as_seen(session.scalar(rows), "flow cell", cell_id)
    if version is not None and cell.version != version:
        raise StaleVersion("flow cell", cell_id)
    return cell


def _is_party(session: Session, viewer: Viewer, cell_id: str, roles: tuple[Role, ...]) -> bool:
    """An organisation that sends here and hosts there speaks for this cell only as what it is in it."""
    in_role = Viewer(viewer.person, viewer.organisation, viewer.roles & frozenset(roles))
    return session.scalar(flow_cells_visible_to(in_role).where(FlowCellRow.id == cell_id)) is not None


def _check_party(session: Session, viewer: Viewer, round_id: str, partner: str, destination: str) -> None:
    """A sending partner begins with its own name and any destination, a hosting partner the other way round."""
    sends = Viewer(viewer.person, viewer.organisation, viewer.roles & {"coordinator", "sending"})
    hosts = Viewer(viewer.person, viewer.organisation, viewer.roles & {"coordinator", "hosting"})
    own_name = sending_partners_visible_to(sends, round_id).where(SendingPartnerRow.id == partner)
    own_city = destinations_visible_to(hosts, round_id).where(DestinationRow.id == destination)
    if session.scalar(own_name) is None:
        as_seen(session.scalar(own_city), "destination", destination)
