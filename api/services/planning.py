"""Working runs off: what a worker does with the queue that the store keeps.

A run is claimed with an attempt number, planned under a heartbeat, and finished together with its answer in one
transaction that names the attempt: whenever the worker is killed, the run is there as before or it is over.
"""

import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from api.services.heart import Heart, Stopped
from api.services.requests import draft_of, worth_of
from matcher import rounds
from matcher.errors import MatcherError, RoundInfeasible
from matcher.model import Allocation, Round
from matcher.retold import kept
from matcher.said import Listed, Said
from matcher.store.answers import save_answer
from matcher.store.batches import round_to_plan
from matcher.store.drafts import draft_round
from matcher.store.engine import Session, Store, reading, writing
from matcher.store.errors import DatabaseUnusable, RunLost
from matcher.store.lost_runs import give_back_run
from matcher.store.requests import answer_request
from matcher.store.run_inputs import keep_input
from matcher.store.runs import EndState, claim_next_run, finish_run, held_run
from matcher.store.tables import RequestRow

log = logging.getLogger("matcher.jobs")


@dataclass(frozen=True, slots=True)
class Held:
    """A run that this worker has claimed."""

    run_id: str
    attempt: int
    settings: dict[str, Any]
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ends; without an answer if it failed, was cancelled before anything was found, or its pins refused."""

    state: EndState
    failure: dict[str, Any] | None = None
    round: Round | None = field(default=None, repr=False)
    answer: Allocation | None = field(default=None, repr=False)
    reply: dict[str, Any] | None = field(default=None, repr=False)  # to a request that no planning answers


def _never() -> bool:
    return False


def work_off(
    store: Store, worker: str, stopping: Callable[[], bool] = _never, *, most_seconds: float = math.inf
) -> list[str]:
    """Plan the runs that wait, one after the other, until none does or the worker is to stop; return their ids.

    Parameters
    ----------
    most_seconds
        For the allocation of a run that came without a limit of its own.
    """
    done = []
    while not stopping() and (held := _claim(store, worker)) is not None:
        log.info("run %s: attempt %d begins", held.run_id, held.attempt)
        _work(store, held, stopping, most_seconds)
        done.append(held.run_id)
    return done


def _claim(store: Store, worker: str) -> Held | None:
    with writing(store) as session:
        run = claim_next_run(session, worker)
        return None if run is None else Held(run.id, run.attempt, run.settings, run.request_id)


def _work(store: Store, held: Held, stopping: Callable[[], bool], most_seconds: float) -> None:
    with Heart(store, held.run_id, held.attempt, stopping) as heart:
        outcome = _planned(store, held, heart, most_seconds)
    with suppress(RunLost):  # another attempt has it: what this one found counts for nothing
        if outcome is not None:
            _finish(store, held, outcome)
        elif heart.why_stop == "worker-stopped":
            with writing(store) as session:
                _give_back(session, held)
        elif heart.why_stop == "cancelled":
            _end(store, held, Outcome("cancelled"))


def _planned(store: Store, held: Held, heart: Heart, most_seconds: float) -> Outcome | None:
    """Plan the run; None: it was stopped before its end."""
    try:
        heart.step("loading the round")
        with reading(store) as session:
            request = session.get(RequestRow, held.request_id) if held.request_id else None
            if request is not None and request.kind == "worth_of_a_place":
                return Outcome("complete", reply=worth_of(session, request))
            round = draft_round(session, request) if request is not None else round_to_plan(session, held.run_id)
        limit = held.settings.get("time_limit_seconds")
        plan = rounds.plan(
            round,
            time_limit_seconds=limit,
            deadline_seconds=most_seconds if limit is None else None,
            on_step=heart.step,
            on_progress=heart.progress,
            should_stop=heart.should_stop,
        )
    except Stopped:
        return None
    except DatabaseUnusable:  # for a while: the run is taken up again when its worker has been silent
        raise
    except RoundInfeasible as contradiction:
        return Outcome("infeasible", failure_of(contradiction))
    except MatcherError as error:
        return Outcome("failed", failure_of(error))
    except Exception as error:
        return Outcome("failed", _unexpected(held, error))
    if plan.answer.status == "cancelled":
        return Outcome("cancelled", None, round, plan.answer) if heart.why_stop == "cancelled" else None
    if plan.answer.status == "infeasible":
        return Outcome("infeasible", _conflict(plan.answer), round, plan.answer)
    return Outcome("complete", None, round, plan.answer)


def _finish(store: Store, held: Held, outcome: Outcome) -> None:
    """End the run; if the round has meanwhile lost what the answer names, the run fails and says so."""
    try:
        _end(store, held, outcome)
    except (DatabaseUnusable, RunLost):
        raise
    except MatcherError as error:
        _end(store, held, Outcome("failed", failure_of(error)))
    except Exception as error:
        _end(store, held, Outcome("failed", _unexpected(held, error)))


def _end(store: Store, held: Held, outcome: Outcome) -> None:
    with writing(store) as session:
        run = held_run(session, held.run_id, held.attempt)
        if run.cancel_asked_at is not None:
            outcome = _cancelled(held, outcome)
        if held.request_id is not None:
            _answer_request(session, held.request_id, outcome)
        elif outcome.round is not None and outcome.answer is not None:
            keep_input(session, held.run_id, outcome.round)
            save_answer(session, held.run_id, outcome.answer)
        finish_run(session, held.run_id, held.attempt, outcome.state, outcome.failure)
    log.info("run %s: %s", held.run_id, outcome.state)


def _cancelled(held: Held, outcome: Outcome) -> Outcome:
    """What was found by then is kept, to be looked at; a request that was cancelled is not answered."""
    return Outcome("cancelled") if held.request_id else Outcome("cancelled", None, outcome.round, outcome.answer)


def _answer_request(session: Session, request_id: str, outcome: Outcome) -> None:
    """Tell the asker what was found, or why nothing was."""
    if outcome.round is not None and outcome.answer is not None:
        answer_request(session, request_id, draft_of(outcome.round, outcome.answer))
    elif (told := outcome.reply or (outcome.failure and {"failure": outcome.failure})) is not None:
        answer_request(session, request_id, told)


def _give_back(session: Session, held: Held) -> None:
    run = held_run(session, held.run_id, held.attempt)
    if run.cancel_asked_at is not None:
        finish_run(session, held.run_id, held.attempt, "cancelled")
    else:
        give_back_run(session, held.run_id, held.attempt)


def failure_of(error: MatcherError) -> dict[str, Any]:
    """What a person reads of an error: its code, its message, and the parameters that JSON can say."""
    params = {name: value if isinstance(value, int | float) else str(value) for name, value in error.params.items()}
    return {"code": error.code, "message": error.message, "said": kept(error.message), "params": params}


def _conflict(answer: Allocation) -> dict[str, Any]:
    """What contradicts what, and the cheapest way out, from an answer that places nobody."""
    conflicts = answer.model_dump(mode="json", include={"certificate"})["certificate"]["conflicts"]
    lines = (Said(CONFLICT, sentence=row["sentence"], repair=row["repair"]) for row in answer.certificate["conflicts"])
    message = Said(LINES, lines=Listed(tuple(lines), "\n"))
    code, params = conflicts[0]["code"], conflicts[0]["params"]
    return {"code": code, "message": str(message), "said": kept(message), "params": params}


CONFLICT, LINES = "{sentence}; {repair}", "{lines}"  # nothing to translate


def _unexpected(held: Held, error: Exception) -> dict[str, Any]:
    """The log gets the traceback under a mark that the user can quote; the user gets neither more nor less."""
    mark = uuid4().hex[:12]
    log.error("run %s: unexpected error %s", held.run_id, mark, exc_info=error)
    message = Said("something went wrong that should not: tell whoever runs the service this mark: {mark}", mark=mark)
    return {"code": "unexpected", "message": str(message), "said": kept(message), "params": {"mark": mark}}
