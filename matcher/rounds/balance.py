"""Balance between sending partners as the round's rules ask for it: solved, told with its price, and read back."""

import numpy as np

from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.network import sender_sizes
from matcher.allocation.progress import ShouldStop
from matcher.explain.planned import Balance, Variant
from matcher.model import BalanceAnswer, OtherAnswer, Round, Rules, SenderPlaced
from matcher.rounds.arrays import places_of
from matcher.rounds.certificate import certificate_of, stages_from_json


def balance_of(
    rules: Rules,
    problem: AllocationProblem,
    allocation: Allocation,
    *,
    time_limit_seconds: float,
    deadline_seconds: float | None = None,
    should_stop: ShouldStop | None = None,
) -> Balance | None:
    """Return the answers without and with balance, None if the rules do not ask for it or nobody can be placed."""
    if rules.balance_senders == "off" or allocation.status == "infeasible":
        return None
    from matcher.allocation.balance import balanced

    found = balanced(
        problem,
        allocation,
        most_fit_lost=rules.balance_most_fit_lost,
        time_limit_seconds=time_limit_seconds,
        deadline_seconds=deadline_seconds,
        should_stop=should_stop,
    )
    return Balance(
        rules.balance_senders == "apply", Variant(problem, allocation), Variant(found.problem, found.allocation)
    )


def balance_answer(round: Round, balance: Balance) -> BalanceAnswer:
    """State what the balance changes and costs, with all it takes to check that."""
    plain, fair = balance.plain, balance.balanced
    other = plain if balance.applied else fair
    floors = zip(round.sending_partners, fair.problem.sender_floor.tolist(), strict=True)
    return BalanceAnswer(
        applied=balance.applied,
        most_fit_lost=round.rules.balance_most_fit_lost,
        rate=plain.smallest_rate,
        rate_balanced=fair.smallest_rate,
        fit=plain.allocation.fit,
        fit_balanced=fair.allocation.fit,
        floors={partner.id: floor for partner, floor in floors if floor},
        senders=_senders(round, balance),
        other=_other(round, other.allocation),
    )


def _senders(round: Round, balance: Balance) -> tuple[SenderPlaced, ...]:
    size, plain, fair = (
        sender_sizes(balance.plain.problem),
        balance.plain.placed_of_senders,
        balance.balanced.placed_of_senders,
    )
    return tuple(
        SenderPlaced(
            sending_partner=partner.id,
            learners=int(size[place]),
            placed=int(plain[place]),
            placed_balanced=int(fair[place]),
        )
        for place, partner in enumerate(round.sending_partners)
    )


def _other(round: Round, allocation: Allocation) -> OtherAnswer:
    at, where = allocation.placement_of.tolist(), allocation.group_destination.tolist()
    learners, groups = zip(round.learners, at, strict=True), zip(round.groups, where, strict=True)
    return OtherAnswer(
        assignments={learner.id: round.placements[place].id for learner, place in learners if place >= 0},
        groups={group.id: round.destinations[place].id for group, place in groups if place >= 0},
        certificate=certificate_of(round, allocation.stages, ()),
    )


def balance_from(
    round: Round, problem: AllocationProblem, chosen: Allocation, answer: BalanceAnswer | None
) -> Balance | None:
    """Read back what `balance_answer` stated; raises KeyError or ValueError if it is something else."""
    if answer is None:
        return None
    senders = places_of(round.sending_partners)
    floor = problem.sender_floor.copy()
    for sender, least in answer.floors.items():
        floor[senders[sender]] = max(least, int(floor[senders[sender]]))
    fair = problem.changed(sender_floor=floor)
    other = _other_from(round, problem, answer.other)
    plain, balanced = (other, chosen) if answer.applied else (chosen, other)
    return Balance(answer.applied, Variant(problem, plain), Variant(fair, balanced))


def _other_from(round: Round, problem: AllocationProblem, other: OtherAnswer) -> Allocation:
    learners, placements = places_of(round.learners), places_of(round.placements)
    groups, destinations = places_of(round.groups), places_of(round.destinations)
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    for learner, placement in other.assignments.items():
        placement_of[learners[learner]] = placements[placement]
    group_destination = np.full(problem.groups, -1, dtype=np.int64)
    for group, destination in other.groups.items():
        group_destination[groups[group]] = destinations[destination]
    stages = stages_from_json(round, other.certificate["stages"])
    taken = placement_of[problem.pair_learner] == problem.pair_placement
    return Allocation(
        placement_of=placement_of,
        group_destination=group_destination,
        status="feasible" if any(stage.gap for stage in stages) else "optimal",
        placed=len(other.assignments),
        fit=int(problem.pair_fit[taken].sum()),
        stages=stages,
    )
