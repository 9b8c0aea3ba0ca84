"""Organisations, who acts for them, and invitations that let people in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StringConstraints

from api.errors import SignInRefused, documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.rates import SignInsLimited
from api.schemas.fields import Country, IdInPath, Name
from api.security import Asking
from api.state import Reading, StoreOf, Writing
from matcher.store.engine import Session, writing
from matcher.store.members import accept_invitation, invite, members_of, part_with
from matcher.store.organisations import get_organisation, list_organisations, make_organisation, roles_of
from matcher.store.people import SHORTEST_PASSWORD, change_password
from matcher.store.sign_in import end_sign_ins_of
from matcher.store.tables import OrganisationRow
from matcher.store.tables.organisations import Role

router = APIRouter(tags=["organisations"])
public = APIRouter(tags=["organisations"], dependencies=[SignInsLimited])
"""For who is not let in yet."""

Email = Annotated[str, StringConstraints(max_length=320, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
Password = Annotated[str, StringConstraints(min_length=SHORTEST_PASSWORD, max_length=1_000)]


class OrganisationAsked(BaseModel):
    """An organisation that takes part in one's rounds."""

    name: Annotated[Name, Field(min_length=1, examples=["TŠ Niš"])]
    roles: set[Literal["sending", "school", "hosting"]] = Field(min_length=1, examples=[["school"]])
    country: Country | None = None


class OrganisationShown(BaseModel):
    id: str
    name: str
    country: str | None
    roles: tuple[str, ...]


class MemberShown(BaseModel):
    """Somebody who acts for the organisation."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]


class InvitationAsked(BaseModel):
    """Whom to let in, and in which role."""

    email: Email = Field(examples=["ana@school.example"])
    role: Role = Field(examples=["school"])


class InvitationMade(BaseModel):
    code: str = Field(description="Shown this once: hand it to the person, who accepts it with a password.")
    expires_at: datetime


class Acceptance(BaseModel):
    """What who was invited sends: the code and a password, their own if they have an account already."""

    code: str = Field(max_length=2_000, pattern=r"^[A-Za-z0-9_=-]*$", examples=["gAAAA…"])
    password: Password
    name: Name = ""


class PasswordChange(BaseModel):
    old: str = Field(max_length=1_000, examples=["correct horse battery staple"])
    new: Password


@router.get("/organisations", responses=documented(401, 422, 429))
def organisations(session: Reading, viewer: Asking, asked: Paging) -> Page[OrganisationShown]:
    """List one's own organisation and, for a coordinator, those that take part in its rounds or that it made."""
    (after,) = key_after(asked) or ("",)
    rows = list_organisations(session, viewer, str(after), asked.limit + 1)
    roles = roles_of(session, rows)
    return page_of(rows, asked, lambda row: _shown(row, roles), lambda row: (row.id,))


@router.post("/organisations", status_code=201, responses=documented(401, 403, 422, 429))
def make(sent: OrganisationAsked, response: Response, session: Writing, viewer: Asking) -> OrganisationShown:
    """Make an organisation, to be linked to a party of a round."""
    id = make_organisation(session, viewer, sent.name, sent.roles, sent.country)
    located(response, "organisations", id)
    return _one(session, get_organisation(session, viewer, id))


@router.get("/organisations/{organisation_id}", responses=documented(401, 404, 422, 429))
def organisation(organisation_id: IdInPath, session: Reading, viewer: Asking) -> OrganisationShown:
    """Read an organisation."""
    return _one(session, get_organisation(session, viewer, organisation_id))


@router.post(
    "/organisations/{organisation_id}/invitations", status_code=201, responses=documented(401, 403, 404, 422, 429, 503)
)
def let_in(organisation_id: IdInPath, sent: InvitationAsked, session: Writing, viewer: Asking) -> InvitationMade:
    """Invite a colleague; for an organisation that one made, its first person. The code is good once."""
    made = invite(session, viewer, organisation_id, sent.email, sent.role)
    return InvitationMade(code=made.code, expires_at=made.expires_at)


@router.get("/members", responses=documented(401, 429))
def members(session: Reading, viewer: Asking) -> list[MemberShown]:
    """List the people who act for one's organisation."""
    return [MemberShown.model_validate(member, from_attributes=True) for member in members_of(session, viewer)]


@router.delete("/members/{person_id}", status_code=204, responses=documented(401, 403, 404, 422, 429))
def part(person_id: IdInPath, session: Writing, viewer: Asking) -> None:
    """Part with somebody: they are signed out of the organisation at once."""
    part_with(session, viewer, person_id)


@router.put("/me/password", status_code=204, responses=documented(401, 403, 422, 429))
def new_password(sent: PasswordChange, store: StoreOf, viewer: Asking) -> None:
    """Set a new password. One is signed out everywhere, here too."""
    with writing(store) as session:  # kept also when refused: it counts wrong attempts
        right = change_password(session, viewer.person, sent.old, sent.new)
        if right:
            end_sign_ins_of(session, viewer.person)
    if not right:
        raise SignInRefused


@public.post("/invitations/accept", status_code=204, responses=documented(401, 404, 422, 429, 503))
def accept(sent: Acceptance, store: StoreOf) -> None:
    """Accept an invitation: from now on one can sign in."""
    with writing(store) as session:  # kept also when refused: it counts wrong attempts
        person = accept_invitation(session, sent.code, sent.password, sent.name)
    if not person:
        raise SignInRefused


def _one(session: Session, row: OrganisationRow) -> OrganisationShown:
    return _shown(row, roles_of(session, [row]))


def _shown(row: OrganisationRow, roles: Mapping[str, tuple[str, ...]]) -> OrganisationShown:
    return OrganisationShown(id=row.id, name=row.name, country=row.country, roles=roles[row.id])
