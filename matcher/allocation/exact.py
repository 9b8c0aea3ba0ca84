"""Problems that are a network flow: one flow for all stages at once, and each stage's proof out of its residual."""

from collections.abc import Sequence

import numpy as np

from matcher.allocation import flows
from matcher.allocation.answer import Allocation, Stage, StageName
from matcher.allocation.bounds import certified_bound
from matcher.allocation.network import Network
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run

FACTORS = (16, 1_024, 2**17)  # how far one stage outweighs the next, until the proof of every stage succeeds
MOST_WEIGHT = 2**61  # what the solver's scaled costs may reach


def allocate_flow(problem: AllocationProblem, net: Network, run: Run) -> Allocation | None:
    """Return the optimum of a network problem with a proof for every stage, or None if demands contradict."""
    names = stage_names(problem)
    answer = None
    for factor in (*FACTORS, problem.learners + 1):
        weights = weights_of(problem, names, factor, net.sink)
        flow = flows.solve(net, combined(problem, names, weights)[net.pair])
        if flow is None:
            return None
        stages = _proven(problem, net, flow, names, weights, run)
        answer = flow_answer(problem, net, flow, stages)
        if answer.gap == 0 and len(stages) == len(names):
            break
        if run.over and not net.exact:  # a relaxation's bounds are worth no more time than there is
            break
    return answer


def flow_answer(problem: AllocationProblem, net: Network, flow: flows.Flow, stages: Sequence[Stage]) -> Allocation:
    """Return the answer that a flow stands for."""
    assigned = net.pair[flow.chosen[flow.chosen >= 0]]
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    placement_of[problem.pair_learner[assigned]] = problem.pair_placement[assigned]
    return Allocation(
        placement_of=placement_of,
        group_destination=np.full(problem.groups, -1, dtype=np.int64),
        status="feasible" if any(stage.gap for stage in stages) else "optimal",
        placed=len(assigned),
        fit=int(problem.pair_fit[assigned].sum()),
        stages=tuple(stages),
    )


def weights_of(problem: AllocationProblem, names: Sequence[StageName], factor: int, nodes: int) -> list[int]:
    """Return the weight of each stage; each is a multiple of the next, as large as `factor` and the solver allow."""
    weights = [1]
    for name in reversed(names[1:]):
        most = int(pair_values(problem, name).max(initial=0))
        room = MOST_WEIGHT // (nodes + 2) // max(most * weights[0], 1)
        weights.insert(0, weights[0] * max(2, min(factor * (most + 1), room)))
    return weights


def combined(problem: AllocationProblem, names: Sequence[StageName], weights: Sequence[int]) -> IntArray:
    """Return what each pair is worth, all stages in one sum. Shape (pairs,)."""
    total = np.zeros(problem.pairs, dtype=np.int64)
    for name, weight in zip(names, weights, strict=True):
        total += pair_values(problem, name) * weight
    return total


def _proven(
    problem: AllocationProblem,
    net: Network,
    flow: flows.Flow,
    names: Sequence[StageName],
    weights: Sequence[int],
    run: Run,
) -> list[Stage]:
    assigned = net.pair[flow.chosen[flow.chosen >= 0]]
    stages: list[Stage] = []
    earlier: list[tuple[IntArray, int]] = []
    for place, name in enumerate(names):
        ratios = [weight // weights[place] for weight in weights[: place + 1]]
        node = flows.potentials(net, flow, combined(problem, names[: place + 1], ratios)[net.pair])
        if node is None:
            node = np.zeros(net.sink + 1, dtype=np.int64)
        certificate = flows.certificate(problem, net, node, ratios[:-1])
        value = pair_values(problem, name)
        attained = int(value[assigned].sum())
        stages.append(Stage(name, attained, certified_bound(problem, certificate, value, earlier), certificate))
        if net.exact:  # otherwise the value is no answer's, only the bound counts
            run.report(name, attained, stages[-1].bound)
        earlier.append((value, attained))
    return stages
