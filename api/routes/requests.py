"""Allocation requests: a hosting partner asks who could come, or what one more place is worth."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import Id, IdInPath, Text
from api.schemas.placements import NewPlacement
from api.security import Asking
from api.services.requests import PlacesAsked, approve, ask_for_places, ask_for_worth
from api.state import JobsOf, Reading, StoreOf, Writing
from api.versions import Version, tag
from matcher.store.requests import get_request, list_requests, settle_request

router = APIRouter(tags=["allocation requests"])

MOST_PLACEMENTS = 200
SECONDS = 60.0


class AllocationAsked(BaseModel):
    """These places, these dates, these conditions at my destination: who could come?"""

    destination: Id = Field(examples=["Seville"])
    existing: Annotated[tuple[Id, ...], Field(max_length=MOST_PLACEMENTS)] = Field(
        default=(), description="Ids of placements that the round has already."
    )
    placements: Annotated[tuple[NewPlacement, ...], Field(max_length=MOST_PLACEMENTS)] = Field(
        default=(), description="New ones; they go into the round when the coordinator approves."
    )
    refines: Id | None = Field(default=None, description="An earlier request that this one takes the place of.")
    seconds: float = Field(default=10.0, ge=0.1, le=SECONDS, description="For the allocation.")


class WorthAsked(BaseModel):
    """One more place here: what is it worth?"""

    placement: Id = Field(examples=["P1"])


class RequestShown(BaseModel):
    """A request and, once a run has answered it, its answer."""

    id: str
    round: str
    destination: str
    kind: Literal["allocation", "worth_of_a_place"]
    state: Literal["asked", "answered", "approved", "declined", "replaced"]
    body: dict[str, Any] = Field(description="What was asked.")
    refines: str | None
    answer: dict[str, Any] | None = Field(
        description="Of an allocation: `drafts` of proposals under pseudonymous ids with their reasons, and how many of"
        " the places they take. Of a place: what one more would add to the last run's plan, stage by stage."
    )
    created_at: datetime
    version: int = Field(description="Name it as If-Match when settling.")

    @classmethod
    def of(cls, row: Any) -> "RequestShown":
        named = {name: getattr(row, f"{name}_id") for name in ("round", "destination")}
        rest = {name: getattr(row, name) for name in cls.model_fields if name not in named}
        return cls.model_validate(named | rest | {"answer": _in_english(row.answer)})


def _in_english(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """The answer without how else a failure can be said: that is for pages."""
    if answer is None or "failure" not in answer:
        return answer
    return answer | {"failure": {name: value for name, value in answer["failure"].items() if name != "said"}}


class Settled(BaseModel):
    """What the coordinator says to a request."""

    verdict: Literal["approved", "declined"] = Field(examples=["approved"])
    why: Text = ""
    pin: bool = Field(default=False, description="Also pin the learners of the draft to the places drafted.")


@router.post("/rounds/{round_id}/requests", status_code=202, responses=documented(401, 403, 404, 409, 422, 429))
def ask(
    round_id: IdInPath, asked: AllocationAsked, response: Response, store: StoreOf, jobs: JobsOf, viewer: Asking
) -> RequestShown:
    """Ask who could come to places at one's own destination; a run over the learners still free answers."""
    new = [placement.noun(placement.id) for placement in asked.placements]
    places = PlacesAsked(asked.destination, asked.existing, new, asked.seconds, asked.refines)
    return _accepted(ask_for_places(store, jobs, viewer, round_id, places), response)


@router.post("/rounds/{round_id}/worth", status_code=202, responses=documented(401, 403, 404, 409, 422, 429))
def ask_worth(
    round_id: IdInPath, asked: WorthAsked, response: Response, store: StoreOf, jobs: JobsOf, viewer: Asking
) -> RequestShown:
    """Ask what one more place of one's own placement would be worth."""
    return _accepted(ask_for_worth(store, jobs, viewer, round_id, asked.placement), response)


@router.get("/rounds/{round_id}/requests", responses=documented(401, 404, 422, 429))
def requests(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[RequestShown]:
    """List one's own requests, as a coordinator all of the round, by id."""
    (after,) = key_after(asked) or ("",)
    rows = list_requests(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, RequestShown.of, lambda row: (row.id,))


@router.get("/requests/{request_id}", responses=documented(401, 404, 422, 429))
def read(request_id: IdInPath, response: Response, session: Reading, viewer: Asking) -> RequestShown:
    """Read a request and its answer, if there is one yet; its ETag is what settling names."""
    row = get_request(session, viewer, request_id)
    tag(response, row.version)
    return RequestShown.of(row)


@router.post("/requests/{request_id}/settle", responses=documented(401, 403, 404, 409, 412, 422, 428, 429))
def settle(
    request_id: IdInPath, said: Settled, version: Version, response: Response, session: Writing, viewer: Asking
) -> RequestShown:
    """Approve a request, so that its places go into the round, or decline it."""
    if said.verdict == "approved":
        row = approve(session, viewer, request_id, version, said.why, said.pin)
    else:
        row = settle_request(session, viewer, request_id, "declined", version, said.why)
    tag(response, row.version)
    return RequestShown.of(row)


def _accepted(row: Any, response: Response) -> RequestShown:
    located(response, "requests", row.id)
    return RequestShown.of(row)
