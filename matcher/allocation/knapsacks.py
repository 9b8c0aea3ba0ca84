"""The certificate of kind "knapsack": prices for places, groups and learners; beds are packed anew by the verifier.

Every group, and every learner alone, has a price u of its own. What a party is worth at a destination above u competes
for the destination's beds in an exact knapsack over whole beds, so that, with `kind` "prices" read as in `Certificate`,

    bound = sum of u + sum over destinations and days of the best packing + prices paid back - earlier stages.

A party competes for beds on the first binding day of its stay (`binding_days`); on all days it pays the bed prices.
Sound because u >= 0 relaxes that nobody is at two destinations, and each packing respects the beds of its day.
"""

from collections.abc import Mapping

import numpy as np

from matcher.allocation.answer import Certificate
from matcher.allocation.bounds import (
    BOUNDS,
    CertificateInvalid,
    Earlier,
    exact_sum,
    must_add_up,
    paid_back,
    paid_over_stay,
    readable_prices,
    reduced_values,
    scaled,
)
from matcher.allocation.groups.offers import alone_by_row, rows_of_destinations, worth_by_beds
from matcher.allocation.groups.parties import Parties, gather_parties
from matcher.allocation.packing import pack
from matcher.allocation.problem import AllocationProblem, IntArray


def bound_by_knapsacks(problem: AllocationProblem, certificate: Certificate, value: IntArray, earlier: Earlier) -> int:
    """Return the bound of a certificate of kind "knapsack"."""
    prices = readable_prices(problem, certificate, len(earlier))
    if certificate.cases:
        raise CertificateInvalid("cases stand in a certificate of kind 'cases' only")
    reduced = reduced_values(problem, prices, scaled(value, certificate.scale), earlier, beds=False)
    must_add_up(problem, prices, reduced, problem.learners)
    who = gather_parties(problem)
    own = own_price(problem, prices, who)
    total = exact_sum(own) + _packed(problem, prices, who, own, reduced) + paid_back(problem, prices)
    for stage, price in prices["stage"].tolist():
        total -= price * earlier[stage][1]
    return int(total // certificate.scale)


def own_price(problem: AllocationProblem, prices: Mapping[str, IntArray], who: Parties) -> IntArray:
    """Return the price of each party. Shape (parties,)."""
    of_group = np.zeros(problem.groups + 1, dtype=np.int64)
    np.add.at(of_group, prices["group"][:, 0], prices["group"][:, 1])
    of_learner = np.zeros(problem.learners, dtype=np.int64)
    np.add.at(of_learner, prices["learner"][:, 0], prices["learner"][:, 1])
    leader = who.row_of_learner[who.first_learner]
    return np.where(who.group >= 0, of_group[who.group], of_learner[leader])


def _packed(
    problem: AllocationProblem, prices: Mapping[str, IntArray], who: Parties, own: IntArray, reduced: IntArray
) -> int:
    rows = rows_of_destinations(who)
    paid = bed_paid(problem, prices, who)
    member = np.zeros(who.learners * who.destinations, dtype=np.int64)
    if len(who.segment_start):
        member[who.segment_code] = np.maximum.reduceat(reduced[who.row_of_pair], who.segment_start)
    net = np.maximum(member.reshape(who.learners, who.destinations) - paid[who.party], 0)
    pay = who.companions[rows.groups, None] * paid[rows.groups] + own[rows.groups, None]
    worth, _ = worth_by_beds(rows, net, pay)
    alone, _ = alone_by_row(
        rows, net[who.first_learner[rows.alone]] - own[rows.alone, None], int(who.beds.max(initial=0))
    )
    row = rows.row(rows.groups).ravel()
    items = worth.reshape(len(row), worth.shape[2])
    worthwhile = items.max(axis=1, initial=0) > 0
    return exact_sum(pack(row[worthwhile], items[worthwhile], alone, rows.beds()).value)


def bed_paid(problem: AllocationProblem, prices: Mapping[str, IntArray], who: Parties) -> IntArray:
    """Return what a bed costs over each party's stay. Shape (parties, destinations)."""
    if not len(prices["destination"]):
        return np.zeros((who.count, who.destinations), dtype=np.int64)
    leader = np.repeat(who.row_of_learner[who.first_learner], who.destinations)
    destination = np.tile(who.row_of_destination, who.count)
    paid = paid_over_stay(problem, prices["destination"], destination, leader, problem.destinations)
    return paid.reshape(who.count, who.destinations)


BOUNDS["knapsack"] = bound_by_knapsacks
