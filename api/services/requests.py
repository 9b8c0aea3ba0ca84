"""Allocation requests of hosting partners: asked, answered by a run, approved into the round."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.jobs import Jobs
from matcher.errors import InputError
from matcher.explain.marginals import marginals
from matcher.model import Allocation, Pin, Placement, Round
from matcher.rounds import planned_from
from matcher.said import N_, Said
from matcher.store.answers import load_answer
from matcher.store.engine import Session, Store, writing
from matcher.store.pins import add_pin
from matcher.store.placements import get_placement, put_placement
from matcher.store.requests import ask, settle_request
from matcher.store.rounds import get_round, latest_run
from matcher.store.run_inputs import erased_since, input_of
from matcher.store.runs import record_run
from matcher.store.tables import RequestRow
from matcher.store.viewers import Viewer


@dataclass(frozen=True, slots=True)
class PlacesAsked:
    """Places at one destination: placements that the round has already, and new ones."""

    destination: str
    existing: Sequence[str]
    new: Sequence[Placement]
    seconds: float
    refines: str | None = None  # the request that this one takes the place of


PRIVATE = ("preferences",)
"""Features whose evidence repeats what a hosting partner doesn't see of a learner before a proposal is accepted."""


def ask_for_places(store: Store, jobs: Jobs, viewer: Viewer, round_id: str, asked: PlacesAsked) -> RequestRow:
    """Ask which learners who are still free could come to these places, and queue the run that answers.

    Raises
    ------
    NotAllowed, UnknownId, TransitionRefused
        As `matcher.store.requests.ask`; if an existing placement is not one of the viewer's at the destination.
    """
    with writing(store) as session:
        get_round(session, viewer, round_id)
        known = [get_placement(session, viewer, round_id, id)[0] for id in asked.existing]
        if away := [place.id for place in (*known, *asked.new) if place.destination != asked.destination]:
            raise InputError("placement-elsewhere", f"{', '.join(away)}: not at {asked.destination}")
        nouns = [place.model_dump(mode="json", by_alias=True) for place in (*known, *asked.new)]
        body = {"placements": nouns, "new": [place.id for place in asked.new]}
        request = ask(session, viewer, round_id, asked.destination, "allocation", body, asked.refines)
        record_run(session, viewer, round_id, {"time_limit_seconds": asked.seconds}, request_id=request.id)
    jobs.wake()
    return request


def ask_for_worth(store: Store, jobs: Jobs, viewer: Viewer, round_id: str, placement: str) -> RequestRow:
    """Ask what one more place of a placement would be worth, and queue the run that answers; errors as above."""
    with writing(store) as session:
        get_round(session, viewer, round_id)
        known, _ = get_placement(session, viewer, round_id, placement)
        request = ask(session, viewer, round_id, known.destination, "worth_of_a_place", {"placement": placement})
        record_run(session, viewer, round_id, {}, request_id=request.id)
    jobs.wake()
    return request


def draft_of(round: Round, answer: Allocation) -> dict[str, Any]:
    """Return what a hosting partner is told: who could come where, under pseudonymous ids, and what stays empty."""
    taken = Counter(row.placement for row in answer.assignments)
    return {
        "status": answer.status,
        "gap": answer.gap,
        "placed": answer.objective.placed,
        "drafts": [
            {
                **row.model_dump(mode="json", by_alias=True, exclude={"evidence", "pinned", "starts"}),
                "evidence": {
                    name: found.model_dump(mode="json") for name, found in row.evidence.items() if name not in PRIVATE
                },
            }
            for row in answer.assignments
        ],
        "places": [
            {"placement": place.id, "places": place.places, "taken": taken[place.id]} for place in round.placements
        ],
        "learners_free": len(round.learners),
    }


def worth_of(session: Session, request: RequestRow) -> dict[str, Any]:
    """Return what one more place would add to the last run's plan, stage by stage, exactly or at most.

    Raises
    ------
    InputError
        If the round has not been planned yet.
    """
    run = latest_run(session, request.round_id)
    if run is None:
        raise InputError("not-planned-yet", Said("what a place is worth is known once the round was planned"))
    erased = erased_since(session, run.id)
    planned = planned_from(input_of(session, run.id), load_answer(session, run.id), erased)
    asked = "placement", request.body["placement"]
    found = next((row for row in marginals(planned) if (row.of, row.id) == asked), None)
    if found is None:
        words = N_("{placement} was not part of run {run}: plan the round again")
        raise InputError("placement-not-planned", Said(words, placement=asked[1], run=run.id))
    figures = {"taken": found.taken, "places": found.capacity, "kind": found.kind, "gains": dict(found.gains)}
    return {"run": run.id, "placement": found.id, **figures}


def approve(session: Session, viewer: Viewer, request_id: str, version: int, why: str, pin: bool) -> RequestRow:
    """Approve a request: its new places go into the round, and the next run may use them.

    Parameters
    ----------
    pin
        Also pin every learner of the draft to the place drafted.

    Raises
    ------
    NotAllowed, UnknownId, StaleVersion, TransitionRefused
        As `settle_request`; if a new placement's id is taken by now.
    """
    request = settle_request(session, viewer, request_id, "approved", version, why)
    new = set(request.body.get("new", ()))
    for row in request.body.get("placements", ()):
        if row["id"] in new:
            put_placement(session, viewer, request.round_id, Placement.model_validate(row), why=why)
    for row in (request.answer or {}).get("drafts", ()) if pin else ():
        reason = f"request {request.id} of the hosting partner, approved"
        wanted = Pin(
            kind="pin", learner=row["learner"], placement=row["placement"], reason=reason, author=viewer.person
        )
        add_pin(session, viewer, request.round_id, wanted)
    return request
