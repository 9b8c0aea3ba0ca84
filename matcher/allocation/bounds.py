"""The bound that a certificate proves, recomputed from its prices in whole numbers, without a solver."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from matcher.allocation.answer import PRICE_COLUMNS, Certificate
from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

MOST_PRICE = MOST_SCALE = 2**50  # a year of such daily prices adds up to less than 2**59
MOST_SUM = 2.0**61  # of a table of prices, and of a pair's scaled value

Earlier = Sequence[tuple[IntArray, int]]  # value per pair and value attained, of each stage kept before


class CertificateInvalid(ValueError):
    """A certificate that proves nothing: a negative price, an unknown entity, a wrong shape."""


def certified_bound(
    problem: AllocationProblem, certificate: Certificate, value: IntArray, earlier: Earlier = ()
) -> int:
    """Return what no allocation that keeps the `earlier` stages can exceed in a stage of the given pair `value`.

    Parameters
    ----------
    value
        Shape (pairs,): what each pair is worth in this stage.

    Raises
    ------
    CertificateInvalid
        If the certificate isn't one.
    """
    bound = BOUNDS.get(certificate.kind)
    if bound is None:
        raise CertificateInvalid(f"unknown kind of certificate {certificate.kind!r}")
    return bound(problem, certificate, value, earlier)


def bound_by_prices(problem: AllocationProblem, certificate: Certificate, value: IntArray, earlier: Earlier) -> int:
    """Return the Lagrangian bound: learners and groups choose freely at the prices, and the prices are paid back."""
    prices = readable_prices(problem, certificate, len(earlier))
    if certificate.cases:
        raise CertificateInvalid("cases stand in a certificate of kind 'cases' only")
    if len(prices["group"]) or len(prices["learner"]):
        raise CertificateInvalid("groups and learners have a price in a certificate of kind 'knapsack' only")
    reduced = reduced_values(problem, prices, scaled(value, certificate.scale), earlier)
    total: int = _learners_alone(problem, reduced) + _groups(problem, prices, reduced) + paid_back(problem, prices)
    for stage, price in prices["stage"].tolist():
        total -= price * earlier[stage][1]
    return total // certificate.scale


def scaled(value: IntArray, scale: int) -> IntArray:
    """Return values in whole numbers of 1/`scale` points."""
    if float(value.max(initial=0)) * scale > MOST_SUM:
        raise CertificateInvalid(f"scale {scale} is too large for these values")
    return value * scale


def readable_prices(problem: AllocationProblem, certificate: Certificate, stages: int) -> Mapping[str, IntArray]:
    """Return a table for every name in `PRICE_COLUMNS`, checked; names left out have no rows."""
    if not 1 <= certificate.scale <= MOST_SCALE:
        raise CertificateInvalid(f"scale {certificate.scale} is not from 1 to {MOST_SCALE}")
    if unknown := sorted(set(certificate.prices) - set(PRICE_COLUMNS)):
        raise CertificateInvalid(f"unknown prices {unknown}")
    counts = entity_counts(problem, stages)
    return {
        name: readable_table(name, certificate.prices.get(name), columns, counts)
        for name, columns in PRICE_COLUMNS.items()
    }


def entity_counts(problem: AllocationProblem, stages: int) -> Mapping[str, int]:
    """Return how many there are of each entity that a price may name."""
    return {
        "placement": problem.placements,
        "destination": problem.destinations,
        "learner": problem.learners,
        "group": problem.groups,
        "sender": problem.senders,
        "cell": problem.cells,
        "stage": stages,
    }


def readable_table(name: str, table: IntArray | None, columns: Sequence[str], counts: Mapping[str, int]) -> IntArray:
    """Return a table of entities in `columns` and a price, checked."""
    width = len(columns) + 1
    if table is None:
        return np.zeros((0, width), dtype=np.int64)
    if table.ndim != 2 or table.shape[1] != width or table.dtype.kind != "i":
        raise CertificateInvalid(f"{name}: expected whole numbers of shape (rows, {width})")
    for column, entity in enumerate(columns):
        if entity != "day" and not ((table[:, column] >= 0) & (table[:, column] < counts[entity])).all():
            raise CertificateInvalid(f"{name}: a {entity} that does not exist")
    if not ((table[:, -1] >= 0) & (table[:, -1] <= MOST_PRICE)).all():
        raise CertificateInvalid(f"{name}: a price that is negative or above {MOST_PRICE}")
    if table[:, -1].sum(dtype=float) > MOST_SUM:
        raise CertificateInvalid(f"{name}: prices too large to be added up")
    return table


def reduced_values(
    problem: AllocationProblem,
    prices: Mapping[str, IntArray],
    value: IntArray,
    earlier: Earlier,
    *,
    beds: bool = True,
) -> IntArray:
    """Return what is left of each pair's scaled `value` once everything it uses is paid. Shape (pairs,).

    Parameters
    ----------
    beds
        False: all but its bed, for which whoever packs parties into beds lets the party pay.

    Raises
    ------
    CertificateInvalid
        If sums of these over the members of a group might overflow.
    """
    learner, placement = problem.pair_learner, problem.pair_placement
    reduced = value.copy()
    for stage, price in prices["stage"].tolist():
        reduced += price * earlier[stage][0]
    if len(prices["placement"]):
        reduced -= paid_over_stay(problem, prices["placement"], placement, learner, problem.placements)
    if beds and len(prices["destination"]):
        reduced -= paid_over_stay(
            problem, prices["destination"], problem.pair_destination, learner, problem.destinations
        )
    if len(prices["destination_minimum"]):
        reduced += _dense(prices["destination_minimum"], problem.destinations)[problem.pair_destination]
    _add_quotas(problem, prices, reduced)
    for (price,) in prices["unmoved"].tolist():
        reduced[problem.pair_kept] += price
    must_add_up(problem, prices, reduced, int(np.bincount(problem.learner_group + 1)[1:].max(initial=0)))
    return reduced


def must_add_up(problem: AllocationProblem, prices: Mapping[str, IntArray], reduced: IntArray, learners: int) -> None:
    """Raise CertificateInvalid if a sum over so many learners and a group's companions might overflow."""
    companions = int(problem.group_companions.max(initial=0))
    most = max(abs(int(reduced.max(initial=0))), abs(int(reduced.min(initial=0))))
    paid = int(prices["destination"][:, -1].sum())
    if (most + paid) * learners + paid * companions > 2 * MOST_SUM:  # below 2**63
        raise CertificateInvalid("values and prices are too large to be added up")


