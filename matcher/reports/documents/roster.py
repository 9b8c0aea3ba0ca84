"""An answer joined with its round: everybody placed, with all that a document says about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from matcher.eligibility.age import OF_AGE
from matcher.eligibility.days import birthday
from matcher.errors import VerificationFailed
from matcher.model import (
    Allocation,
    Assignment,
    DaySpan,
    Destination,
    FieldGuess,
    Group,
    Learner,
    Placement,
    Round,
    SendingPartner,
    Stay,
)
from matcher.profiles import StudyFields
from matcher.reports.documents.contacts import Contacts, Identity

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Placed:
    """A learner on a placement; `field` and `fields` are the study fields of the two sides, as far as known."""

    assignment: Assignment
    learner: Learner
    stay: Stay
    placement: Placement
    destination: Destination
    group: Group | None
    sending_partner: SendingPartner | None
    field: FieldGuess | None
    fields: tuple[FieldGuess, ...]
    identity: Identity | None

    @property
    def span(self) -> DaySpan:
        return DaySpan(first_day=self.assignment.first_day, last_day=self.assignment.last_day)

    @property
    def birth_date(self) -> date | None:
        return self.learner.birth_date or (self.identity.birth_date if self.identity else None)

    @property
    def is_minor(self) -> bool | None:
        """Whether the learner is under 18 on the first day; None: the birth date is not stated."""
        return None if self.birth_date is None else birthday(self.birth_date, OF_AGE) > self.assignment.first_day

    @property
    def country(self) -> str | None:
        return self.learner.country or (self.sending_partner.country if self.sending_partner else None)

    @property
    def needs_at_work(self) -> tuple[str, ...]:
        """Needs that the host has said it meets; others are met elsewhere and are none of the host's business."""
        return tuple(need for need in self.learner.needs if need in self.placement.needs_met)

    @property
    def city(self) -> str:
        return self.destination.city or self.destination.id


@dataclass(frozen=True)
class Roster:
    """Everybody placed, in the order of the answer, and the people whom the caller has named."""

    round: Round
    answer: Allocation
    contacts: Contacts
    placed: tuple[Placed, ...]

    @cached_property
    def by_learner(self) -> dict[str, Placed]:
        return {one.learner.id: one for one in self.placed}

    @cached_property
    def by_group(self) -> dict[str, tuple[Placed, ...]]:
        return _grouped((one.learner.group, one) for one in self.placed if one.learner.group)

    @cached_property
    def by_destination(self) -> dict[str, tuple[Placed, ...]]:
        return _grouped((one.destination.id, one) for one in self.placed)

    @cached_property
    def by_host(self) -> dict[tuple[str, str], tuple[Placed, ...]]:
        """Everybody by host and destination: a firm may have houses in two cities."""
        return _grouped(((one.placement.host, one.destination.id), one) for one in self.placed)

    @property
    def run(self) -> str:
        """Eight signs that tell this run's input from any other."""
        return self.answer.input_digest[:8]

    def companions_of(self, group: str) -> int:
        """How many companions travel with a group that travels."""
        return next((row.companions for row in self.answer.groups if row.group == group), 0)


def _grouped(pairs: Iterable[tuple[Key, Placed]]) -> dict[Key, tuple[Placed, ...]]:
    found: dict[Key, list[Placed]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def roster_of(round: Round, answer: Allocation, fields: StudyFields, contacts: Contacts | None = None) -> Roster:
    """Join an answer with the round it is of, the study fields of that round, and who people are.

    Raises
    ------
    VerificationFailed
        If the answer names what the round doesn't hold.
    """
    contacts = contacts or Contacts()
    partners = {partner.id: partner for partner in round.sending_partners}
    field_of = dict(zip((learner.id for learner in round.learners), fields.of_learner, strict=True))
    fields_of = dict(zip((placement.id for placement in round.placements), fields.of_placement, strict=True))

    def placed(assignment: Assignment) -> Placed:
        learner = round.learner_by_id[assignment.learner]
        return Placed(
            assignment=assignment,
            learner=learner,
            stay=round.stay_by_id[assignment.stay],
            placement=round.placement_by_id[assignment.placement],
            destination=round.destination_by_id[assignment.destination],
            group=round.group_by_id.get(learner.group or ""),
            sending_partner=partners.get(learner.sending_partner or ""),
            field=field_of[learner.id],
            fields=fields_of[assignment.placement],
            identity=contacts.learners.get(learner.id),
        )

    try:
        return Roster(round, answer, contacts, tuple(map(placed, answer.assignments)))
    except KeyError as unknown:
        raise VerificationFailed([f"the answer names what its round does not hold: {unknown}"]) from unknown
