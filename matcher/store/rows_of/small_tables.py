"""The small tables of a round as rows, and back: dates, parties, what is stated one by one."""

from matcher.model import (
    Destination,
    FlowCell,
    Group,
    Pin,
    PreviousAssignment,
    SendingPartner,
    Stay,
    TitleConfirmation,
)
from matcher.store.rows_of.columns import Values, extra_of
from matcher.store.tables import (
    ConfirmationRow,
    DestinationRow,
    FlowCellRow,
    GroupRow,
    PinRow,
    PreviousRow,
    SendingPartnerRow,
    StayRow,
)


def stay_values(stay: Stay) -> Values:
    return {
        "id": stay.id,
        "activity": stay.activity.value,
        "first_day": stay.first_day,
        "last_day": stay.last_day,
        "length_days": stay.length_days,
        "start_on": stay.start_on or None,
    }


def stay_of(row: StayRow) -> Stay:
    return Stay.model_validate(
        {
            "id": row.id,
            "activity": row.activity,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "length_days": row.length_days,
            "start_on": row.start_on or (),
        }
    )


def sending_partner_values(partner: SendingPartner, *, listed: bool = True) -> Values:
    return partner.model_dump(mode="json") | {"listed": listed}


def sending_partner_of(row: SendingPartnerRow) -> SendingPartner:
    return SendingPartner(
        id=row.id,
        name=row.name,
        country=row.country,
        floor=row.floor,
        ceiling=row.ceiling,
        extra=extra_of(row.extra),
    )


def group_values(group: Group) -> Values:
    return {
        "id": group.id,
        "stay_id": group.stay,
        "sending_partner_id": group.sending_partner,
        "companions": group.companions,
        "destination_id": group.destination,
        "extra": group.extra,
    }


def group_of(row: GroupRow) -> Group:
    return Group(
        id=row.id,
        stay=row.stay_id,
        sending_partner=row.sending_partner_id,
        companions=row.companions,
        destination=row.destination_id,
        extra=extra_of(row.extra),
    )


def destination_values(destination: Destination) -> Values:
    return {
        "id": destination.id,
        "hosting_partner_id": destination.hosting_partner or None,
        "city": destination.city,
        "country": destination.country,
        "beds": destination.beds,
        "minimum_learners": destination.minimum_learners,
        "extra": destination.extra,
    }


def destination_of(row: DestinationRow) -> Destination:
    return Destination(
        id=row.id,
        beds=row.beds,
        city=row.city,
        country=row.country,
        hosting_partner=row.hosting_partner_id or "",
        minimum_learners=row.minimum_learners,
        extra=extra_of(row.extra),
    )


def pin_values(pin: Pin, position: int) -> Values:
    return {
        "position": position,
        "kind": pin.kind,
        "learner_id": pin.learner,
        "group_id": pin.group,
        "placement_id": pin.placement,
        "destination_id": pin.destination,
        "reason": pin.reason,
        "author": pin.author,
    }


def pin_of(row: PinRow) -> Pin:
    return Pin.model_validate(
        {
            "kind": row.kind,
            "learner": row.learner_id,
            "group": row.group_id,
            "placement": row.placement_id,
            "destination": row.destination_id,
            "reason": row.reason,
            "author": row.author,
        }
    )


def flow_cell_values(cell: FlowCell) -> Values:
    return {
        "sending_partner_id": cell.sending_partner,
        "destination_id": cell.destination,
        "stay_id": cell.stay,
        "is_quota": True,
        "floor": cell.floor,
        "ceiling": cell.ceiling,
    }


def flow_cell_of(row: FlowCellRow) -> FlowCell:
    return FlowCell(
        sending_partner=row.sending_partner_id,
        destination=row.destination_id,
        stay=row.stay_id,
        floor=row.floor,
        ceiling=row.ceiling,
    )


def confirmation_values(confirmation: TitleConfirmation, position: int) -> Values:
    return confirmation.model_dump() | {"position": position}


def confirmation_of(row: ConfirmationRow) -> TitleConfirmation:
    return TitleConfirmation(
        title=row.title, isced_f=row.isced_f, language=row.language, country=row.country, author=row.author
    )


def previous_values(previous: PreviousAssignment) -> Values:
    return {
        "learner_id": previous.learner,
        "placement_id": previous.placement,
        "first_day": previous.first_day,
    }


def previous_of(row: PreviousRow) -> PreviousAssignment:
    return PreviousAssignment(learner=row.learner_id, placement=row.placement_id, first_day=row.first_day)
