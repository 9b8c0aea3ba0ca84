"""The round of an allocation request: the places asked about against the learners who are still free."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Destination, FlowCell, Group, Pin, Placement, Round
from matcher.store.loading import load_round
from matcher.store.tables import ProposalRow, RequestRow
from matcher.store.tables.decisions import LIVE_STATES


def draft_round(session: Session, request: RequestRow) -> Round:
    """Return a round of the request's places at its destination, and everybody who is neither proposed nor pinned.

    Groups that go elsewhere stay out. Beds and flow plan are what live proposals leave of them. Floors and minimums
    are left out: they bind the whole round, not a part of it.
    """
    round, here = load_round(session, request.round_id), request.destination_id
    live = _live(session, request.round_id)
    of_here = [row for row in live if row.destination_id == here]
    elsewhere = _groups_elsewhere(round, here, {row.learner_id for row in live if row.destination_id != here})
    taken = {row.learner_id for row in live} | {pin.learner for pin in round.pins if pin.kind == "pin"}
    places = [_with_places_left(Placement.model_validate(row), of_here) for row in request.body["placements"]]
    return round.model_copy(
        update={
            "learners": tuple(one for one in round.learners if one.id not in taken and one.group not in elsewhere),
            "placements": tuple(sorted(places, key=lambda place: place.id)),
            "destinations": (_with_beds_left(round, round.destination_by_id[here], of_here),),
            "groups": _groups(round, here, elsewhere, of_here),
            "pins": tuple(pin for pin in round.pins if _bans_here(pin, here, {place.id for place in places})),
            "flow_plan": tuple(_left(cell, round, of_here) for cell in round.flow_plan if cell.destination == here),
            "sending_partners": tuple(row.model_copy(update={"floor": 0}) for row in round.sending_partners),
            "previous": (),
        }
    )


def _live(session: Session, round_id: str) -> Sequence[ProposalRow]:
    rows = select(ProposalRow).where(ProposalRow.round_id == round_id, ProposalRow.state.in_(LIVE_STATES))
    return session.scalars(rows.order_by(ProposalRow.learner_id)).all()


def _groups_elsewhere(round: Round, here: str, gone: Collection[str]) -> set[str]:
    """Groups fixed or pinned elsewhere, or with a member who is proposed there."""
    fixed = {group.id for group in round.groups if group.destination not in (None, here)}
    pinned = {pin.group for pin in round.pins if pin.kind == "pin" and pin.group and pin.destination != here}
    return fixed | pinned | {learner.group for learner in round.learners if learner.group and learner.id in gone}


def _groups_begun(round: Round, of_here: Sequence[ProposalRow]) -> set[str]:
    members = (round.learner_by_id[row.learner_id].group for row in of_here)
    return {group for group in members if group}


def _with_places_left(placement: Placement, of_here: Sequence[ProposalRow]) -> Placement:
    taken = sum(row.placement_id == placement.id for row in of_here)
    return placement.model_copy(update={"places": max(placement.places - taken, 0)})


def _with_beds_left(round: Round, destination: Destination, of_here: Sequence[ProposalRow]) -> Destination:
    """As if all who are proposed there came at once, companions counted."""
    companions = sum(round.group_by_id[group].companions for group in _groups_begun(round, of_here))
    beds = max(destination.beds - len(of_here) - companions, 0)
    return destination.model_copy(update={"beds": beds, "minimum_learners": 0})


def _groups(round: Round, here: str, elsewhere: Collection[str], of_here: Sequence[ProposalRow]) -> tuple[Group, ...]:
    """Groups that could come; where members are proposed already, their companions have beds."""
    begun = _groups_begun(round, of_here)
    return tuple(
        group.model_copy(update={"destination": here, "companions": 0 if group.id in begun else group.companions})
        for group in round.groups
        if group.id not in elsewhere
    )


def _bans_here(pin: Pin, here: str, places: Collection[str]) -> bool:
    return pin.kind == "ban" and (pin.placement in places or pin.destination == here)


def _left(cell: FlowCell, round: Round, of_here: Sequence[ProposalRow]) -> FlowCell:
    """What is left of a ceiling."""
    if cell.ceiling is None:
        return cell.model_copy(update={"floor": 0})
    people = [round.learner_by_id[row.learner_id] for row in of_here]
    count = sum(one.sending_partner == cell.sending_partner and cell.stay in (None, one.stay) for one in people)
    return cell.model_copy(update={"floor": 0, "ceiling": max(cell.ceiling - count, 0)})
