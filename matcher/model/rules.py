"""The versioned settings of a round: weights, floors, which hard rules apply, waivers."""

import hashlib
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from matcher.model.nouns import Id, Noun

RuleName = Literal[
    "stay_within_window",
    "activity_length",
    "enrolled_or_recent_graduate",
    "host_country_differs",
    "minimum_age",
    "minor_protection",
    "required_language",
    "needs_met",
    "eqf_minimum",
    "study_field_floor",
    "learner_available",
    "group_destination",
    "bans",
]
RULE_NAMES: tuple[RuleName, ...] = get_args(RuleName)

BalanceMode = Literal["off", "report", "apply"]  # "report": only say what it would cost

Weight = Annotated[int, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


def _is_zero(value: int) -> bool:
    """Keeps what few rounds use out of the version of all the others' rules."""
    return value == 0


def _is_empty(value: dict[str, int]) -> bool:
    return not value


class Weights(Noun):
    """How much each feature counts in the fit; 0 leaves it out."""

    study_profile: Weight = 5
    language: Weight = 2
    dates: Weight = 1
    level: Weight = 1
    tasks: Weight = 2
    preferences: Weight = 1


class Waiver(Noun):
    """A hard rule set aside for a learner, a placement or a pair, by a named person for a stated reason.

    Who wants a rule away for everybody switches it off.
    """

    rule: RuleName
    learner: Id | None = None
    placement: Id | None = None
    reason: Annotated[str, StringConstraints(min_length=1)]
    author: Annotated[str, StringConstraints(min_length=1)]

    @model_validator(mode="after")
    def _names_somebody(self) -> "Waiver":
        if self.learner is None and self.placement is None:
            raise ValueError("name the learner, the placement or both; for everybody, use switched_off")
        return self


class Reserve(Noun):
    """Places kept for learners with fewer opportunities, as the round's published rules say.

    Over the round the larger of `places` and `share`, and at each destination in `at` so many of them. Only those
    count who have an open placement, so that nobody is placed where a hard rule forbids it; the fit of nobody changes.
    """

    places: Annotated[int, Field(ge=0)] = 0  # at least so many are placed
    share: Share = 0.0  # of them, at least this share is placed
    at: dict[Id, Annotated[int, Field(ge=1)]] = Field(default={}, exclude_if=_is_empty)  # so many at a destination
    published_in: Annotated[str, StringConstraints(min_length=1)]  # where applicants could read of it

    @field_validator("at")
    @classmethod
    def _in_any_order(cls, at: dict[str, int]) -> dict[str, int]:
        return dict(sorted(at.items()))


class Rules(Noun):
    """Everything a coordinator may set; every default is the usual practice."""

    weights: Weights = Weights()
    switched_off: tuple[RuleName, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    study_field_floor: Share = 0.2  # closeness below which a pair is not eligible
    title_confidence_floor: Share = 0.6  # below it a person confirms the title
    graduated_within_months: Annotated[int, Field(ge=0, le=60)] = 12
    split_stay_gap_days: Annotated[int, Field(ge=0, le=60, exclude_if=_is_zero)] = 0  # most days away in a row
    place_value: Annotated[int, Field(ge=0)] | None = None  # None: placing more learners always comes first
    moves: Literal["least", "free"] | Annotated[int, Field(ge=0)] = "least"  # of the published, in a re-run
    reserve: Reserve | None = None
    balance_senders: BalanceMode = "off"  # raise the lowest placement rate among sending partners
    balance_most_fit_lost: Share = 0.02  # of the total fit, that the balance may cost

    @property
    def version(self) -> str:
        """Twelve hex digits that change whenever a setting does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]
