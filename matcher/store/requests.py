"""Allocation requests of hosting partners: asked, answered by a run, refined, approved or declined."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy.orm import Session

from matcher.store.errors import StaleVersion, TransitionRefused
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.rounds import get_round
from matcher.store.tables import DestinationRow, RequestRow, RoundRow
from matcher.store.tables.rounds import PLANNABLE
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen, destinations_visible_to, requests_visible_to

Kind = Literal["allocation", "worth_of_a_place"]
OPEN_STATES = ("asked", "answered")


def ask(
    session: Session,
    viewer: Viewer,
    round_id: str,
    destination: str,
    kind: Kind,
    body: Mapping[str, Any],
    refines: str | None = None,
) -> RequestRow:
    """Ask for an allocation at one's own destination, or what one more place there is worth.

    Parameters
    ----------
    refines
        An earlier request that this one takes the place of.

    Raises
    ------
    NotAllowed, UnknownId
        If the destination, or the request refined, isn't the viewer's own.
    TransitionRefused
        If the request refined is approved, declined or refined already, or the round is closed.
    """
    require(viewer, "asking for an allocation", ("hosting",))
    own = Viewer(viewer.person, viewer.organisation, frozenset({"hosting"}))
    here = destinations_visible_to(own, round_id).where(DestinationRow.id == destination)
    as_seen(session.scalar(here), "destination", destination)
    state = session.get_one(RoundRow, round_id).state
    if state not in PLANNABLE:
        raise TransitionRefused("round", state, "plan")
    if refines:
        _move(session, own, refines, "replaced", None)
    request = RequestRow(
        round_id=round_id,
        organisation_id=viewer.organisation,
        destination_id=destination,
        kind=kind,
        body=dict(body),
        refines=refines,
        author=viewer.person,
    )
    session.add(request)
    session.flush()
    record_event(session, viewer, "ask for allocation", {"request": request.id}, round_id=round_id)
    return request


def list_requests(session: Session, viewer: Viewer, round_id: str, after: str, limit: int) -> list[RequestRow]:
    """Return up to `limit` requests by id, those after this one.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = requests_visible_to(viewer, round_id).where(RequestRow.id > after).order_by(RequestRow.id)
    return list(session.scalars(rows.limit(limit)))


def get_request(session: Session, viewer: Viewer, request_id: str) -> RequestRow:
    """Return a request.

    Raises
    ------
    UnknownId
        If the viewer sees none such.
    """
    row = session.scalar(requests_visible_to(viewer).where(RequestRow.id == request_id))
    return as_seen(row, "request", request_id)


def answer_request(session: Session, request_id: str, answer: Mapping[str, Any]) -> None:
    """Keep what a run found; a request that was refined meanwhile stays as it is."""
    request = session.get_one(RequestRow, request_id, with_for_update=True)
    if request.state == "asked":
        request.state, request.answer = "answered", dict(answer)
        session.flush()
        record_event(session, None, "answer request", {"request": request_id}, round_id=request.round_id)


def settle_request(
    session: Session,
    viewer: Viewer,
    request_id: str,
    verdict: Literal["approved", "declined"],
    version: int | None = None,
    why: str = "",
) -> RequestRow:
    """Approve or decline a request; what is approved goes into the round as placements and pins.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the request's round.
    StaleVersion
        If it has changed since `version`.
    TransitionRefused
        If it is approved, declined or refined already.
    """
    require(viewer, "settling a request", ("coordinator",))
    own = Viewer(viewer.person, viewer.organisation, frozenset({"coordinator"}))
    request = _move(session, own, request_id, verdict, version)
    own_round(session, viewer, request.round_id, "settling a request")
    subjects = {"request": request_id}
    record_event(session, viewer, f"request {verdict}", subjects, round_id=request.round_id, why=why)
    return request


def _move(session: Session, viewer: Viewer, request_id: str, state: str, version: int | None) -> RequestRow:
    rows = requests_visible_to(viewer).where(RequestRow.id == request_id).with_for_update()
    request = as_seen(session.scalar(rows), "request", request_id)
    if version is not None and request.version != version:
        raise StaleVersion("request", request_id)
    if request.state not in OPEN_STATES:
        raise TransitionRefused("request", request.state, state)
    request.state = state
    session.flush()
    return request
