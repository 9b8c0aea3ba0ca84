"""The certificate of kind "cases": as kind "knapsack", but places priced apart in every case of a destination.

A destination's cases tell apart which of some groups travel there. Each case is a knapsack bound of its own: groups
that must travel there cannot be left out of the packing, those that must not are not in it, and its own prices of
places are paid and paid back. Only one case comes true, so that

    bound = sum of u + sum over destinations of the greatest over its cases of (best packings + prices paid back)
            + quotas paid back - earlier stages.

The cases of a destination have to leave none out: their first decisions are about one and the same group, and those
that go on from either answer leave none out in turn. A destination without cases has a single one, without prices.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.allocation.answer import PRICE_COLUMNS, Case, Certificate
from matcher.allocation.bounds import (
    BOUNDS,
    MOST_SUM,
    CertificateInvalid,
    Earlier,
    entity_counts,
    exact_sum,
    must_add_up,
    paid_back_by_destination,
    paid_back_by_quotas,
    readable_prices,
    readable_table,
    reduced_values,
    scaled,
    surely_opens,
)
from matcher.allocation.groups.case_bound import CaseRows, Offer, decided
from matcher.allocation.groups.offers import Rows, rows_of_destinations
from matcher.allocation.groups.parties import gather_parties
from matcher.allocation.knapsacks import bed_paid, own_price
from matcher.allocation.packing import pack
from matcher.allocation.problem import AllocationProblem, IntArray

AT_ONCE = 64  # cases packed side by side
NO_CASE = (np.zeros((0, 2), dtype=np.int64), np.zeros((0, 3), dtype=np.int64))


def bound_by_cases(problem: AllocationProblem, certificate: Certificate, value: IntArray, earlier: Earlier) -> int:
    """Return the bound of a certificate of kind "cases"."""
    rest, shares = _parts(problem, certificate, value, earlier)
    return (rest + sum(shares.values())) // certificate.scale


def bed_gains(problem: AllocationProblem, certificate: Certificate, value: IntArray, earlier: Earlier = ()) -> IntArray:
    """Return by how much one more bed at a destination would raise the bound. Shape (destinations,)."""
    rest, shares = _parts(problem, certificate, value, earlier)
    more = problem.changed(destination_beds=problem.destination_beds + 1)
    shares_then = _parts(more, certificate, value, earlier)[1]
    total = rest + sum(shares.values())
    gains = np.zeros(problem.destinations, dtype=np.int64)
    for destination, share in shares.items():
        then = total + shares_then[destination] - share
        gains[destination] = then // certificate.scale - total // certificate.scale
    return gains


def dearest_places(problem: AllocationProblem, certificate: Certificate) -> IntArray:
    """Return by how much one more place on every day can raise the bound at most, in points. Shape (placements,)."""
    dearest = np.zeros(problem.placements, dtype=np.int64)
    for case in certificate.cases:
        price = np.zeros(problem.placements, dtype=np.int64)
        np.add.at(price, case.prices[:, 0], case.prices[:, -1])
        np.maximum(dearest, price, out=dearest)
    return -(-dearest // certificate.scale)


def _parts(
    problem: AllocationProblem, certificate: Certificate, value: IntArray, earlier: Earlier
) -> tuple[int, dict[int, int]]:
    """Return the bound's parts, not yet divided by the scale: each destination's share, and what is left."""
    prices = readable_prices(problem, certificate, len(earlier))
    if len(prices["placement"]):
        raise CertificateInvalid("places are priced case by case in a certificate of kind 'cases'")
    reduced = reduced_values(problem, prices, scaled(value, certificate.scale), earlier, beds=False)
    must_add_up(problem, prices, reduced, problem.learners)
    who = gather_parties(problem)
    own = own_price(problem, prices, who)
    back = np.array(paid_back_by_destination(problem, prices), dtype=object)
    offer = Offer(who, reduced[who.row_of_pair], own, bed_paid(problem, prices, who), back[who.row_of_destination])
    rest = exact_sum(own) + paid_back_by_quotas(problem, prices)
    for stage, price in prices["stage"].tolist():
        rest -= price * earlier[stage][1]
    return rest, _shares(problem, offer, _readable_cases(problem, certificate.cases))


def _readable_cases(problem: AllocationProblem, cases: Sequence[Case]) -> list[list[Case]]:
    """Return the cases of each destination, checked."""
    by_destination: list[list[Case]] = [[] for _ in range(problem.destinations)]
    for case in cases:
        if not 0 <= case.destination < problem.destinations:
            raise CertificateInvalid("a case of a destination that does not exist")
        readable_table("case", case.decisions, ("group",), entity_counts(problem, 0))
        prices = readable_table("case", case.prices, PRICE_COLUMNS["placement"], entity_counts(problem, 0))
        if (problem.placement_destination[prices[:, 0]] != case.destination).any():
            raise CertificateInvalid("a case prices a placement at another destination")
        by_destination[case.destination].append(case)
    for destination, mine in enumerate(by_destination):
        if not mine:
            mine.append(Case(destination, *NO_CASE))
        elif not leaves_none_out([case.decisions.tolist() for case in mine]):
            raise CertificateInvalid(f"the cases of destination {destination} do not leave none out")
    return by_destination


def leaves_none_out(decisions: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Say whether cases, each a sequence of (group, goes), are the ends of a tree that branches on groups."""
    open_parts = [(0, decisions)]
    while open_parts:
        depth, part = open_parts.pop()
        if len(part) == 1 and len(part[0]) == depth:
            continue
        if any(len(case) <= depth for case in part) or len({case[depth][0] for case in part}) != 1:
            return False
        ways = [[case for case in part if case[depth][1] == goes] for goes in (0, 1)]
        if not all(ways) or sum(map(len, ways)) < len(part):
            return False
        open_parts += [(depth + 1, way) for way in ways]
    return True


