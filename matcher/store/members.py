"""Who acts for an organisation: its people, and invitations that let new ones in.

An organisation's own people invite and part with each other, in roles that they have themselves. For one that a
coordinator made and that nobody acts for yet, the coordinator invites the first. Programs invite nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.store.clock import new_id, now
from matcher.store.engine import vault_of
from matcher.store.errors import InvitationRefused, KeysMissing, NotAllowed
from matcher.store.events import record_event
from matcher.store.organisations import add_member, get_organisation, made_by
from matcher.store.people import add_person, check_password, email_key
from matcher.store.sign_in import end_sign_ins_for
from matcher.store.tables import EventSubjectRow, MembershipRow, OrganisationRoleRow, PersonRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen

INVITED_DAYS = 7


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who acts for an organisation, and in which of its roles."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets somebody in; `code` says nothing to who has no key, and is good once."""

    code: str
    expires_at: datetime


def members_of(session: Session, viewer: Viewer) -> list[Member]:
    """Return the people of the viewer's organisation, by address."""
    rows = session.execute(
        select(PersonRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.organisation_id == viewer.organisation)
        .order_by(PersonRow.email, PersonRow.id, MembershipRow.role)
    ).all()
    people: dict[str, Member] = {}
    for person, role in rows:
        earlier = people[person.id].roles if person.id in people else ()
        people[person.id] = Member(person.id, person.email, person.name, (*earlier, role))
    return list(people.values())


def invite(session: Session, viewer: Viewer, organisation_id: str, email: str, role: Role) -> Invitation:
    """Return a code with which the person at this address joins an organisation in a role.

    Raises
    ------
    UnknownId
        If the viewer sees no such organisation.
    NotAllowed
        If the organisation is neither the viewer's own nor one that it made and nobody acts for yet, if it or the
        viewer does not have the role, or if the viewer is a program.
    """
    get_organisation(session, viewer, organisation_id)
    _check_may_invite(session, viewer, organisation_id, role)
    invitation, expires_at = new_id(), now() + timedelta(days=INVITED_DAYS)
    said = {"id": invitation, "organisation": organisation_id, "email": email_key(email), "role": role}
    code = vault_of(session).seal(said | {"until": expires_at.isoformat()}).decode()
    record_event(session, viewer, "invite", {"invitation": invitation, "organisation": organisation_id})
    return Invitation(code, expires_at)


def accept_invitation(session: Session, code: str, password: str, name: str = "") -> str:
    """Let who was invited in and return their id: a new person with this password, or the one who has it already.

    The transaction must be kept, for it counts wrong passwords.

    Raises
    ------
    InvitationRefused
        If the code is wrong, used or too old.
    """
    said = _opened(session, code)
    there = _account_held(session, said["email"])
    _require_unused(session, said["id"])
    if there is None:
        there = _new_person(session, said["email"], password, name)
    elif check_password(session, said["email"], password) is None:
        return ""
    add_member(session, there, said["organisation"], said["role"])  # type: ignore[arg-type]
    joined = Viewer(there, said["organisation"], frozenset())
    record_event(session, joined, "accept invitation", {"accepted_invitation": said["id"], "person": there})
    return there


def part_with(session: Session, viewer: Viewer, person_id: str) -> None:
    """Take somebody out of the viewer's organisation, and sign them out of it at once.

    Raises
    ------
    UnknownId
        If they don't act for it.
    NotAllowed
        If the viewer is a program, or they act in a role that the viewer doesn't have.
    """
    of_person = MembershipRow.person_id == person_id, MembershipRow.organisation_id == viewer.organisation
    roles = set(session.scalars(select(MembershipRow.role).where(*of_person)))
    as_seen(roles or None, "person", person_id)
    if _is_program(viewer) or not roles <= viewer.roles:
        raise NotAllowed("parting with somebody", "people of the organisation who have all their roles")
    session.execute(delete(MembershipRow).where(*of_person))
    end_sign_ins_for(session, person_id, viewer.organisation)
    record_event(session, viewer, "part with member", {"person": person_id})


def _account_held(session: Session, email: str) -> str | None:
    """Return whose account this address is; nobody else uses a code for it until the transaction is over."""
    return session.scalar(select(PersonRow.id).where(PersonRow.email == email).with_for_update())


def _new_person(session: Session, email: str, password: str, name: str) -> str:
    try:
        with session.begin_nested():
            return add_person(session, email, password, name)
    except IntegrityError as twice:  # the same code at the same time: the other one was first
        raise InvitationRefused from twice


def _check_may_invite(session: Session, viewer: Viewer, organisation_id: str, role: Role) -> None:
    if organisation_id == viewer.organisation:
        allowed = role in viewer.roles
    else:
        members = exists().where(MembershipRow.organisation_id == organisation_id)
        has_role = session.get(OrganisationRoleRow, (organisation_id, role)) is not None
        made = session.scalar(made_by(viewer, organisation_id)) is not None
        allowed = made and has_role and not session.scalar(select(members))
    if _is_program(viewer) or not allowed:
        raise NotAllowed(
            "inviting somebody", "people of the organisation, in roles they have; the first one, for who made it"
        )


def _opened(session: Session, code: str) -> dict[str, str]:
    try:
        said: dict[str, str] = vault_of(session).unseal(code.encode())
    except KeysMissing as wrong:
        raise InvitationRefused from wrong
    if "until" not in said or datetime.fromisoformat(said["until"]) <= now():
        raise InvitationRefused
    return said


def _require_unused(session: Session, invitation: str) -> None:
    used = select(EventSubjectRow.event_id).where(
        EventSubjectRow.kind == "accepted_invitation", EventSubjectRow.subject_id == invitation
    )
    if session.scalar(used) is not None:
        raise InvitationRefused


def _is_program(viewer: Viewer) -> bool:
    return viewer.person.startswith("key ")
