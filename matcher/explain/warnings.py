"""What nobody's placement depends on, but somebody has to look after: visas, titles to confirm, pins not met."""

from collections.abc import Iterator

from matcher import eligibility
from matcher.explain.planned import Planned
from matcher.model import Reason


def warnings(planned: Planned) -> tuple[Reason, ...]:
    """Return everything about the round and its answer that a coordinator should see before publishing."""
    return (
        *eligibility.warnings(planned.sides.learners, planned.round.destinations),
        *_titles(planned),
        *_pins(planned),
        *_balance(planned),
    )


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
