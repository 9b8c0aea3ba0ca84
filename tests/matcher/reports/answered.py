"""Planned rounds with their answers, to write reports about."""

from dataclasses import replace
from typing import Any

from matcher.allocation import allocate
from matcher.explain import Planned
from matcher.model import Allocation, Round
from matcher.rounds.answer import answer_of
from tests.matcher.explain.situations import learner, placement, planned_of, round_of

Answered = tuple[Planned, Allocation]


def answered(round: Round, placement_of: Any = None) -> Answered:
    """The engine's answer, or one of our choice."""
    planned = planned_of(round, placement_of)
    if placement_of is None:
        planned = replace(planned, allocation=allocate(planned.problem))
    return planned, answer_of(planned)


def small(**fields: Any) -> Answered:
    people = [learner(f"l{row}", school="<script>alert(1)</script>", sending_partner=None) for row in range(4)]
    return answered(round_of(people, [placement("p0", places=2), placement("p1", destination="bologna")], **fields))
