"""The two sides of a pair as rules and features see them: what the round says, with study titles resolved."""

from dataclasses import dataclass
from datetime import date

from matcher.model.evidence import FieldGuess
from matcher.model.nouns import Destination, Group, Learner, Placement, Stay


@dataclass(frozen=True, slots=True)
class LearnerSide:
    """A learner with the stay and group looked up; `field` None: the title is unknown or not confirmed yet.

    The stay's dates are fixed here: where the round leaves them open, `starts` are the days on which it could begin and
    at least one placement would be open; empty if the round fixes them.
    """

    learner: Learner
    stay: Stay
    group: Group | None
    field: FieldGuess | None
    starts: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacementSide:
    """A placement with its destination looked up; `fields` are alternatives, empty if nothing is known."""

    placement: Placement
    destination: Destination
    fields: tuple[FieldGuess, ...]