def _add_quotas(problem: AllocationProblem, prices: Mapping[str, IntArray], reduced: IntArray) -> None:
    if len(prices["sender_floor"]) or len(prices["sender_ceiling"]):
        credit = _dense(prices["sender_floor"], problem.senders) - _dense(prices["sender_ceiling"], problem.senders)
        reduced += np.append(credit, 0)[problem.learner_sender][problem.pair_learner]
    if len(prices["cell_floor"]) or len(prices["cell_ceiling"]):
        credit = _dense(prices["cell_floor"], problem.cells) - _dense(prices["cell_ceiling"], problem.cells)
        reduced += problem.counted.added_up(credit)
    if len(prices["max_per_sender"]):
        reduced -= _paid_per_sender(problem, prices["max_per_sender"])


def _paid_per_sender(problem: AllocationProblem, table: IntArray) -> IntArray:
    width = problem.senders + 1  # the last column is for learners without a sender
    code = table[:, 0] * width + table[:, 1]
    codes, place = np.unique(code, return_inverse=True)
    total = np.zeros(len(codes), dtype=np.int64)
    np.add.at(total, place, table[:, 2])
    sender = problem.learner_sender[problem.pair_learner]
    wanted = problem.pair_placement * width + np.where(sender < 0, problem.senders, sender)
    found = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[found] == wanted, total[found], 0)


def paid_over_stay(
    problem: AllocationProblem, table: IntArray, entity: IntArray, learner: IntArray, entities: int
) -> IntArray:
    """Return the sum of an entity's daily prices over a learner's stay, for each row of `entity` and `learner`.

    Parameters
    ----------
    table
        Shape (rows, 3): entity, day, price.
    """
    days, rank = np.unique(table[:, 1], return_inverse=True)
    daily = np.zeros((entities, len(days) + 1), dtype=np.int64)
    np.add.at(daily, (table[:, 0], rank + 1), table[:, 2])
    until = daily.cumsum(axis=1)
    first = np.searchsorted(days, problem.stay_first_day, side="left")
    after = np.searchsorted(days, problem.stay_last_day, side="right")
    paid: IntArray = until[entity, after[learner]] - until[entity, first[learner]]
    return paid


def _dense(table: IntArray, entities: int) -> IntArray:
    total = np.zeros(entities, dtype=np.int64)
    np.add.at(total, table[:, 0], table[:, -1])
    return total


def _learners_alone(problem: AllocationProblem, reduced: IntArray) -> int:
    return exact_sum(best_of_learner(problem, reduced)[problem.learner_group < 0])


def best_of_learner(problem: AllocationProblem, reduced: IntArray) -> IntArray:
    """Return the best reduced value of each learner, 0 for staying at home, a pin's own if pinned."""
    best = np.zeros(problem.learners, dtype=np.int64)
    np.maximum.at(best, problem.pair_learner, reduced)
    pin = (problem.pinned >= 0)[problem.pair_learner] & problem.pair_open
    best[problem.pair_learner[pin]] = reduced[pin]
    return best


def _groups(problem: AllocationProblem, prices: Mapping[str, IntArray], reduced: IntArray) -> int:
    if not problem.has_groups:
        return 0
    worth = group_worth(problem, prices, reduced)
    best = worth.max(axis=1, initial=0)
    forced = forced_destination(problem)
    pinned = forced >= 0
    best[pinned] = worth[pinned, forced[pinned]]
    return exact_sum(best)


