"""Allocation requests of a round: the list, and the form that asks for one or asks again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.pages.placement import TAKEN
from api.pages.placements import destinations_of
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm
from api.pages.visitors import Looking, Sending
from api.schemas.fields import NO_NUL, IdInPath
from api.services.placement_forms import COLUMNS, cells_of, placement_of, problems_by_column
from api.services.requests import PlacesAsked, ask_for_places, ask_for_worth
from api.state import JobsOf, Reading, StoreOf
from matcher.errors import RoundInvalid
from matcher.model import Destination, Placement
from matcher.store.engine import Session, reading
from matcher.store.placements import PlacementFilter, list_placements
from matcher.store.requests import get_request, list_requests
from matcher.store.round_tables import get_noun
from matcher.store.tables import RequestRow
from matcher.store.viewers import Viewer, acting_as

router = APIRouter(include_in_schema=False)

MOST_REQUESTS = 1_000
MOST_PLACEMENTS = 200  # in one request, as in the API
MOST_NEW = 20
EVERY = 1_000_000
SECONDS = 10.0  # for the allocation

Cells = Mapping[str, str]
QueryText = Annotated[str, Query(max_length=200, pattern=NO_NUL)]


@dataclass(frozen=True)
class RequestsPage:
    """One's own requests, as a coordinator all of the round, newest first."""

    template: ClassVar[str] = "requests.html"
    head: RoundHead
    requests: tuple[RequestRow, ...]
    destinations: tuple[str, ...]
    may_ask: bool


@dataclass(frozen=True)
class Block:
    """A new placement in the form: its fields begin with the prefix."""

    prefix: str
    cells: Cells
    problems: Mapping[str, str]


@dataclass(frozen=True)
class AskPage:
    """Which places to ask for: those that the round has, and new ones."""

    template: ClassVar[str] = "ask.html"
    head: RoundHead
    destination: str
    refines: str
    existing: tuple[Placement, ...]
    ticked: frozenset[str]
    blocks: tuple[Block, ...]
    nothing: bool  # was chosen


@dataclass(frozen=True)
class _Form:
    ticked: frozenset[str]
    blocks: Sequence[Cells]


@router.get("/rounds/{round_id}/requests")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    rows = list_requests(session, viewer, round_id, "", MOST_REQUESTS)
    newest = sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)
    may_ask = "hosting" in viewer.roles and head.is_open
    here = destinations_of(session, _host(viewer), round_id) if may_ask else ()
    return show(frame, RequestsPage(head, tuple(newest), here, may_ask))


@router.get("/rounds/{round_id}/requests/new")
def look_at_form(
    round_id: IdInPath,
    frame: Framed,
    visitor: Looking,
    session: Reading,
    destination: QueryText = "",
    refines: QueryText = "",
) -> Response:
    viewer = _host(visitor.viewer)
    form = _Form(frozenset(), ())
    if refines:
        earlier = get_request(session, viewer, refines)
        destination, form = earlier.destination_id, _as_asked(earlier)
    page = _page(session, viewer, round_id, destination, refines, form, [{} for _ in form.blocks], nothing=False)
    return show(frame, page)


@router.post("/rounds/{round_id}/requests/new")
def ask(
    round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf, jobs: JobsOf
) -> Response:
    viewer, destination, refines = _host(visitor.viewer), typed.text("destination"), typed.text("refines")
    form = _typed(typed)
    with reading(store) as session:
        here, _ = get_noun(session, viewer, round_id, "destination", destination)
        there = {noun.id for noun, _ in list_placements(session, viewer, round_id, "", EVERY)}
        new, problems = _placements(form.blocks, here, there) if isinstance(here, Destination) else ([], [])
        nothing = not form.ticked and not form.blocks
        if nothing or any(problems):
            page = _page(session, viewer, round_id, destination, refines, form, problems, nothing=nothing)
            return show(frame, page, 422)
    asked = PlacesAsked(destination, sorted(form.ticked), new, SECONDS, refines or None)
    request = ask_for_places(store, jobs, viewer, round_id, asked)
    return RedirectResponse(f"/requests/{request.id}", 303)


@router.post("/rounds/{round_id}/worth")
def ask_worth(round_id: IdInPath, typed: TypedForm, visitor: Sending, store: StoreOf, jobs: JobsOf) -> Response:
    request = ask_for_worth(store, jobs, visitor.viewer, round_id, typed.text("placement"))
    return RedirectResponse(f"/requests/{request.id}", 303)


def _host(viewer: Viewer) -> Viewer:
    return acting_as(viewer, "asking for an allocation", ("hosting",))


def _as_asked(request: RequestRow) -> _Form:
    """The form as an earlier request was sent."""
    new = set(request.body.get("new", ()))
    nouns = [Placement.model_validate(row) for row in request.body.get("placements", ())]
    ticked = frozenset(noun.id for noun in nouns if noun.id not in new)
    return _Form(ticked, [cells_of(noun) for noun in nouns if noun.id in new])


def _typed(typed: Typed) -> _Form:
    """The blocks in which a placement is named; the others were left empty."""
    blocks = [{name: typed.text(f"new{place}-{name}") for name in COLUMNS} for place in range(MOST_NEW)]
    named = [cells for cells in blocks if cells["id"] or cells["host"]]
    return _Form(frozenset(typed.all("existing")[:MOST_PLACEMENTS]), named)


def _placements(
    blocks: Sequence[Cells], here: Destination, there: Collection[str]
) -> tuple[list[Placement], list[dict[str, str]]]:
    """The placements stated, and what is wrong in each of the blocks; `there`: ids that are taken."""
    stated: list[Placement] = []
    problems = []
    for cells in blocks:
        taken = cells["id"] in there or cells["id"] in {earlier.id for earlier in stated}
        wrong = {"id": TAKEN} if taken else {}
        try:
            stated.append(placement_of({**cells, "destination": here.id}, [here]))
        except RoundInvalid as invalid:
            wrong |= problems_by_column(invalid)
        problems.append(wrong)
    return stated, problems


def _page(
    session: Session,
    viewer: Viewer,
    round_id: str,
    destination: str,
    refines: str,
    form: _Form,
    problems: Sequence[Mapping[str, str]],
    *,
    nothing: bool,
) -> AskPage:
    head = head_of(session, viewer, round_id)
    get_noun(session, viewer, round_id, "destination", destination)
    asked = PlacementFilter(destination=destination)
    existing = list_placements(session, viewer, round_id, "", MOST_PLACEMENTS, asked)
    empty = dict.fromkeys(COLUMNS, "")
    filled = [*zip(form.blocks, problems, strict=True), (empty, {})][:MOST_NEW]
    return AskPage(
        head=head,
        destination=destination,
        refines=refines,
        existing=tuple(placement for placement, _ in existing),
        ticked=form.ticked,
        blocks=tuple(Block(f"new{place}-", {**empty, **cells}, wrong) for place, (cells, wrong) in enumerate(filled)),
        nothing=nothing,
    )
