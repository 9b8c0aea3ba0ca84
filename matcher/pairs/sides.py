"""The two sides of a round's pairs, in the round's order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from matcher.eligibility import home_countries
from matcher.model import FieldGuess, Learner, LearnerSide, PlacementSide, Round
from matcher.pairs.distinct import Distinct, distinct


class StudyFields(Protocol):
    """The study fields that a round's titles and codes stand for, in the order of its learners and placements."""

    @property
    def of_learner(self) -> Sequence[FieldGuess | None]: ...
    @property
    def of_placement(self) -> Sequence[tuple[FieldGuess, ...]]: ...


@dataclass(frozen=True, slots=True)
class Sides:
    """Everybody who may be paired; an index into `learners` or `placements` is what pair arrays hold."""

    learners: tuple[LearnerSide, ...]
    placements: tuple[PlacementSide, ...]
    _keys: dict[Callable[[PlacementSide], Any], Distinct[Any]] = field(default_factory=dict, repr=False, compare=False)

    def with_learners(self, learners: Iterable[LearnerSide]) -> "Sides":
        """Return other learners before the same placements; what is known of these is not looked up again."""
        return Sides(tuple(learners), self.placements, self._keys)

    def placement_keys(self, key_of: Callable[[PlacementSide], Any]) -> Distinct[Any]:
        """Return the placements' distinct keys, as a rule or feature sees them."""
        if key_of not in self._keys:
            self._keys[key_of] = distinct(map(key_of, self.placements))
        return self._keys[key_of]


def looked_up(round: Round, study_fields: StudyFields) -> Sides:
    """Look up what a round's learners and placements refer to; a missing country is the sending partner's."""
    groups, stays, destinations = round.group_by_id, round.stay_by_id, round.destination_by_id
    return Sides(
        learners=tuple(
            LearnerSide(learner, stays[learner.stay], groups[learner.group] if learner.group else None, field)
            for learner, field in zip(_with_countries(round), study_fields.of_learner, strict=True)
        ),
        placements=tuple(
            PlacementSide(placement, destinations[placement.destination], fields)
            for placement, fields in zip(round.placements, study_fields.of_placement, strict=True)
        ),
    )


def side_of(round: Round, learner: Learner, field: FieldGuess | None) -> LearnerSide:
    """Look up what somebody refers to who needn't be one of the round's; a group that it does not have is none."""
    group = round.group_by_id.get(learner.group or "")
    [country] = home_countries(round.model_copy(update={"learners": (learner,)}))
    known = learner.model_copy(update={"country": country, "group": group.id if group else None})
    return LearnerSide(known, round.stay_by_id[learner.stay], group, field)


def _with_countries(round: Round) -> Iterator[Learner]:
    for learner, country in zip(round.learners, home_countries(round), strict=True):
        yield learner if learner.country == country else learner.model_copy(update={"country": country})
