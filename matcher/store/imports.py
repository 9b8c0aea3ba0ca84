"""A whole `Round` into the store at once: 100 000 learners in seconds, in one transaction, memory bounded."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Learner, Placement, Round, SendingPartner
from matcher.store import rows_of
from matcher.store.clock import new_id
from matcher.store.engine import vault_of
from matcher.store.errors import ReferenceMissing
from matcher.store.events import record_event
from matcher.store.rows_of import Values
from matcher.store.rules import add_rules
from matcher.store.tables import (
    ConfirmationRow,
    DestinationRow,
    FlowCellRow,
    GroupRow,
    HostingPartnerRow,
    HostRow,
    LearnerRow,
    PinRow,
    PlacementRow,
    PlacementVersionRow,
    PreviousRow,
    RoundRow,
    Row,
    SchoolRow,
    SendingPartnerRow,
    StayRow,
)
from matcher.store.viewers import Viewer, require

BATCH = 2_000

SchoolName = tuple[str | None, str]  # sending partner, school
HostName = tuple[str, str]  # destination, host


def import_round(session: Session, viewer: Viewer, round: Round) -> str:
    """Store a round as the viewer's organisation's own and return the id it got.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator.
    ReferenceMissing
        If a row names a stay, destination, group or learner that the round does not have.
    """
    require(viewer, "importing a round", ("coordinator",))
    row = RoundRow(coordinator_id=viewer.organisation, name=round.name, seed=round.seed)
    session.add(row)
    session.flush()
    _add_settings(session, viewer, row.id, round)
    _add_sending_side(session, row.id, round)
    _add_hosting_side(session, viewer, row.id, round)
    _add_people(session, row.id, round)
    _add_decided(session, row.id, round)
    record_event(session, viewer, "import round", {"round": row.id}, round_id=row.id)
    return row.id


def bulk_insert(session: Session, table: type[Row], round_id: str, rows: Iterable[Values]) -> None:
    """Insert rows of a round in batches.

    Raises
    ------
    ReferenceMissing
        If a row names what is not there, or is there already; nothing of the transaction can be kept then.
    """
    rows = iter(rows)
    while batch := [{**row, "round_id": round_id} for row in islice(rows, BATCH)]:
        try:
            session.execute(insert(table), batch)
        except IntegrityError as broken:
            raise ReferenceMissing(table.__tablename__) from broken


def school_name(learner: Learner) -> SchoolName | None:
    return (learner.sending_partner, learner.school) if learner.school else None


def host_name(placement: Placement) -> HostName:
    return (placement.destination, placement.host)


def _add_settings(session: Session, viewer: Viewer, round_id: str, round: Round) -> None:
    bulk_insert(session, StayRow, round_id, map(rows_of.stay_values, round.stays))
    add_rules(session, viewer, round_id, round.rules)
    confirmations = (rows_of.confirmation_values(row, place) for place, row in enumerate(round.confirmations))
    bulk_insert(session, ConfirmationRow, round_id, confirmations)


def _add_sending_side(session: Session, round_id: str, round: Round) -> None:
    listed = {partner.id for partner in round.sending_partners}
    named = {learner.sending_partner for learner in round.learners} | {group.sending_partner for group in round.groups}
    partners = map(rows_of.sending_partner_values, round.sending_partners)
    bulk_insert(session, SendingPartnerRow, round_id, partners)
    unlisted = (
        rows_of.sending_partner_values(SendingPartner(id=id), listed=False)
        for id in sorted(filter(None, named - listed))
    )
    bulk_insert(session, SendingPartnerRow, round_id, unlisted)


def _add_hosting_side(session: Session, viewer: Viewer, round_id: str, round: Round) -> None:
    partners = sorted({destination.hosting_partner for destination in round.destinations} - {""})
    bulk_insert(session, HostingPartnerRow, round_id, ({"id": partner} for partner in partners))
    bulk_insert(session, DestinationRow, round_id, map(rows_of.destination_values, round.destinations))
    hosts = {name: new_id() for name in sorted(set(map(host_name, round.placements)))}
    bulk_insert(
        session, HostRow, round_id, ({"id": id, "destination_id": d, "name": n} for (d, n), id in hosts.items())
    )
    heads = ({"id": placement.id, "destination_id": placement.destination} for placement in round.placements)
    bulk_insert(session, PlacementRow, round_id, heads)
    versions = (
        rows_of.placement_values(placement, hosts[host_name(placement)]) | {"version": 1, "author": viewer.person}
        for placement in round.placements
    )
    bulk_insert(session, PlacementVersionRow, round_id, versions)


def _add_people(session: Session, round_id: str, round: Round) -> None:
    bulk_insert(session, GroupRow, round_id, map(rows_of.group_values, round.groups))
    names = {name for name in map(school_name, round.learners) if name}
    schools = {name: new_id() for name in sorted(names, key=lambda name: (name[0] or "", name[1]))}
    rows = ({"id": id, "sending_partner_id": partner, "name": name} for (partner, name), id in schools.items())
    bulk_insert(session, SchoolRow, round_id, rows)
    bulk_insert(session, LearnerRow, round_id, _learner_rows(session, round, schools))


def _learner_rows(session: Session, round: Round, schools: dict[SchoolName, str]) -> Iterator[Values]:
    vault = vault_of(session)
    for learner in round.learners:
        name = school_name(learner)
        yield rows_of.learner_values(learner, schools[name] if name else None, vault)


def _add_decided(session: Session, round_id: str, round: Round) -> None:
    pins = (rows_of.pin_values(pin, place) for place, pin in enumerate(round.pins))
    bulk_insert(session, PinRow, round_id, pins)
    bulk_insert(session, FlowCellRow, round_id, map(rows_of.flow_cell_values, round.flow_plan))
    previous = (rows_of.previous_values(row) for row in round.previous)
    bulk_insert(session, PreviousRow, round_id, previous)
