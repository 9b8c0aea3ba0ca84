"""Previews: ranked placements with reasons, for a learner, a school, or somebody who is not stored."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath
from api.schemas.learners import LearnerStated
from api.security import Asking
from api.services.previews import Previews, PreviewShown
from api.state import Reading
from api.turns import InTurn

router = APIRouter(prefix="/rounds/{round_id}", tags=["previews"])
in_turn = APIRouter(prefix="/rounds/{round_id}", tags=["previews"])
"""What is asked most often; a turn counts the request."""

Top = Annotated[int, Query(ge=1, le=100, description="How many placements per learner.")]


async def _previews(request: Request) -> Previews:
    previews: Previews = request.app.state.previews
    return previews


PreviewsOf = Annotated[Previews, Depends(_previews)]


@in_turn.get("/learners/{learner}/preview", response_model=PreviewShown, responses=documented(401, 403, 404, 422, 429))
async def preview_learner(
    round_id: IdInPath, learner: IdInPath, turn: InTurn, previews: PreviewsOf, top: Top = 10
) -> Response:
    """Rank the placements that would fit a learner. Decides and writes nothing."""
    shown = await turn.answer(
        lambda session, viewer: previews.of_learner_at_hand(session, viewer, round_id, learner, top),
        lambda session, viewer: previews.of_learner(session, viewer, round_id, learner, top),
    )
    return Response(shown.model_dump_json(), media_type="application/json")


@router.get("/schools/{school_id}/preview", responses=documented(401, 403, 404, 422, 429))
def preview_school(
    round_id: IdInPath,
    school_id: IdInPath,
    session: Reading,
    viewer: Asking,
    previews: PreviewsOf,
    asked: Paging,
    top: Top = 3,
) -> Page[PreviewShown]:
    """Rank placements for each learner of a school. Decides and writes nothing."""
    (after,) = key_after(asked) or ("",)
    found = previews.of_school(session, viewer, round_id, school_id, top, str(after), asked.limit + 1)
    return page_of(found, asked, lambda shown: shown, lambda shown: (shown.learner,))


@router.post("/preview", responses=documented(401, 403, 404, 422, 429))
def preview_profile(
    round_id: IdInPath, profile: LearnerStated, session: Reading, viewer: Asking, previews: PreviewsOf, top: Top = 10
) -> PreviewShown:
    """Rank the placements that would fit somebody described here. Decides and stores nothing."""
    return previews.of_profile(session, viewer, round_id, profile.noun("profile"), top)
