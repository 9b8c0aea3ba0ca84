"""Who a learner is, by form: what documents need beyond a pseudonymous id, read by few."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.locations import in_address
from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm, problems_by_field
from api.pages.visitors import Looking, Sending
from api.routes.identities import IdentityStated
from api.schemas.fields import IdInPath
from api.state import Reading, Writing
from matcher.errors import UnknownId
from matcher.said import Said
from matcher.store.engine import Session
from matcher.store.errors import StaleVersion
from matcher.store.identities import Identity, get_identity, put_identity
from matcher.store.learners import KEEPERS, get_learner
from matcher.store.viewers import Viewer, acting_as

router = APIRouter(include_in_schema=False)

OWN = ("given_name", "family_name", "email", "phone", "address", "emergency_contact")
OF_GUARDIANS = ("name", "email", "phone")
GUARDIANS = (1, 2)  # as many as the form has room for
CHANGED = Said("this was changed meanwhile: compare with how it stands now, and save again")


@dataclass(frozen=True)
class IdentityPage:
    """A learner's name and contacts in a form; `version` None: nothing is known yet."""

    template: ClassVar[str] = "learner_identity.html"
    head: RoundHead
    learner: str
    version: int | None
    texts: Mapping[str, str]
    problems: Mapping[str, str]
    guardians: tuple[int, ...] = GUARDIANS


@router.get("/rounds/{round_id}/learners/{learner}/identity")
def look(round_id: IdInPath, learner: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = _keeper(session, visitor.viewer, round_id, learner)
    return show(frame, _page(session, viewer, round_id, learner, {}, _texts(session, viewer, round_id, learner)))


@router.post("/rounds/{round_id}/learners/{learner}/identity")
def change(
    round_id: IdInPath, learner: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, session: Writing
) -> Response:
    """Keep who a learner is; guardians beyond those that the form has room for stay."""
    viewer = _keeper(session, visitor.viewer, round_id, learner)
    known = _known(session, viewer, round_id, learner)
    version = int(typed.text("version")) if typed.text("version").isdecimal() else None
    try:
        identity = _stated(typed, known[0] if known else None)
        put_identity(session, viewer, round_id, learner, identity, version)
    except ValidationError as invalid:
        return _again(frame, session, viewer, round_id, learner, typed, problems_by_field(invalid))
    except StaleVersion:
        return _again(frame, session, viewer, round_id, learner, typed, {"": CHANGED})
    return RedirectResponse(f"/rounds/{round_id}/learners/{in_address(learner)}", 303)


def _keeper(session: Session, viewer: Viewer, round_id: str, learner: str) -> Viewer:
    viewer = acting_as(viewer, "changing an identity", KEEPERS)
    get_learner(session, viewer, round_id, learner)
    return viewer


def _stated(typed: Typed, before: Identity | None) -> Identity:
    guardians = [
        {field: typed.text(f"guardian_{place}_{field}") for field in OF_GUARDIANS}
        for place in GUARDIANS
        if typed.text(f"guardian_{place}_name")
    ]
    more = before.guardians[len(GUARDIANS) :] if before else ()
    own = {name: typed.text(name) for name in OWN}
    stated = IdentityStated.model_validate(own | {"guardians": [*guardians, *(row.model_dump() for row in more)]})
    return stated.noun()


def _known(session: Session, viewer: Viewer, round_id: str, learner: str) -> tuple[Identity, int] | None:
    try:
        return get_identity(session, viewer, round_id, learner)
    except UnknownId:
        return None


def _texts(session: Session, viewer: Viewer, round_id: str, learner: str) -> dict[str, str]:
    known = _known(session, viewer, round_id, learner)
    if known is None:
        return {}
    identity, _ = known
    guardians = zip(GUARDIANS, identity.guardians, strict=False)
    texts = {f"guardian_{place}_{name}": getattr(who, name) for place, who in guardians for name in OF_GUARDIANS}
    return texts | {name: getattr(identity, name) for name in OWN}


def _again(
    frame: Frame,
    session: Session,
    viewer: Viewer,
    round_id: str,
    learner: str,
    typed: Typed,
    problems: Mapping[str, str],
) -> Response:
    texts = {name: typed.text(name) for name in _fields()}
    return show(frame, _page(session, viewer, round_id, learner, problems, texts), 422)


def _page(
    session: Session, viewer: Viewer, round_id: str, learner: str, problems: Mapping[str, str], texts: Mapping[str, str]
) -> IdentityPage:
    known = _known(session, viewer, round_id, learner)
    return IdentityPage(
        head=head_of(session, viewer, round_id),
        learner=learner,
        version=known[1] if known else None,
        texts={name: texts.get(name, "") for name in _fields()},
        problems=problems,
    )


def _fields() -> tuple[str, ...]:
    return (*OWN, *(f"guardian_{place}_{name}" for place in GUARDIANS for name in OF_GUARDIANS))
