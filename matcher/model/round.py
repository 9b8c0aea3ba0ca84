"""A round: everything one planning exercise is about, validated, in canonical order."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import StringConstraints

from matcher.model.nouns import (
    Destination,
    FlowCell,
    Group,
    Learner,
    Noun,
    Pin,
    Placement,
    PreviousAssignment,
    SendingPartner,
    Stay,
    TitleConfirmation,
)
from matcher.model.rules import Rules


class Round(Noun):
    """One planning exercise. Tables are sorted by id, so that row order in a spreadsheet never matters."""

    name: Annotated[str, StringConstraints(min_length=1)]
    seed: str  # orders ties: fair and repeatable
    stays: tuple[Stay, ...]
    learners: tuple[Learner, ...]
    placements: tuple[Placement, ...]
    destinations: tuple[Destination, ...]
    sending_partners: tuple[SendingPartner, ...] = ()
    groups: tuple[Group, ...] = ()
    pins: tuple[Pin, ...] = ()
    flow_plan: tuple[FlowCell, ...] = ()
    confirmations: tuple[TitleConfirmation, ...] = ()
    previous: tuple[PreviousAssignment, ...] = ()
    rules: Rules = Rules()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "Round":
        """Return a copy with some tables changed; what was looked up in this one is not taken over."""
        copy = super().model_copy(update=update, deep=deep)
        for looked_up in copy.__dict__.keys() - Round.model_fields.keys():
            del copy.__dict__[looked_up]
        return copy

    @cached_property
    def stay_by_id(self) -> dict[str, Stay]:
        return {stay.id: stay for stay in self.stays}

    @cached_property
    def learner_by_id(self) -> dict[str, Learner]:
        return {learner.id: learner for learner in self.learners}

    @cached_property
    def placement_by_id(self) -> dict[str, Placement]:
        return {placement.id: placement for placement in self.placements}

    @cached_property
    def destination_by_id(self) -> dict[str, Destination]:
        return {destination.id: destination for destination in self.destinations}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}

    @property
    def reserved_at(self) -> dict[str, int]:
        """How many places the rules reserve at destinations of the round, by id."""
        at = self.rules.reserve.at if self.rules.reserve else {}
        return {town: places for town, places in at.items() if town in self.destination_by_id}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything the answer depends on, the same in any row order."""
        return hashlib.sha256(self.__pydantic_serializer__.to_json(self)).hexdigest()  # bytes: no second copy as text