def _shares(problem: AllocationProblem, offer: Offer, cases: Sequence[Sequence[Case]]) -> dict[int, int]:
    """Return each destination's share: that of its dearest case, at least nothing unless a pin opens it."""
    dearest: dict[int, int] = {}
    every = [(rank, case) for rank, row in enumerate(offer.who.row_of_destination.tolist()) for case in cases[row]]
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        for (_, case), worth in zip(some, _worth(problem, offer, some), strict=True):
            dearest[case.destination] = max(dearest.get(case.destination, worth), worth)
    opens = surely_opens(problem)
    return {place: worth if opens[place] else max(0, worth) for place, worth in dearest.items()}


def _worth(problem: AllocationProblem, offer: Offer, cases: Sequence[tuple[int, Case]]) -> list[int]:
    who = offer.who
    rows = rows_of_destinations(who).of(np.array([rank for rank, _ in cases]))
    place = np.stack([_place_prices(problem, offer, case) for _, case in cases])
    must, never = (np.stack([decided(rows, case.decisions, goes) for _, case in cases], axis=1) for goes in (1, 0))
    return _packed(CaseRows(offer, rows, must, never), rows, place)


def _packed(cases: CaseRows, rows: Rows, place: IntArray) -> list[int]:
    priced = cases.at(place)
    items = priced.worth.reshape(-1, priced.worth.shape[2])
    must = cases.must.ravel()
    matters = must | (items.max(axis=1, initial=0) > 0)
    packing = pack(
        rows.row(rows.groups).ravel()[matters], items[matters], priced.alone, rows.beds(), must=must[matters]
    )
    by_case = packing.value.reshape(rows.columns, len(rows.who.days)).tolist()
    return [
        sum(days) + sum((prices.sum(axis=1) * places).tolist()) + back
        for days, prices, places, back in zip(
            by_case,
            place,
            cases.offer.places[rows.destination],
            cases.offer.bed_worth[rows.destination],
            strict=True,
        )
    ]


def _place_prices(problem: AllocationProblem, offer: Offer, case: Case) -> Any:
    who = offer.who
    prices = np.zeros((offer.most_placements, len(who.days)), dtype=np.int64)
    day = np.minimum(np.searchsorted(who.days, case.prices[:, 1]), len(who.days) - 1)
    if len(case.prices) and (who.days[day] != case.prices[:, 1]).any():
        raise CertificateInvalid("a case prices a day on which places cannot bind")
    rank = np.zeros(problem.placements, dtype=np.int64)
    rank[who.row_of_placement] = offer.rank
    np.add.at(prices, (rank[case.prices[:, 0]], day), case.prices[:, 2])
    if float(case.prices[:, 2].sum()) * max(float(who.places.max(initial=1)), 1.0) * who.learners > MOST_SUM:
        raise CertificateInvalid("prices of a case are too large to be added up")
    return prices


BOUNDS["cases"] = bound_by_cases