def group_worth(problem: AllocationProblem, prices: Mapping[str, IntArray], reduced: IntArray) -> IntArray:
    """Return what each group is worth at each destination, its companions' beds paid. Shape (groups, destinations)."""
    inside = np.flatnonzero((problem.learner_group[problem.pair_learner] >= 0) & problem.pair_open)
    member = problem.pair_learner[inside]
    code = member * problem.destinations + problem.pair_destination[inside]
    codes, place = np.unique(code, return_inverse=True)
    member, destination = np.divmod(codes, max(problem.destinations, 1))
    best = np.where(problem.pinned[member] >= 0, np.iinfo(np.int64).min, 0)
    np.maximum.at(best, place, reduced[inside])
    worth = np.zeros((problem.groups, problem.destinations), dtype=np.int64)
    np.add.at(worth, (problem.learner_group[member], destination), best)
    return worth - _companions_pay(problem, prices["destination"])


def _companions_pay(problem: AllocationProblem, table: IntArray) -> IntArray:
    pay = np.zeros((problem.groups, problem.destinations), dtype=np.int64)
    groups, first_member = np.unique(problem.learner_group, return_index=True)
    travelling = groups >= 0
    groups, first_member = groups[travelling], first_member[travelling]
    for destination in np.unique(table[:, 0]).tolist():
        entity = np.full(len(groups), destination, dtype=np.int64)
        daily = paid_over_stay(problem, table, entity, first_member, problem.destinations)
        pay[groups, destination] = daily * problem.group_companions[groups]
    return pay


def forced_destination(problem: AllocationProblem) -> IntArray:
    """Return where a pinned member forces each group to go, -1 = nowhere. Shape (groups,)."""
    forced = np.full(problem.groups, -1, dtype=np.int64)
    pinned = np.flatnonzero((problem.pinned >= 0) & (problem.learner_group >= 0))
    forced[problem.learner_group[pinned]] = problem.placement_destination[problem.pinned[pinned]]
    return forced


def paid_back(problem: AllocationProblem, prices: Mapping[str, IntArray]) -> int:
    """Return what the prices come to over everything that is limited, less what is demanded."""
    opens = surely_opens(problem).tolist()
    shares = zip(paid_back_by_destination(problem, prices), opens, strict=True)
    return sum(worth if sure else max(0, worth) for worth, sure in shares) + paid_back_by_quotas(problem, prices)


def surely_opens(problem: AllocationProblem) -> BoolArray:
    """Say of each destination whether a pin opens it. Shape (destinations,)."""
    opens = np.zeros(problem.destinations, dtype=bool)
    opens[problem.placement_destination[problem.pinned[problem.pinned >= 0]]] = True
    return opens


def paid_back_by_destination(problem: AllocationProblem, prices: Mapping[str, IntArray]) -> list[int]:
    """Return what the prices of places and beds come to at each destination that opens, less those of its minimum."""
    places, beds, minimum = prices["placement"], prices["destination"], prices["destination_minimum"]
    total = [0] * problem.destinations
    for destination, worth in _products(
        problem.placement_destination[places[:, 0]], places, problem.placement_capacity
    ):
        total[destination] += worth
    for destination, worth in _products(beds[:, 0], beds, problem.destination_beds):
        total[destination] += worth
    for destination, worth in _products(minimum[:, 0], minimum, problem.destination_minimum):
        total[destination] -= worth
    return total


def paid_back_by_quotas(problem: AllocationProblem, prices: Mapping[str, IntArray]) -> int:
    """Return what the prices of quotas and of moves come to."""
    total = 0
    for name, quota, sign in (
        ("sender_ceiling", problem.sender_ceiling, 1),
        ("sender_floor", problem.sender_floor, -1),
        ("cell_ceiling", problem.cell_ceiling, 1),
        ("cell_floor", problem.cell_floor, -1),
        ("max_per_sender", problem.max_per_sender, 1),
    ):
        table = prices[name]
        if sign > 0 and (quota[table[:, 0]] < 0).any():
            raise CertificateInvalid(f"{name}: a price where there is no limit")
        total += sign * sum(worth for _, worth in _products(table[:, 0], table, quota))
    return total - must_stay(problem) * int(prices["unmoved"].sum())


def _products(key: IntArray, table: IntArray, quantity: IntArray) -> list[tuple[int, int]]:
    amounts = quantity[table[:, 0]].tolist()
    return [(k, price * amount) for k, price, amount in zip(key.tolist(), table[:, -1].tolist(), amounts, strict=True)]


def exact_sum(values: IntArray) -> int:
    """Return the sum without overflow."""
    if len(values) == 0:
        return 0
    if int(np.abs(values).max()) < 2**62 // len(values):
        return int(values.sum())
    return sum(values.tolist())


BOUNDS: dict[str, Callable[[AllocationProblem, Certificate, IntArray, Earlier], int]] = {"prices": bound_by_prices}
