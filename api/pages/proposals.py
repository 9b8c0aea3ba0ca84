"""The proposals of a round: what waits, what was decided; several are accepted at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.paging import MOST, PageAsked, key_after, page_of
from api.routes.proposals import State
from api.schemas.fields import IdInPath
from api.state import Reading, Writing
from matcher.errors import InputError
from matcher.said import Said
from matcher.store.proposals import STEPS, StepName, count_proposals, decide, hosts_of, list_proposals
from matcher.store.tables import ProposalRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

STATES: tuple[State, ...] = (
    "proposed", "accepted_by_sending", "accepted_by_hosting", "accepted", "declined", "withdrawn",
)  # fmt: skip
ACCEPTANCES: tuple[StepName, ...] = ("accept_for_sending", "accept_for_hosting", "accept_for_learner")


class ProposalsAsked(PageAsked):
    """Which proposals are looked for."""

    state: Literal["", State] = ""


@dataclass(frozen=True)
class ProposalLine:
    proposal: ProposalRow
    host: str


@dataclass(frozen=True)
class ProposalsPage:
    """Some of the proposals; `step` is the acceptance that all of them wait for and the viewer may take."""

    template: ClassVar[str] = "proposals.html"
    head: RoundHead
    asked: ProposalsAsked
    counts: tuple[tuple[State, int], ...]
    proposals: tuple[ProposalLine, ...]
    step: StepName | None
    next: str | None
    shows_learners: bool
    is_auditing: bool


@router.get("/rounds/{round_id}/proposals")
def look(
    round_id: IdInPath, asked: Annotated[ProposalsAsked, Query()], frame: Framed, visitor: Looking, session: Reading
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    learner, id = key_after(asked, 2) or ("", "")
    states = [asked.state] if asked.state else []
    rows = list_proposals(session, viewer, round_id, (str(learner), str(id)), asked.limit + 1, states)
    found = page_of(rows, asked, lambda row: row.id, lambda row: (row.learner_id, row.id))
    shown, counts = rows[: asked.limit], count_proposals(session, viewer, round_id)
    hosts = hosts_of(session, viewer, round_id, shown)
    page = ProposalsPage(
        head=head,
        asked=asked,
        counts=tuple((state, counts[state]) for state in STATES if counts.get(state)),
        proposals=tuple(ProposalLine(row, hosts[row.placement_id]) for row in shown),
        step=_acceptance(viewer, shown, asked.state),
        next=next_path(frame.path, asked, found.next),
        shows_learners=viewer.roles != {"hosting"},
        is_auditing=viewer.roles == {"auditor"},
    )
    return show(frame, page)


@router.post("/rounds/{round_id}/proposals")
def accept(
    round_id: IdInPath,
    session: Writing,
    visitor: Sending,
    step: Annotated[Literal["accept_for_sending", "accept_for_hosting", "accept_for_learner"], Form()],
    chosen: Annotated[list[str], Form(max_length=MOST)] = [],  # noqa: B006  (FastAPI copies it)
) -> Response:
    """Accept those chosen, all or, if one was changed meanwhile, none."""
    for id, version in _chosen(chosen):
        decide(session, visitor.viewer, id, step, version=version)
    return RedirectResponse(f"/rounds/{round_id}/proposals?state={STEPS[step].before[0]}", 303)


def _acceptance(viewer: Viewer, rows: Iterable[ProposalRow], state: str) -> StepName | None:
    """Return the acceptance that proposals in this state wait for, if the viewer's side takes it."""
    open_ = (step for step in ACCEPTANCES if state in STEPS[step].before and viewer.roles & STEPS[step].roles)
    return next(open_, None) if any(rows) else None


def _chosen(marks: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Return id and version of each proposal that was ticked."""
    for mark in marks:
        id, _, version = mark.partition(" ")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise InputError("proposal-unknown", Said("load the list of proposals again, and choose there"))
        yield id, int(version)
