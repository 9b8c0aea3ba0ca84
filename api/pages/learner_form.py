"""A learner stated or changed by form, read as a row of a spreadsheet is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.locations import in_address
from api.pages.learners import stays_of
from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm
from api.pages.visitors import Looking, Sending
from api.schemas.fields import ID_LENGTH, IdInPath
from api.services.imports import surroundings_of
from api.services.learner_forms import COLUMNS, cells_of, learner_of, problems_by_column
from api.state import Reading, StoreOf
from matcher.errors import MatcherError, RoundInvalid
from matcher.said import Said
from matcher.store.engine import Session, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion
from matcher.store.learners import KEEPERS, get_learner, put_learner
from matcher.store.viewers import Viewer, acting_as

router = APIRouter(include_in_schema=False)

UNASKED = ("school", "sending_partner", "available_days")  # a change by form leaves them as they are
CHANGED = Said("this learner was changed meanwhile: compare with how it stands now, and save again")
TAKEN = Said("another id: the round has a learner of this one")
OF_OTHERS = "a school, sending partner and group of your own in this round"


@dataclass(frozen=True)
class LearnerFormPage:
    """One learner in a form; `version` None: one who is new."""

    template: ClassVar[str] = "learner_form.html"
    head: RoundHead
    id: str
    version: int | None
    cells: Mapping[str, str]
    problems: Mapping[str, str]
    stays: tuple[str, ...]


@router.get("/rounds/{round_id}/new-learner")
def look_at_new(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _page(session, _keeper(visitor.viewer), round_id, "", None, {}))


@router.post("/rounds/{round_id}/new-learner")
def add(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    return _saved(store, _keeper(visitor.viewer), frame, round_id, "", typed)


@router.get("/rounds/{round_id}/learners/{learner}/change")
def look(round_id: IdInPath, learner: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = _keeper(visitor.viewer)
    noun, version = get_learner(session, viewer, round_id, learner)
    return show(frame, _page(session, viewer, round_id, learner, version, cells_of(noun)))


@router.post("/rounds/{round_id}/learners/{learner}/change")
def change(
    round_id: IdInPath, learner: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf
) -> Response:
    return _saved(store, _keeper(visitor.viewer), frame, round_id, learner, typed)


def _keeper(viewer: Viewer) -> Viewer:
    return acting_as(viewer, "changing a learner", KEEPERS)


def _saved(store: StoreOf, viewer: Viewer, frame: Frame, round_id: str, id: str, typed: Typed) -> Response:
    """Save what was typed and show the learner, or show the form again with what is wrong."""
    cells = {name: typed.text(name) for name in COLUMNS}
    cells["id"] = id or cells["id"][:ID_LENGTH]
    try:
        with writing(store) as session:
            _put(session, viewer, round_id, cells, typed.text("version") if id else None)
    except (RoundInvalid, StaleVersion, ReferenceMissing, NotAllowed) as refused:
        with reading(store) as session:
            version = get_learner(session, viewer, round_id, id)[1] if id else None
            page = _page(session, viewer, round_id, id, version, cells, _problems(refused, new=not id))
            return show(frame, page, 422)
    return RedirectResponse(f"/rounds/{round_id}/learners/{in_address(cells['id'])}", 303)


def _put(session: Session, viewer: Viewer, round_id: str, cells: dict[str, str], version: str | None) -> None:
    around = surroundings_of(session, viewer, round_id)
    if version is None:
        put_learner(session, viewer, round_id, learner_of(cells, around))
        return
    before, now = get_learner(session, viewer, round_id, cells["id"])
    if version != str(now):
        raise StaleVersion("learner", before.id)
    stood = cells_of(before)
    whole = cells | {name: stood[name] for name in UNASKED}
    put_learner(session, viewer, round_id, learner_of(whole, around, before), now)


def _problems(refused: MatcherError, *, new: bool) -> dict[str, str]:
    if isinstance(refused, RoundInvalid):
        return problems_by_column(refused)
    if isinstance(refused, ReferenceMissing | NotAllowed):
        return {"": OF_OTHERS}
    return {"id": TAKEN} if new else {"": CHANGED}


def _page(
    session: Session,
    viewer: Viewer,
    round_id: str,
    id: str,
    version: int | None,
    cells: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
) -> LearnerFormPage:
    return LearnerFormPage(
        head=head_of(session, viewer, round_id),
        id=id,
        version=version,
        cells={name: cells.get(name, "") for name in COLUMNS},
        problems=problems or {},
        stays=stays_of(session, viewer, round_id),
    )
