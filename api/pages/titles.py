"""Study titles that nobody has explained yet: one chooses among guesses, or says what they mean."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.routes.titles import ConfirmationSent
from api.schemas.fields import IdInPath, Text
from api.state import Reading, Writing
from matcher.codelists.isced import detailed_codes, label
from matcher.explain import field_name
from matcher.model import TitleConfirmation
from matcher.profiles import UnresolvedTitle, resolve_titles
from matcher.said import Said
from matcher.store.confirmations import confirm_title, list_confirmations, titled_round
from matcher.store.engine import Session
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 30  # titles; the next ones come as these are explained
OTHER = "other"  # what is chosen where no guess is right

Typed = Annotated[Text, Form()]


@dataclass(frozen=True)
class Mistaken:
    """An answer that was none: for which title, and what was typed."""

    title: str
    language: str
    country: str
    typed: str

    def is_about(self, title: UnresolvedTitle) -> bool:
        return (self.title, self.language, self.country) == (title.title, title.language or "", title.country or "")


@dataclass(frozen=True)
class TitlesPage:
    """The titles that wait, most frequent first, and those that were explained, latest first."""

    template: ClassVar[str] = "titles.html"
    head: RoundHead
    waiting: tuple[UnresolvedTitle, ...]
    count: int
    said: tuple[TitleConfirmation, ...]
    fields: tuple[tuple[str, str], ...]  # code and label of every study field
    names: dict[str, str]  # of the fields on the page, by code
    mistaken: Mistaken | None


@router.get("/rounds/{round_id}/titles")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _page(session, visitor.viewer, round_id))


@router.post("/rounds/{round_id}/titles")
def confirm(
    round_id: IdInPath,
    frame: Framed,
    visitor: Sending,
    session: Writing,
    title: Typed,
    isced_f: Typed = "",
    other: Typed = "",
    language: Typed = "",
    country: Typed = "",
) -> Response:
    """Keep what a title means; the page is shown again where that is no study field."""
    code = other if isced_f == OTHER else isced_f
    try:
        sent = ConfirmationSent(title=title, isced_f=code, language=language or None, country=country or None)
    except ValidationError:
        mistaken = Mistaken(title, language, country, code)
        return show(frame, _page(session, visitor.viewer, round_id, mistaken), 422)
    said = TitleConfirmation(**sent.model_dump(), author=visitor.viewer.person)
    confirm_title(session, visitor.viewer, round_id, said)
    return RedirectResponse(f"/rounds/{round_id}/titles", 303)


def _page(session: Session, viewer: Viewer, round_id: str, mistaken: Mistaken | None = None) -> TitlesPage:
    head = head_of(session, viewer, round_id)
    unresolved = resolve_titles(titled_round(session, viewer, round_id)).unresolved
    waiting, said = unresolved[:MOST_SHOWN], list_confirmations(session, viewer, round_id)
    codes = {guess.code for title in waiting for guess in title.guesses} | {row.isced_f for row in said}
    return TitlesPage(
        head=head,
        waiting=waiting,
        count=len(unresolved),
        said=tuple(reversed(said)),
        fields=tuple((code, Said(label(code))) for code in detailed_codes()),
        names={code: field_name(code) for code in codes},
        mistaken=mistaken,
    )
