"""The whole in one place: a round goes in, a certified and explained answer comes out."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher import referee
from matcher.allocation.progress import Progress
from matcher.errors import RoundInfeasible
from matcher.explain.planned import Planned, Variant
from matcher.model import Allocation, Round
from matcher.pairs import OnPairs, build_pairs, sides_of
from matcher.profiles import resolve_titles
from matcher.rounds.answer import answer_of
from matcher.rounds.arrays import problem_of, refused_pins
from matcher.rounds.balance import balance_of
from matcher.rounds.parts import Watch, allocate_parts
from matcher.said import N_, Listed, Said

OnStep = Callable[[str], None]

SECONDS_BY_LEARNERS = {500: 10.0, 2_000: 60.0, 100_000: 60.0, 400_000: 240.0}
"""What an allocation is given; between these sizes in proportion. So gaps stay at 0.1 % (`benchmarks/year`)."""
PATIENCE = 3.0
"""Times those seconds that a busy machine may take for the same work, and so for the same answer."""


def seconds_for(learners: int) -> float:
    """Return the seconds that an allocation is given unless somebody says otherwise."""
    return float(np.interp(learners, list(SECONDS_BY_LEARNERS), list(SECONDS_BY_LEARNERS.values())))


def limits_for(
    learners: int, time_limit_seconds: float | None, deadline_seconds: float | None
) -> tuple[float, float | None]:
    """Return time limit and deadline of an allocation: as somebody said, else by the size of the round."""
    if time_limit_seconds is not None:
        return time_limit_seconds, deadline_seconds
    seconds, latest = seconds_for(learners), math.inf if deadline_seconds is None else deadline_seconds
    return min(seconds, latest), min(seconds * PATIENCE, latest)


def nobody_watches(step: str) -> None:
    """The listener of a run that nobody looks at."""
    del step


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer with all it rests on."""

    planned: Planned
    answer: Allocation


def plan(
    round: Round,
    *,
    time_limit_seconds: float | None = None,
    deadline_seconds: float | None = None,
    workers: int | None = 1,
    on_step: OnStep = nobody_watches,
    on_pairs: OnPairs | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan a round: titles, pairs, fit, allocation, referee, explanations.

    Parameters
    ----------
    time_limit_seconds, deadline_seconds
        For the allocation, as `matcher.allocation.allocate` takes them. Without a time limit the size of the round
        decides, and a busy machine takes up to `PATIENCE` times as long, but never beyond the deadline.
    workers
        Threads for the scoring, processes for the parts of a large allocation; None: as `joblib.parallel_config` says.
        The answer is the same with any number.
    on_step
        Told the name of each step as it begins.
    on_pairs
        Told how many of all learners' pairs are scored.
    on_progress, should_stop
        As `matcher.allocation.allocate` takes them.

    Raises
    ------
    RoundInfeasible
        If a pin puts somebody where a hard rule forbids it; names every such pin.
    VerificationFailed
        Never, unless the engine is wrong: every answer passes the referee before anybody sees it.
    """
    on_step("reading study titles")
    fields = resolve_titles(round)
    on_step("scoring pairs")
    sides = sides_of(round, fields)
    if refused := refused_pins(sides, round):
        words = N_("a pin and a hard rule contradict each other:\n  {refused}")
        raise RoundInfeasible("pins-refused", Said(words, refused=Listed(tuple(refused), "\n  ")))
    pairs = build_pairs(sides, round, workers=workers, on_progress=on_pairs)
    on_step("allocating places")
    problem = problem_of(round, sides, pairs)
    half = 1.0 if round.rules.balance_senders == "off" else 0.5
    seconds, latest = limits_for(len(round.learners), time_limit_seconds, deadline_seconds)
    seconds, latest = seconds * half, None if latest is None else latest * half
    allocation = allocate_parts(
        problem,
        time_limit_seconds=seconds,
        deadline_seconds=latest,
        workers=workers,
        watch=Watch(on_progress, should_stop),
    )
    balance = balance_of(
        round.rules,
        problem,
        allocation,
        time_limit_seconds=seconds,
        deadline_seconds=latest,
        should_stop=should_stop,
    )
    on_step("checking the answer")
    for variant in (balance.plain, balance.balanced) if balance else (Variant(problem, allocation),):
        referee.verify(variant.problem, variant.allocation)
    on_step("explaining")
    if balance and balance.applied:
        problem, allocation = balance.balanced.problem, balance.balanced.allocation
    planned = Planned(round, fields, sides, pairs, problem, allocation, balance)
    return Plan(planned, answer_of(planned, workers))
