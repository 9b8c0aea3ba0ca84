"""After a round is published: what came undone, and the reserve list."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.errors import documented
from api.schemas.fields import Id, IdInPath
from api.security import Asking
from api.services.reserves import reserves_by_field
from api.state import Reading, Writing
from matcher.store.batches import RunSettings
from matcher.store.loose_ends import loose_ends
from matcher.store.reserves import rank_reserves

router = APIRouter(prefix="/rounds/{round_id}", tags=["mending"])

MOST_RANKED = 10_000


class Ended(BaseModel):
    """A proposal that ended, or whose placement is no longer offered."""

    proposal: str
    learner: str
    placement: str
    state: str
    reason_code: str | None

    @classmethod
    def of(cls, row: Any) -> "Ended":
        return cls(
            proposal=row.id,
            learner=row.learner_id,
            placement=row.placement_id,
            state=row.state,
            reason_code=row.reason_code,
        )


class Suggestion(BaseModel):
    """What a re-run that changes as little as possible would mend."""

    rerun: RunSettings | None = Field(description="Send it to `POST /rounds/{round_id}/runs`; null: nothing to mend.")
    ended: list[Ended] = Field(description="Learners whose proposal was declined or withdrawn, and have no other.")
    on_withdrawn: list[Ended] = Field(description="Live proposals on placements that are no longer offered.")
    reserves: dict[str, list[str]] = Field(description="Who waits on the reserve list, by study field, in its order.")


class Ranks(BaseModel):
    """Places on the reserve list; null: on the main list, so that the next run plans them."""

    ranks: Annotated[dict[Id, Annotated[int, Field(ge=1, le=1_000_000)] | None], Field(max_length=MOST_RANKED)] = Field(
        examples=[{"RS-001": 1, "RS-002": None}]
    )


@router.get("/suggestion", responses=documented(401, 403, 404, 422, 429))
def suggestion(round_id: IdInPath, session: Reading, viewer: Asking) -> Suggestion:
    """Say what came undone since the round was published, and which re-run would mend it."""
    found = loose_ends(session, viewer, round_id)
    return Suggestion(
        rerun=RunSettings(moves="least", previous="published") if found.suggests_rerun else None,
        ended=[Ended.of(row) for row in found.ended],
        on_withdrawn=[Ended.of(row) for row in found.on_withdrawn],
        reserves=reserves_by_field(session, viewer, round_id, found.reserves),
    )


@router.put("/reserves", status_code=204, responses=documented(401, 403, 404, 422, 429))
def rank(round_id: IdInPath, sent: Ranks, session: Writing, viewer: Asking) -> None:
    """Put learners on the reserve list, in its order within their study field, or back on the main list."""
    rank_reserves(session, viewer, round_id, sent.ranks)
