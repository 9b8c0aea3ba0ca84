"""Who a learner is: kept sealed and apart, read by the sending side and, once accepted, by the hosting partner."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.errors import documented
from api.schemas.fields import IdInPath, Name, Text
from api.security import Asking
from api.state import Reading, Writing
from api.versions import VersionIfThere, tag
from matcher.store.identities import Guardian, Identity, get_identity, put_identity

router = APIRouter(prefix="/rounds/{round_id}/learners/{learner}/identity", tags=["identities"])


class GuardianStated(BaseModel):
    """A parent or guardian of a minor."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    email: Name = ""
    phone: Name = ""


class IdentityStated(BaseModel):
    """What a learning agreement needs beyond what matching knows."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"given_name": "Ana", "family_name": "Primer", "email": "ana@school.example"}]},
    )

    given_name: Name
    family_name: Name
    email: Name = ""
    phone: Name = ""
    address: Text = ""
    guardians: Annotated[tuple[GuardianStated, ...], Field(max_length=10)] = ()
    emergency_contact: Text = ""

    def noun(self) -> Identity:
        guardians = tuple(Guardian(**guardian.model_dump()) for guardian in self.guardians)
        return Identity(guardians=guardians, **self.model_dump(exclude={"guardians"}))


@router.get("", responses=documented(401, 404, 422, 429, 503))
def identity(
    round_id: IdInPath, learner: IdInPath, response: Response, session: Reading, viewer: Asking
) -> IdentityStated:
    """Read who a learner is; its ETag is what a change names."""
    found, version = get_identity(session, viewer, round_id, learner)
    tag(response, version)
    return IdentityStated.model_validate(found.model_dump())


@router.put("", status_code=204, responses=documented(401, 403, 404, 412, 422, 429, 503))
def put(
    round_id: IdInPath,
    learner: IdInPath,
    sent: IdentityStated,
    version: VersionIfThere,
    response: Response,
    session: Writing,
    viewer: Asking,
) -> None:
    """Say who a learner is, or, naming its ETag as If-Match, say it anew."""
    tag(response, put_identity(session, viewer, round_id, learner, sent.noun(), version))
