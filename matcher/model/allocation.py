"""The answer for a round, as it stands in `allocation.json`."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from matcher.model.balance import BalanceAnswer
from matcher.model.nouns import Noun

Status = Literal["optimal", "feasible", "cancelled", "infeasible"]


class FeatureEvidence(Noun):
    """What one feature contributed: `score` in [0, 1], None where information was missing."""

    score: float | None
    weight: int
    reason: str
    params: dict[str, Any] = Field(default_factory=dict)


class Assignment(Noun):
    """One learner on one placement for one stay, with the evidence of its fit (0-1000)."""

    learner: str
    placement: str
    destination: str
    stay: str
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")
    starts: int | None = Field(None, exclude_if=lambda starts: starts is None)  # on how many days it could begin
    fit: int
    evidence: dict[str, FeatureEvidence]
    pinned: bool


class GroupAnswer(Noun):
    """Where a group goes (None: it does not travel) and how many of its learners are placed."""

    group: str
    destination: str | None
    companions: int
    placed: int


class UnplacedReason(Noun):
    """Why a door was shut: a reason code, its parameters."""

    code: str
    params: dict[str, Any] = Field(default_factory=dict)


class Unplaced(Noun):
    """A learner without a placement and every kind of door that was shut."""

    learner: str
    reasons: tuple[UnplacedReason, ...]


class DestinationAnswer(Noun):
    """Who is at a destination. `people` = learners + companions on the fullest day; `cutoff` = lowest fit admitted."""

    destination: str
    people: int
    learners: int
    companions: int
    beds: int
    cutoff: int | None
    price: float | None


class Objective(Noun):
    placed: int
    fit: int
    value: int


class Bound(Noun):
    placed: int
    value: float


class Allocation(Noun):
    """The answer: assignments, the unplaced with reasons, prices, certificate."""

    round: str
    rules_version: str
    input_digest: str
    software: dict[str, str]
    seed: str
    status: Status
    objective: Objective
    bound: Bound
    gap: float
    assignments: tuple[Assignment, ...]
    groups: tuple[GroupAnswer, ...]
    unplaced: tuple[Unplaced, ...]
    destinations: tuple[DestinationAnswer, ...]
    warnings: tuple[UnplacedReason, ...] = ()
    balance: BalanceAnswer | None = Field(None, exclude_if=lambda balance: balance is None)
    certificate: dict[str, Any]
