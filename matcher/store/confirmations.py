"""What people said study titles mean, remembered for the round and for the coordinator's next ones."""

from sqlalchemy import ColumnElement, String, cast, delete, func, select
from sqlalchemy.orm import Session

from matcher.model import Learner, Placement, Round, TitleConfirmation
from matcher.store import rows_of
from matcher.store.errors import NotAllowed
from matcher.store.events import record_event
from matcher.store.loading import load_round, placements_of
from matcher.store.tables import ConfirmationRow, LearnerRow, PlacementRow, PlacementVersionRow, RoundRow
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import (
    as_seen,
    learners_visible_to,
    placements_visible_to,
    rounds_overseen_by,
    rounds_visible_to,
)


def confirm_title(session: Session, viewer: Viewer, round_id: str, confirmation: TitleConfirmation) -> None:
    """Keep what a title means, in place of what was said before for the same title, language and country.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates the round nor sends a learner with this title, or takes no part in it.
    """
    viewer = acting_as(viewer, "confirming a title", ("coordinator", "sending", "school"))
    as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)
    own = learners_visible_to(viewer, round_id).where(LearnerRow.study_title == confirmation.title)
    if session.scalar(own.limit(1)) is None and session.scalar(rounds_overseen_by(viewer, round_id)) is None:
        raise NotAllowed("confirming a title", "the coordinator, and those whose learners have it")
    session.execute(delete(ConfirmationRow).where(ConfirmationRow.round_id == round_id, *_same(confirmation)))
    last = session.scalar(select(func.max(ConfirmationRow.position)).where(ConfirmationRow.round_id == round_id))
    values = rows_of.confirmation_values(confirmation, 0 if last is None else last + 1)
    row = ConfirmationRow(round_id=round_id, **values)
    session.add(row)
    session.flush()
    record_event(session, viewer, "confirm title", {"title_confirmation": row.id}, round_id=round_id)


def list_confirmations(session: Session, viewer: Viewer, round_id: str) -> list[TitleConfirmation]:
    """Return what was said about titles of a round, in the order in which it was; to the sending side, of its own.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer is of the hosting side only, or takes no part in the round.
    """
    viewer = acting_as(viewer, "reading what titles mean", ("coordinator", "auditor", "sending", "school"))
    as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)
    rows = select(ConfirmationRow).where(ConfirmationRow.round_id == round_id).order_by(ConfirmationRow.position)
    if session.scalar(rounds_overseen_by(viewer, round_id)) is None:
        own = learners_visible_to(viewer, round_id).with_only_columns(LearnerRow.study_title)
        rows = rows.where(ConfirmationRow.title.in_(own.where(LearnerRow.study_title.is_not(None))))
    return list(map(rows_of.confirmation_of, session.scalars(rows)))


def titled_round(session: Session, viewer: Viewer, round_id: str) -> Round:
    """Return a round with what the viewer may confirm titles of: of its own learners, those on the reserve list too,
    who state a title and no field, what the title is read with; to who oversees it of all, and the placements that
    state no field.

    Raises
    ------
    NotAllowed, UnknownId
        As `list_confirmations`.
    """
    viewer = acting_as(viewer, "reading what titles mean", ("coordinator", "auditor", "sending", "school"))
    as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)
    oversees = session.scalar(rounds_overseen_by(viewer, round_id)) is not None
    round = load_round(session, round_id, people=False, offers=False)
    placements = _without_field(session, viewer, round_id) if oversees else ()
    return round.model_copy(update={"learners": _titled(session, viewer, round_id), "placements": placements})


def _without_field(session: Session, viewer: Viewer, round_id: str) -> tuple[Placement, ...]:
    offered = placements_visible_to(viewer, round_id).where(PlacementRow.withdrawn_at.is_(None))
    rows = offered.where(cast(PlacementVersionRow.study_fields, String) == "[]")  # `placements_of` joins it
    return tuple(sorted(placements_of(session, rows), key=lambda placement: placement.id))


def _titled(session: Session, viewer: Viewer, round_id: str) -> tuple[Learner, ...]:
    """Without opening what is sealed: that would take longer than all the rest."""
    own = learners_visible_to(viewer, round_id).where(LearnerRow.isced_f.is_(None), LearnerRow.study_title.is_not(None))
    rows = session.execute(
        own.with_only_columns(
            LearnerRow.id,
            LearnerRow.stay_id,
            LearnerRow.sending_partner_id,
            LearnerRow.country,
            LearnerRow.study_title,
            LearnerRow.study_language,
        )
    )
    return tuple(
        Learner(
            id=row.id,
            stay=row.stay_id,
            sending_partner=row.sending_partner_id,
            country=row.country,
            study_title=row.study_title,
            study_language=row.study_language,
        )
        for row in sorted(rows, key=lambda row: row.id)
    )


def confirmations_of(session: Session, organisation_id: str) -> tuple[TitleConfirmation, ...]:
    """Return what was confirmed in all rounds of a coordinator, the latest word on each title, by title."""
    rows = session.scalars(
        select(ConfirmationRow)
        .join(RoundRow, RoundRow.id == ConfirmationRow.round_id)
        .where(RoundRow.coordinator_id == organisation_id)
        .order_by(ConfirmationRow.created_at, ConfirmationRow.position)
    )
    latest = {(row.title, row.language or "", row.country or ""): row for row in rows}
    return tuple(rows_of.confirmation_of(latest[key]) for key in sorted(latest))


def _same(confirmation: TitleConfirmation) -> tuple[ColumnElement[bool], ...]:
    return (
        ConfirmationRow.title == confirmation.title,
        ConfirmationRow.language.is_not_distinct_from(confirmation.language),
        ConfirmationRow.country.is_not_distinct_from(confirmation.country),
    )
