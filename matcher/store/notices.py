"""Notices: dates, budgets, what to bring; told to those of the other sides whom they have to do with.

| written by | read by those named among sending partners, schools, hosting partners |
| --- | --- |
| coordinator | all of the round |
| sending partner | its own schools; hosting partners with a flow or proposal of its learners |
| hosting partner | sending partners and schools with a live proposal at its destinations |

Whoever wrote a notice, the round's coordinator and auditors read it too.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, tuple_
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.errors import TransitionRefused
from matcher.store.events import record_event
from matcher.store.rounds import get_round
from matcher.store.tables import (
    DestinationRow,
    HostingPartnerRow,
    NoticeRow,
    OrganisationRow,
    ProposalRow,
    RoundRow,
    SchoolRow,
    SendingPartnerRow,
)
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen, proposals_visible_to, rounds_visible_to, sending_partners_visible_to

Side = Literal["coordinator", "sending", "hosting"]
Audience = Literal["sending", "school", "hosting"]
SIDES: tuple[Side, ...] = ("coordinator", "sending", "hosting")


def post_notice(
    session: Session, viewer: Viewer, round_id: str, audience: Collection[Audience], title: str, text: str
) -> NoticeRow:
    """Post a notice in the widest of the viewer's roles in the round.

    Raises
    ------
    UnknownId
        If the viewer has no part in such a round.
    NotAllowed
        If the viewer neither coordinates nor sends nor hosts there.
    TransitionRefused
        If it is for nobody.
    """
    get_round(session, viewer, round_id)
    require(viewer, "posting a notice", SIDES)
    if not audience:
        raise TransitionRefused("notice", "unposted", "post", "say for whom: sending, school, hosting")
    notice = NoticeRow(
        round_id=round_id,
        organisation_id=viewer.organisation,
        author=viewer.person,
        side=_side(session, viewer, round_id),
        for_sending="sending" in audience,
        for_school="school" in audience,
        for_hosting="hosting" in audience,
        title=title,
        text=text,
    )
    session.add(notice)
    session.flush()
    record_event(session, viewer, "post notice", {"notice": notice.id}, round_id=round_id)
    return notice


def list_notices(session: Session, viewer: Viewer, round_id: str, after: str, limit: int) -> list[NoticeRow]:
    """Return up to `limit` notices that the viewer reads, by id, those after this one.

    Raises
    ------
    UnknownId
        If the viewer has no part in such a round.
    """
    get_round(session, viewer, round_id)
    rows = notices_visible_to(viewer, round_id).where(NoticeRow.id > after).order_by(NoticeRow.id)
    return list(session.scalars(rows.limit(limit)))


def writers_of(session: Session, notices: Iterable[NoticeRow]) -> dict[str, str]:
    """Return the names of the organisations that wrote these notices, by id; who reads a notice knows whose it is."""
    ids = {notice.organisation_id for notice in notices}
    rows = session.scalars(select(OrganisationRow).where(OrganisationRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


def withdraw_notice(session: Session, viewer: Viewer, notice_id: str) -> None:
    """Take back a notice of one's own organisation.

    Raises
    ------
    UnknownId
        If it has posted no such notice, or taken it back.
    """
    own = select(NoticeRow).where(NoticeRow.id == notice_id, NoticeRow.organisation_id == viewer.organisation)
    notice = as_seen(session.scalar(own.where(NoticeRow.withdrawn_at.is_(None))), "notice", notice_id)
    notice.withdrawn_at = now()
    session.flush()
    record_event(session, viewer, "withdraw notice", {"notice": notice_id}, round_id=notice.round_id)


def notices_visible_to(viewer: Viewer, round_id: str) -> Select[NoticeRow]:
    """Select the notices that the viewer reads; those taken back are left out."""
    oversees = rounds_visible_to(_only(viewer, "coordinator", "auditor")).with_only_columns(RoundRow.id)
    read: list[ColumnElement[bool]] = [
        NoticeRow.organisation_id == viewer.organisation,
        NoticeRow.round_id.in_(oversees),
        _read_in("sending", NoticeRow.for_sending, viewer, _hosts_of(_only(viewer, "sending"))),
        _read_in("school", NoticeRow.for_school, viewer, _hosts_of(_only(viewer, "school")), _partners_of(viewer)),
        _read_in("hosting", NoticeRow.for_hosting, viewer, _partners_here(_only(viewer, "hosting"))),
    ]
    return select(NoticeRow).where(NoticeRow.round_id == round_id, NoticeRow.withdrawn_at.is_(None), or_(*read))


def _read_in(role: Audience, for_role: Any, viewer: Viewer, *writers: Select[Any, Any]) -> ColumnElement[bool]:
    """Notices for a role that the viewer has: the coordinator's, and those of partners it has to do with."""
    if role not in viewer.roles:
        return false()
    here = tuple_(NoticeRow.round_id, NoticeRow.organisation_id)
    partners = [and_(NoticeRow.side != "coordinator", here.in_(some)) for some in writers]
    return and_(for_role, or_(NoticeRow.side == "coordinator", *partners))


def _side(session: Session, viewer: Viewer, round_id: str) -> Side:
    for side in SIDES:
        own = rounds_visible_to(_only(viewer, side)).where(RoundRow.id == round_id)
        if side in viewer.roles and session.scalar(own) is not None:
            return side
    require(replace(viewer, roles=frozenset()), "posting a notice", SIDES)
    raise AssertionError("nobody has a role without one")


def _only(viewer: Viewer, *roles: Any) -> Viewer:
    return replace(viewer, roles=viewer.roles & frozenset(roles))


def _hosts_of(viewer: Viewer) -> Select[Any, Any]:
    """Organisations that host learners of the viewer's by live proposals, with the round."""
    live = proposals_visible_to(viewer).where(ProposalRow.state.in_(LIVE_STATES))
    where = live.with_only_columns(ProposalRow.round_id, ProposalRow.destination_id)
    same = (HostingPartnerRow.round_id == DestinationRow.round_id) & (
        HostingPartnerRow.id == DestinationRow.hosting_partner_id
    )
    rows = select(HostingPartnerRow.round_id, HostingPartnerRow.organisation_id).join(DestinationRow, same)
    return rows.where(tuple_(DestinationRow.round_id, DestinationRow.id).in_(where))


def _partners_of(viewer: Viewer) -> Select[Any, Any]:
    """Organisations above the viewer's schools, with the round."""
    same = (SchoolRow.round_id == SendingPartnerRow.round_id) & (SchoolRow.sending_partner_id == SendingPartnerRow.id)
    rows = select(SendingPartnerRow.round_id, SendingPartnerRow.organisation_id).join(SchoolRow, same)
    return rows.where(SchoolRow.organisation_id == viewer.organisation)


def _partners_here(viewer: Viewer) -> Select[Any, Any]:
    """Organisations that send to the viewer's destinations, or talk about it, with the round."""
    rows = sending_partners_visible_to(viewer)
    return rows.with_only_columns(SendingPartnerRow.round_id, SendingPartnerRow.organisation_id)
