"""Who stands behind each sending partner, school and hosting partner of a round; whoever is linked sees their part."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.routes.organisations import Email
from api.schemas.fields import IdInPath, Name
from api.services.parties import Behind, PartyShown, candidates, parties_of, settle
from api.state import Reading, StoreOf, Writing
from matcher.errors import UnknownId
from matcher.store.engine import reading, writing
from matcher.store.errors import ReferenceMissing
from matcher.store.links import Party
from matcher.store.members import Invitation
from matcher.store.party_names import rename_party

router = APIRouter(prefix="/rounds/{round_id}/parties", include_in_schema=False)

NEW, NOBODY = "new", "nobody"  # no organisation has an id so short


class PartyAsked(BaseModel):
    """Which party is to be settled; left out: none, all are listed."""

    party: Party | Literal[""] = ""
    id: Name = ""


@dataclass(frozen=True)
class PartiesPage:
    template: ClassVar[str] = "parties.html"
    head: RoundHead
    parties: tuple[PartyShown, ...]
    may_link: bool


@dataclass(frozen=True)
class PartyPage:
    """One party with who could stand behind it; or, once somebody was invited, the code to hand over.

    `called` is the name that was typed for it; `taken`: another is called so.
    """

    template: ClassVar[str] = "party.html"
    head: RoundHead
    party: PartyShown
    candidates: tuple[tuple[str, str], ...]
    called: str
    taken: bool
    invitation: Invitation | None
    email: str


@router.get("")
def look(
    round_id: IdInPath, asked: Annotated[PartyAsked, Query()], frame: Framed, visitor: Looking, session: Reading
) -> Response:
    viewer = visitor.viewer
    head, parties = head_of(session, viewer, round_id), parties_of(session, viewer, round_id)
    if not asked.party:
        return show(frame, PartiesPage(head, tuple(parties), "coordinator" in viewer.roles))
    own = tuple(candidates(session, viewer, asked.party))
    party = _named(parties, asked.party, asked.id)
    return show(frame, PartyPage(head, party, own, party.name, taken=False, invitation=None, email=""))


@router.post("")
def put(
    round_id: IdInPath,
    frame: Framed,
    visitor: Sending,
    session: Writing,
    party: Annotated[Party, Form()],
    id: Annotated[Name, Form()],
    organisation: Annotated[Name, Form()],
    name: Annotated[Name, Form()] = "",
    email: Annotated[Email | Literal[""], Form()] = "",
) -> Response:
    viewer = visitor.viewer
    there = organisation if organisation not in (NEW, NOBODY) else None
    behind = Behind(there, (name.strip() or id) if organisation == NEW else "", None, email)
    invitation = settle(session, viewer, round_id, party, id, behind)
    if invitation is None:
        return RedirectResponse(f"/rounds/{round_id}/parties", 303)
    head, parties = head_of(session, viewer, round_id), parties_of(session, viewer, round_id)
    shown = _named(parties, party, id)
    return show(frame, PartyPage(head, shown, (), shown.name, taken=False, invitation=invitation, email=email))


@router.post("/name")
def rename(
    round_id: IdInPath,
    frame: Framed,
    visitor: Sending,
    store: StoreOf,
    party: Annotated[Party, Form()],
    id: Annotated[Name, Form()],
    called: Annotated[Name, Form()],
    was: Annotated[Name, Form()],
) -> Response:
    """Call a party otherwise, or say that another is called so."""
    viewer, called = visitor.viewer, called.strip()
    try:
        with writing(store) as session:
            rename_party(session, viewer, round_id, party, id, called or was, was)
    except ReferenceMissing:
        with reading(store) as session:
            shown = _named(parties_of(session, viewer, round_id), party, id)
            own = tuple(candidates(session, viewer, party))
            head = head_of(session, viewer, round_id)
            return show(frame, PartyPage(head, shown, own, called, taken=True, invitation=None, email=""), 409)
    return RedirectResponse(f"/rounds/{round_id}/parties", 303)


def _named(parties: list[PartyShown], party: str, id: str) -> PartyShown:
    """Return the party of this kind and id.

    Raises
    ------
    UnknownId
        If the round has none.
    """
    found = next((one for one in parties if (one.party, one.id) == (party, id)), None)
    if found is None:
        raise UnknownId(party, id)
    return found
