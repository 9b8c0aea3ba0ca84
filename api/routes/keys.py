"""API keys of one's own organisation: made, listed, revoked."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.errors import documented
from api.schemas.fields import IdInPath, Name
from api.security import Asking, Scope
from api.state import Reading, Writing
from matcher.store.api_keys import add_key, keys_of, revoke_key
from matcher.store.tables.organisations import Role

router = APIRouter(prefix="/keys", tags=["keys"])


class KeyAsked(BaseModel):
    """What a new key should be good for."""

    name: Name = Field(examples=["nightly import"])
    scopes: set[Scope] = Field(min_length=1, examples=[["read"]])
    days: float = Field(gt=0, le=366, description="It expires after so many days.", examples=[90])
    roles: set[Role] = Field(default=set(), description="Some of one's own; none named: all of them.")


class NewKey(BaseModel):
    key: str = Field(description="Shown this once.")


class KeyShown(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    scopes: list[str]
    roles: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@router.get("", responses=documented(401, 429))
def list_keys(session: Reading, viewer: Asking) -> list[KeyShown]:
    """List the keys of one's organisation, newest first."""
    return [KeyShown.model_validate(row, from_attributes=True) for row in keys_of(session, viewer)]


@router.post("", status_code=201, responses=documented(401, 403, 422, 429))
def make_key(asked: KeyAsked, session: Writing, viewer: Asking) -> NewKey:
    """Make a key for a program that acts for one's organisation."""
    return NewKey(key=add_key(session, viewer, asked.name, asked.scopes, asked.days, asked.roles))


@router.delete("/{key_id}", status_code=204, responses=documented(401, 403, 404, 422, 429))
def revoke(key_id: IdInPath, session: Writing, viewer: Asking) -> None:
    """Make a key useless at once."""
    revoke_key(session, viewer, key_id)
