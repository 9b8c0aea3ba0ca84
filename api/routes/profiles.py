"""What a hosting partner may know of the learners proposed to it: no school, no age, no name, no wishes."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath
from api.schemas.languages import Skill, skills_shown
from api.security import Asking
from api.state import Reading
from matcher.store.profiles import Profile, get_profile, list_profiles

router = APIRouter(prefix="/rounds/{round_id}/profiles", tags=["profiles"])


class ProfileShown(BaseModel):
    """A learner under a pseudonymous id."""

    id: str
    stay: str
    sending_partner: str | None
    group: str | None
    study_title: str | None
    study_language: str | None
    isced_f: str | None
    eqf: int | None
    languages: tuple[Skill, ...] | None
    available_from: date | None
    available_to: date | None
    needs: tuple[str, ...]
    skills: tuple[str, ...]


@router.get("", responses=documented(401, 404, 422, 429))
def profiles(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[ProfileShown]:
    """List the profiles of learners: to a hosting partner those who are proposed to it, by id."""
    (after,) = key_after(asked) or ("",)
    rows = list_profiles(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, _shown, lambda row: (row.id,))


@router.get("/{learner}", responses=documented(401, 404, 422, 429))
def profile(round_id: IdInPath, learner: IdInPath, session: Reading, viewer: Asking) -> ProfileShown:
    """Read a learner's profile."""
    return _shown(get_profile(session, viewer, round_id, learner))


def _shown(profile: Profile) -> ProfileShown:
    return ProfileShown.model_construct(**{**dict(profile), "languages": skills_shown(profile.languages)})
