"""Learners of a round, as their sending side and coordinator see them: one by one, exported, erased."""

from typing import Any

from fastapi import APIRouter, Response

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath
from api.schemas.learners import LearnerShown, LearnerStated, NewLearner, shown
from api.security import Asking
from api.state import Reading, Writing
from api.versions import Version, tag
from matcher.store.learners import get_learner, list_learners, put_learner
from matcher.store.privacy import erase_person, export_person

router = APIRouter(prefix="/rounds/{round_id}/learners", tags=["learners"])


@router.get("", responses=documented(401, 404, 422, 429))
def learners(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[LearnerShown]:
    """List the learners that are one's own, by id."""
    (after,) = key_after(asked) or ("",)
    rows = list_learners(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, lambda row: shown(*row), lambda row: (row[0].id,))


@router.post("", status_code=201, responses=documented(401, 403, 404, 409, 412, 422, 429))
def add(round_id: IdInPath, sent: NewLearner, response: Response, session: Writing, viewer: Asking) -> LearnerShown:
    """Add a learner of one's own."""
    version = put_learner(session, viewer, round_id, sent.noun(sent.id))
    tag(response, version)
    located(response, "rounds", round_id, "learners", sent.id)
    return shown(sent.noun(sent.id), version)


@router.get("/{learner}", responses=documented(401, 404, 422, 429))
def learner(
    round_id: IdInPath, learner: IdInPath, response: Response, session: Reading, viewer: Asking
) -> LearnerShown:
    """Read what is stated of a learner; its ETag is what a change names."""
    noun, version = get_learner(session, viewer, round_id, learner)
    tag(response, version)
    return shown(noun, version)


@router.put("/{learner}", responses=documented(401, 403, 404, 409, 412, 422, 428, 429))
def change(
    round_id: IdInPath,
    learner: IdInPath,
    sent: LearnerStated,
    version: Version,
    response: Response,
    session: Writing,
    viewer: Asking,
) -> LearnerShown:
    """Say anew everything that is stated of a learner."""
    get_learner(session, viewer, round_id, learner)
    now = put_learner(session, viewer, round_id, sent.noun(learner), version)
    tag(response, now)
    return shown(sent.noun(learner), now)


@router.get("/{learner}/export", responses=documented(401, 403, 404, 422, 429, 503))
def export(round_id: IdInPath, learner: IdInPath, session: Writing, viewer: Asking) -> dict[str, Any]:
    """Hand out everything that is held about a person, their name included. That it was done is an event."""
    return export_person(session, viewer, round_id, learner)


@router.delete("/{learner}", status_code=204, responses=documented(401, 403, 404, 422, 429))
def erase(round_id: IdInPath, learner: IdInPath, session: Writing, viewer: Asking) -> None:
    """Forget a person for good. The round's numbers and that these events happened stay, without the person."""
    erase_person(session, viewer, round_id, learner)
