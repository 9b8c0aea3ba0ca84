"""A stored round as the `Round` that is planned: equal to the one imported, whatever order the database keeps."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from matcher.errors import UnknownId
from matcher.model import Learner, Noun, Pin, Placement, PreviousAssignment, Round, Waiver
from matcher.store import rows_of
from matcher.store.engine import vault_of
from matcher.store.rules import current_rules
from matcher.store.tables import (
    ConfirmationRow,
    DestinationRow,
    FlowCellRow,
    GroupRow,
    HostRow,
    LearnerRow,
    OrganisationRow,
    PersonRow,
    PinRow,
    PlacementRow,
    PlacementVersionRow,
    PreviousRow,
    RoundRow,
    SchoolRow,
    SendingPartnerRow,
    StayRow,
)
from matcher.store.tables.decisions import proposed_in
from matcher.store.tables.hosting import IS_NOW

AT_ONCE = 5_000

NounT = TypeVar("NounT", bound=Noun)
RowT = TypeVar("RowT", bound=Any)
SaidT = TypeVar("SaidT", Pin, Waiver)  # of a learner, a placement or both


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Loading makes millions of records and no cycles; looking for cycles among them takes half of the time."""
    restore = gc.enable if gc.isenabled() else gc.disable
    gc.disable()
    try:
        yield
    finally:
        restore()


@_collector_paused()
def load_round(session: Session, round_id: str, *, people: bool = True, offers: bool = True) -> Round:
    """Return the round as it stands now: placements and rules in their current versions, nobody who was erased or
    waits on the reserve list without a live proposal, and no pin or waiver of theirs or for a placement that was
    withdrawn.

    Parameters
    ----------
    people
        False: only what is offered and to whom it may go; learners, and where they were before, are left out, but not
        what is said of them.
    offers
        False: placements are left out.

    Raises
    ------
    UnknownId
        If there is no such round.
    """
    row = session.get(RoundRow, round_id)
    if row is None:
        raise UnknownId("round", round_id)
    round = Round(
        name=row.name,
        seed=row.seed,
        stays=_by_id(session, StayRow, round_id, rows_of.stay_of),
        learners=_people(session, round_id) if people else (),
        placements=_offers(session, round_id) if offers else (),
        destinations=_by_id(session, DestinationRow, round_id, rows_of.destination_of),
        sending_partners=_by_id(
            session, SendingPartnerRow, round_id, rows_of.sending_partner_of, SendingPartnerRow.listed
        ),
        groups=_by_id(session, GroupRow, round_id, rows_of.group_of),
        pins=_pins(session, row),
        flow_plan=_flow_plan(session, round_id),
        confirmations=_in_position(session, ConfirmationRow, round_id, rows_of.confirmation_of),
        previous=_previous(session, round_id) if people else (),
        rules=current_rules(session, round_id),
    )
    return _of_those_there(round) if people and offers else round


def _of_those_there(round: Round) -> Round:
    """Leave out what is said of learners and placements that are not planned now; the store keeps it until they are."""
    learners, placements = {None, *round.learner_by_id}, {None, *round.placement_by_id}

    def of_these(rows: Sequence[SaidT]) -> tuple[SaidT, ...]:
        return tuple(row for row in rows if row.learner in learners and row.placement in placements)

    return round.model_copy(
        update={
            "pins": of_these(round.pins),
            "previous": tuple(row for row in round.previous if row.learner in learners),
            "rules": round.rules.model_copy(update={"waivers": of_these(round.rules.waivers)}),
        }
    )


def _people(session: Session, round_id: str) -> tuple[Learner, ...]:
    return tuple(sorted(learners_of(session, _learners(round_id)), key=lambda learner: learner.id))


def _offers(session: Session, round_id: str) -> tuple[Placement, ...]:
    return tuple(sorted(placements_of(session, _placements(round_id)), key=lambda placement: placement.id))


def learners_of(session: Session, rows: Select[LearnerRow]) -> Iterator[Learner]:
    """Read learners as the core sees them, from any selection of their rows."""
    vault = vault_of(session)
    with session.execute(with_school(rows).execution_options(yield_per=AT_ONCE)) as found:
        for row in found:
            yield rows_of.learner_of(row, row.school, vault)


def with_school(rows: Select[LearnerRow], *more: ColumnElement[Any]) -> Select[Any]:
    """Select what `rows_of.learner_of` reads, the school by name, and more columns if any are named."""
    joined = rows.outerjoin(SchoolRow, SchoolRow.id == LearnerRow.school_id)
    return joined.with_only_columns(*LearnerRow.__table__.columns, SchoolRow.name.label("school"), *more)


def placements_of(session: Session, rows: Select[PlacementRow]) -> Iterator[Placement]:
    """Read placements in their current version, from any selection of their rows."""
    current: Select[Any] = (
        rows.join(PlacementVersionRow, IS_NOW)
        .join(HostRow, HostRow.id == PlacementVersionRow.host_id)
        .with_only_columns(*PlacementVersionRow.__table__.columns, HostRow.name.label("host"))
    )
    with session.execute(current.execution_options(yield_per=AT_ONCE)) as found:
        for row in found:
            yield rows_of.placement_of(row, row.host)


def _learners(round_id: str) -> Select[LearnerRow]:
    here = LearnerRow.round_id == round_id
    planned = LearnerRow.reserve_rank.is_(None) | LearnerRow.id.in_(proposed_in(round_id))
    return select(LearnerRow).where(here, LearnerRow.erased_at.is_(None), planned)


def _placements(round_id: str) -> Select[PlacementRow]:
    return select(PlacementRow).where(PlacementRow.round_id == round_id, PlacementRow.withdrawn_at.is_(None))


def _by_id(
    session: Session, table: type[RowT], round_id: str, noun_of: Callable[[RowT], NounT], *only: Any
) -> tuple[NounT, ...]:
    rows = session.scalars(select(table).where(table.round_id == round_id, *only))
    return tuple(noun_of(row) for row in sorted(rows, key=lambda row: row.id))  # databases sort by language


def _in_position(
    session: Session, table: type[RowT], round_id: str, noun_of: Callable[[RowT], NounT]
) -> tuple[NounT, ...]:
    rows = session.scalars(select(table).where(table.round_id == round_id).order_by(table.position))
    return tuple(map(noun_of, rows))


def _pins(session: Session, round: RoundRow) -> tuple[Pin, ...]:
    """Those of somebody who signed in bear the coordinator's name: a person's id tells a reader nothing."""
    pins = _in_position(session, PinRow, round.id, rows_of.pin_of)
    signed_in = select(PinRow.author).join(PersonRow, PersonRow.id == PinRow.author).where(PinRow.round_id == round.id)
    people = set(session.scalars(signed_in.distinct())) if pins else ()
    if not people:
        return pins
    coordinator = session.get_one(OrganisationRow, round.coordinator_id).name
    return tuple(pin.model_copy(update={"author": coordinator}) if pin.author in people else pin for pin in pins)


def _flow_plan(session: Session, round_id: str) -> tuple[Any, ...]:
    rows = session.scalars(select(FlowCellRow).where(FlowCellRow.round_id == round_id, FlowCellRow.is_quota))
    cells = map(rows_of.flow_cell_of, rows)
    return tuple(sorted(cells, key=lambda cell: (cell.sending_partner, cell.destination, cell.stay or "")))


def _previous(session: Session, round_id: str) -> tuple[PreviousAssignment, ...]:
    rows = session.scalars(select(PreviousRow).where(PreviousRow.round_id == round_id))
    found = map(rows_of.previous_of, rows)
    return tuple(sorted(found, key=lambda row: row.learner))
