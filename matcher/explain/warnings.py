"""What nobody's placement depends on, but somebody has to look after: visas, titles to confirm, pins not met."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np

from matcher import eligibility
from matcher.explain.cut_cost import cut_costs
from matcher.explain.fairness import SMALLEST_CELL
from matcher.explain.planned import Planned
from matcher.model import LearnerSide, Reason


def warnings(planned: Planned, workers: int | None = 1) -> tuple[Reason, ...]:
    """Return everything about the round and its answer that a coordinator should see before publishing.

    `workers` share the work of a very large round: what leaving pairs out can have cost is asked about all of them.
    """
    return (
        *eligibility.warnings(planned.sides.learners, planned.round.destinations),
        *_starts(planned),
        *_split_stays(planned),
        *_titles(planned),
        *_pins(planned),
        *_reserve(planned),
        *_balance(planned),
        *_left_out(planned, workers),
    )


def _left_out(planned: Planned, workers: int | None) -> Iterator[Reason]:
    if costs := cut_costs(planned, workers):
        told = {cost.stage: cost.at_most for cost in costs}
        yield Reason("pairs_left_out", {"pairs": planned.pairs.cut.pairs_left_out, "at_most": told})


def _starts(planned: Planned) -> Iterator[Reason]:
    """What was proposed where the round leaves a stay's dates open."""
    begun_of = {stay.id: Counter[date]() for stay in planned.round.stays if stay.length_days}
    for side in _placed(planned) if begun_of else ():
        if side.stay.id in begun_of:
            begun_of[side.stay.id][side.stay.first_day] += 1
    for stay in planned.round.stays:
        if begun := begun_of.get(stay.id):
            starts = tuple(sorted(begun))
            counts = {"starts": starts, "learners": tuple(begun[day] for day in starts)}
            yield Reason("starts_proposed", {"stay": stay.id, "possible": len(stay.starts)} | counts)


def _split_stays(planned: Planned) -> Iterator[Reason]:
    """Who is away in the middle of the stay, as the round allows."""
    for side in _placed(planned):
        for gap in eligibility.absences(side):
            away = {"away_from": gap.first_day, "away_to": gap.last_day, "days": gap.days}
            yield Reason("stay_split", {"who": side.learner.id} | away)


def _placed(planned: Planned) -> Iterator[LearnerSide]:
    placed = np.flatnonzero(planned.allocation.placement_of >= 0)
    return (planned.sides.learners[learner] for learner in placed.tolist())


def _titles(planned: Planned) -> Iterator[Reason]:
    for title in planned.study_fields.unresolved:
        guesses = tuple(f"{guess.code} ({guess.confidence:.2f})" for guess in title.guesses)
        params = {"title": title.title, "language": title.language, "country": title.country, "guesses": guesses}
        yield Reason("title_unresolved", params | {"count": title.learners + title.placements})


def _pins(planned: Planned) -> Iterator[Reason]:
    at_destination = [pin for pin in planned.round.pins if pin.kind == "pin" and pin.destination]
    for place, learner in enumerate(planned.round.learners if at_destination else ()):
        for pin in at_destination:
            concerns = pin.learner == learner.id or (pin.group is not None and pin.group == learner.group)
            if concerns and pin.destination != _destination(planned, place):
                yield Reason("pin_not_met", {"destination": pin.destination, "who": learner.id})


def _destination(planned: Planned, learner: int) -> str | None:
    at = int(planned.allocation.placement_of[learner])
    return planned.round.placements[at].destination if at >= 0 else None


def _reserve(planned: Planned) -> Iterator[Reason]:
    """That the reserve is kept; how many it concerns only where they are too many to be recognised."""
    problem, reserve = planned.problem, planned.round.rules.reserve
    if reserve is None or not planned.allocation.stages or not problem.cell_reserved.any():
        return
    reserved = problem.learner_reserved == 1
    counts = {
        "reserved": int(problem.cell_floor[-1]),
        "placed": int((planned.allocation.placement_of[reserved] >= 0).sum()),
        "learners": int(reserved.sum()),
    }
    shown = counts if counts["learners"] >= SMALLEST_CELL else dict.fromkeys(counts)
    yield Reason("reserve_kept", {"published_in": reserve.published_in, **shown})


def _balance(planned: Planned) -> Iterator[Reason]:
    if planned.balance is None:
        return
    plain, fair = planned.balance.plain, planned.balance.balanced
    rates: dict[str, float] = {"rate": plain.smallest_rate, "rate_balanced": fair.smallest_rate}
    if rates["rate_balanced"] <= rates["rate"]:
        yield Reason("balance_none", rates | {"most_fit_lost": planned.round.rules.balance_most_fit_lost})
        return
    price = {"fit": plain.allocation.fit, "fit_lost": max(0, plain.allocation.fit - fair.allocation.fit)}
    yield Reason("balance_applied" if planned.balance.applied else "balance_possible", {**rates, **price})
