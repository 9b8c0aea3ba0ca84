"""Which organisation stands behind a sending partner, school or hosting partner of a round."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.errors import documented
from api.schemas.fields import Id, IdInPath, Name
from api.security import Asking
from api.state import Reading, Writing
from matcher.store.links import Party, link, links_of
from matcher.store.party_names import rename_party

router = APIRouter(prefix="/rounds/{round_id}/links", tags=["links"])


class LinkShown(BaseModel):
    party: Literal["sending_partner", "school", "hosting_partner"]
    id: str
    organisation: str | None = Field(description="null: nobody is linked, so nobody sees the round as this party.")


class NameAsked(BaseModel):
    """What a party is called from now on in this round."""

    name: Id = Field(examples=["Technical School Niš"])
    was: Name = Field(description="What you read that it is called: it must still be.", examples=["TS Nis"])


class Named(BaseModel):
    id: str = Field(description="A hosting partner goes by its name.")
    name: str


class LinkAsked(BaseModel):
    organisation: Id | None = Field(
        description="The organisation's id; null: unlink.", examples=["2f6d0c5a9b1e4d7f8a30"]
    )


@router.get("", responses=documented(401, 403, 404, 422, 429))
def links(round_id: IdInPath, session: Reading, viewer: Asking) -> list[LinkShown]:
    """List every party of a round and the organisation behind it."""
    return [
        LinkShown(party=party, id=id, organisation=behind) for party, id, behind in links_of(session, viewer, round_id)
    ]


@router.put("/{party}/{party_id}", status_code=204, responses=documented(401, 403, 404, 422, 429))
def put(
    round_id: IdInPath, party: Party, party_id: IdInPath, sent: LinkAsked, session: Writing, viewer: Asking
) -> None:
    """Say that a party of the round is this organisation: from now on its people see what is theirs."""
    link(session, viewer, round_id, party, party_id, sent.organisation)


@router.put("/{party}/{party_id}/name", responses=documented(401, 403, 404, 409, 412, 422, 429))
def rename(
    round_id: IdInPath, party: Party, party_id: IdInPath, sent: NameAsked, session: Writing, viewer: Asking
) -> Named:
    """Call a sending partner, school or hosting partner of the round otherwise; what is theirs stays theirs."""
    id = rename_party(session, viewer, round_id, party, party_id, sent.name, sent.was)
    return Named(id=id, name=sent.name)
