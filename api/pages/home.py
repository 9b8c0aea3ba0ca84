"""The first screen after signing in: what waits for me."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from api.pages.rendering import Framed, show
from api.pages.visitors import Looking
from api.services.waiting import RoundWaiting, waiting
from api.state import Reading
from matcher.store.waiting import Kind

router = APIRouter(include_in_schema=False)


PLACES: Mapping[Kind, str] = {
    "proposals_for_sending": "proposals?state=proposed",
    "proposals_for_learners": "proposals?state=accepted_by_hosting",
    "proposals_for_hosting": "proposals?state=accepted_by_sending",
    "drafts_to_refine": "requests",
    "requests_to_settle": "requests",
    "objections_to_review": "objections",
    "runs_to_look_at": "runs",
    "flow_cells_to_agree": "flow-plan",
    "learners_without_study": "learners?lacking=study",
    "learners_without_languages": "learners?lacking=languages",
    "parties_to_link": "parties",
    "loose_ends": "undone",
}
"""Where each kind of thing that waits is decided, within its round."""


@dataclass(frozen=True)
class WaitingItem:
    kind: Kind
    count: int
    path: str


@dataclass(frozen=True)
class RoundCard:
    id: str
    name: str
    state: str
    items: tuple[WaitingItem, ...]


@dataclass(frozen=True)
class HomePage:
    """Every round that one has a part in, with what waits there."""

    template: ClassVar[str] = "home.html"
    rounds: tuple[RoundCard, ...]


@router.get("/")
def look(frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, HomePage(tuple(map(_card, waiting(session, visitor.viewer)))))


def items_of(round_id: str, counts: Mapping[Kind, int]) -> tuple[WaitingItem, ...]:
    """Return what waits in a round, each with the way to where it is decided."""
    return tuple(WaitingItem(kind, count, f"/rounds/{round_id}/{PLACES[kind]}") for kind, count in counts.items())


def _card(round: RoundWaiting) -> RoundCard:
    return RoundCard(round.id, round.name, round.state, items_of(round.id, round.counts))
