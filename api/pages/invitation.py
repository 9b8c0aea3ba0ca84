"""An invitation is accepted: with the code that somebody handed over and a password of one's own."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.pages.rendering import Framed, show
from api.pages.visitors import OursOnly
from api.rates import SignInsLimited
from api.state import StoreOf
from matcher.store.engine import writing
from matcher.store.errors import InvitationRefused
from matcher.store.members import accept_invitation
from matcher.store.people import SHORTEST_PASSWORD

router = APIRouter(include_in_schema=False)


Text = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True)
class InvitationPage:
    """`problem`: "code", "password" (of who has an account already) or "short"."""

    template: ClassVar[str] = "invitation.html"
    code: str
    name: str
    problem: str
    shortest: int = SHORTEST_PASSWORD


@router.get("/invitation")
def look(frame: Framed) -> Response:
    return show(frame, InvitationPage("", "", ""))


@router.post("/invitation", dependencies=[OursOnly, SignInsLimited])
def accept(frame: Framed, store: StoreOf, code: Text = "", password: Text = "", name: Text = "") -> Response:
    problem = (
        "short" if len(password) < SHORTEST_PASSWORD else _accept(store, code.strip(), password, name.strip()[:200])
    )
    if problem:
        return show(frame, InvitationPage(code, name, problem), 422)
    return RedirectResponse("/sign-in", 303)


def _accept(store: StoreOf, code: str, password: str, name: str) -> str:
    try:
        with writing(store) as session:  # kept also when refused: it counts wrong attempts
            return "" if accept_invitation(session, code, password, name.replace("\x00", "")) else "password"
    except (InvitationRefused, ValueError):
        return "code"
