"""What a synthetic round is made of before its people are drawn: who sends, who travels together, who receives."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.generate.calendar import Wave, busiest_share
from matcher.generate.draws import Choices, Draws, Numbers
from matcher.generate.words import countries

LEARNERS_PER_SENDER = 150
PLACEMENTS_PER_DESTINATION = 320
SCHOOLS_PER_SENDER = 6
GROUP_SIZES = (8, 13)
BINDING_SHARE = 0.3  # of the destinations have fewer beds than the learners who would fall to them
BINDING_BEDS, AMPLE_BEDS = 0.9, 1.6  # times those learners, on the busiest day


@dataclass(frozen=True)
class Receiving:
    """Destinations: city and country of each, beds, and its share of the placements."""

    city: list[str]
    country: Numbers  # place in `countries()`
    beds: Numbers
    share: list[float]

    @cached_property
    def ids(self) -> list[str]:
        return [f"{city.lower().replace(' ', '-')}-{number + 1:03}" for number, city in enumerate(self.city)]


@dataclass(frozen=True)
class Travelling:
    """Groups: learners and companions of each, its sender and its stay."""

    size: Numbers
    companions: Numbers
    sender: Numbers
    stay: Numbers

    @cached_property
    def upto(self) -> Numbers:
        """Group `g` has the learners from `upto[g] - size[g]` to `upto[g] - 1`."""
        return np.cumsum(self.size)

    @property
    def learners(self) -> int:
        return int(self.size.sum())


@dataclass(frozen=True)
class RoundPlan:
    """The size of a round and all that its rows refer to."""

    seed: str
    learners: int
    placements: int
    stays: tuple[Wave, ...]
    sender_country: Numbers  # place in `countries()`, shape (senders,)
    groups: Travelling
    destinations: Receiving

    def draws(self, rows: int, *key: object) -> Draws:
        return Draws(rows, self.seed, *key)


def plan_round(
    learners: int, placements: int, groups: int, destinations: int | None, stays: tuple[Wave, ...], seed: str
) -> RoundPlan:
    senders = max(learners // LEARNERS_PER_SENDER, 3)
    return RoundPlan(
        seed=seed,
        learners=learners,
        placements=placements,
        stays=stays,
        sender_country=Draws(senders, seed, "senders").place(_sending()),
        groups=_groups(senders, stays, Draws(groups, seed, "groups")),
        destinations=_destinations(
            destinations or max(placements // PLACEMENTS_PER_DESTINATION, 5), learners, stays, seed
        ),
    )


def _sending() -> Choices:
    return Choices([range(len(countries()))], [[country.sends for country in countries()]])


def _groups(senders: int, stays: tuple[Wave, ...], draws: Draws) -> Travelling:
    shares = [stay.share for stay in stays if stay.activity == "short-term"]
    size = draws.whole(*GROUP_SIZES)
    return Travelling(
        size=size,
        companions=1 + (draws.happens(0.3) & (size > GROUP_SIZES[0])),
        sender=draws.whole(0, senders - 1),
        stay=draws.place(Choices([range(len(shares))], [shares])),
    )


def _destinations(number: int, learners: int, stays: tuple[Wave, ...], seed: str) -> Receiving:
    draws = Draws(number, seed, "destinations")
    hosting = [[country.hosts if country.cities else 0 for country in countries()]]
    country = draws.place(Choices([range(len(countries()))], hosting))
    city = draws.of(Choices([country.cities or ("",) for country in countries()]), country)
    weight = 0.4 + draws.chances()
    share = weight / weight.sum()
    factor = np.where(draws.happens(BINDING_SHARE), BINDING_BEDS, AMPLE_BEDS)
    beds = np.ceil(learners * share * busiest_share(stays) * factor).astype(np.int64) + 1
    return Receiving(city, country, beds, share.tolist())
