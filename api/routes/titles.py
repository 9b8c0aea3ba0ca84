"""Study titles: which ones wait for a person, with guesses, and what people said they mean."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.errors import documented
from api.schemas.fields import Country, IdInPath, Language, Sentence, StudyField, Text
from api.security import Asking
from api.state import Reading, Writing
from matcher.model import TitleConfirmation
from matcher.profiles import UnresolvedTitle, resolve_titles
from matcher.store.confirmations import confirm_title, list_confirmations, titled_round

router = APIRouter(prefix="/rounds/{round_id}/titles", tags=["titles"])


class Guess(BaseModel):
    """A study field that a title may stand for, and which words say so."""

    isced_f: str
    confidence: float = Field(ge=0, le=1)
    evidence: Sentence


class TitleToConfirm(BaseModel):
    """A title that nobody has explained yet: who has it finds no placement until somebody does."""

    title: str
    language: str | None
    country: str | None
    learners: int
    placements: int
    guesses: list[Guess] = Field(description="The best, at most three.")


class ConfirmationSent(BaseModel):
    """What a title means, in this language and country, or in any."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"title": "Hoteleri-turizëm", "isced_f": "1015", "language": "sq"}]},
    )

    title: Annotated[Text, Field(min_length=1)]
    isced_f: StudyField
    language: Language | None = None
    country: Country | None = None


class ConfirmationShown(BaseModel):
    title: str
    isced_f: str
    language: str | None
    country: str | None
    author: str


@router.get("/to-confirm", responses=documented(401, 403, 404, 422, 429))
def to_confirm(round_id: IdInPath, session: Reading, viewer: Asking) -> list[TitleToConfirm]:
    """List the titles of one's own that wait for a person, the most frequent first, with guesses."""
    return [_shown(title) for title in resolve_titles(titled_round(session, viewer, round_id)).unresolved]


@router.get("", responses=documented(401, 403, 404, 422, 429))
def confirmations(round_id: IdInPath, session: Reading, viewer: Asking) -> list[ConfirmationShown]:
    """List what people said titles mean, in the order in which they did."""
    return [
        ConfirmationShown.model_validate(said, from_attributes=True)
        for said in list_confirmations(session, viewer, round_id)
    ]


@router.post("", status_code=204, responses=documented(401, 403, 404, 422, 429))
def confirm(round_id: IdInPath, sent: ConfirmationSent, session: Writing, viewer: Asking) -> None:
    """Say what a title means. It is remembered for the round and for the coordinator's next ones."""
    said = TitleConfirmation(**sent.model_dump(), author=viewer.person)
    confirm_title(session, viewer, round_id, said)


def _shown(title: UnresolvedTitle) -> TitleToConfirm:
    return TitleToConfirm(
        title=title.title,
        language=title.language,
        country=title.country,
        learners=title.learners,
        placements=title.placements,
        guesses=[
            Guess(isced_f=guess.code, confidence=guess.confidence, evidence=guess.evidence) for guess in title.guesses
        ],
    )
