"""What a cut can have cost, against the optimum without it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.allocation import Allocation, AllocationProblem, Certificate, Stage, allocate
from matcher.allocation.answer import Case
from matcher.allocation.bounds import certified_bound
from matcher.allocation.groups.parties import gather_parties
from matcher.allocation.objective import pair_values
from matcher.explain import Planned, sentence, warnings
from matcher.explain.cut_cost import PackedRise, cut_costs, packed_rise
from matcher.generate import generate_round
from matcher.model import Reason, Round, SendingPartner
from matcher.pairs import NEVER, Cut, build_pairs, sides_of
from matcher.profiles import resolve_titles
from matcher.reading import read_round
from matcher.rounds.arrays import problem_of

DEEP = Cut(most_pairs=0, best=1, elsewhere=0, destinations=1, drawn_destinations=0, there=1)
SHALLOW = Cut(most_pairs=0, best=12, elsewhere=6)


def undecided(cut: Cut, round_: Round) -> Planned:
    fields = resolve_titles(round_)
    sides = sides_of(round_, fields)
    pairs = build_pairs(sides, round_, cut=cut)
    problem = problem_of(round_, sides, pairs)
    nowhere = Allocation(np.full(problem.learners, -1), np.full(problem.groups, -1), "feasible", 0, 0)
    return Planned(round_, fields, sides, pairs, problem, nowhere)


def planned_with(cut: Cut, round_: Round) -> Planned:
    planned = undecided(cut, round_)
    return replace(planned, allocation=allocate(planned.problem, time_limit_seconds=5))


def one_wave(folder: Path, groups: int = 0) -> Round:
    generate_round(folder, 120, 70, groups=groups, destinations=4, stays=1)
    return read_round(folder).round


def with_quotas(round_: Round) -> Round:
    partners = tuple(
        SendingPartner(id=partner.id, country=partner.country, floor=5, ceiling=40)
        for partner in round_.sending_partners
    )
    return round_.model_copy(update={"sending_partners": partners})


def bounds(answer: Allocation) -> dict[str, int]:
    return {stage.name: stage.bound for stage in answer.stages}


@pytest.mark.parametrize("quotas", [False, True])
@pytest.mark.parametrize("cut", [DEEP, SHALLOW])
def test_no_allocation_over_all_pairs_exceeds_the_bounds_by_more(tmp_path: Path, cut: Cut, quotas: bool) -> None:
    round_ = one_wave(tmp_path)
    round_ = with_quotas(round_) if quotas else round_
    best, planned = planned_with(NEVER, round_).allocation, planned_with(cut, round_)
    costs = {cost.stage: cost.at_most for cost in cut_costs(planned, workers=2)}
    known = bounds(planned.allocation)
    assert set(costs) == set(known) == {"placed", "fit"}
    assert best.placed <= known["placed"] + costs["placed"]
    if best.placed == planned.allocation.placed:
        assert best.fit <= known["fit"] + costs["fit"]
    if cut == DEEP:
        assert best.placed > known["placed"]  # so that the test means something


def test_nothing_left_out_costs_nothing_and_is_not_talked_about(tmp_path: Path) -> None:
    planned = planned_with(NEVER, one_wave(tmp_path))
    assert cut_costs(planned) == ()
    assert "pairs_left_out" not in {reason.code for reason in warnings(planned)}


def test_a_cut_is_told_with_what_it_can_have_cost(tmp_path: Path) -> None:
    planned = planned_with(DEEP, one_wave(tmp_path))
    (told,) = [reason for reason in warnings(planned) if reason.code == "pairs_left_out"]
    assert told.params["pairs"] == planned.pairs.cut.pairs_left_out > 0
    assert "learners placed" in sentence(told)


def test_groups_are_weighed_too_whatever_the_proof(tmp_path: Path) -> None:
    planned = planned_with(DEEP, one_wave(tmp_path, groups=3))
    best = planned_with(NEVER, planned.round).allocation
    placed, *_ = cut_costs(planned)
    assert best.placed <= planned.allocation.stages[0].bound + placed.at_most


@pytest.mark.parametrize(
    ("at_most", "words"),
    [
        ({"placed": None}, "does not tell"),
        ({"placed": 0, "fit": 0}, "cost nothing"),
        ({"placed": 2, "fit": 0, "value": None}, "at most: 2 learners placed"),
    ],
)
def test_the_cost_is_said_in_words(at_most: dict[str, int | None], words: str) -> None:
    assert words in sentence(Reason("pairs_left_out", {"pairs": 7, "at_most": at_most}))


def raised(certificate: Certificate, rise: PackedRise) -> Certificate:
    """The certificate with what each party pays for itself risen, as a verifier would be given it."""
    prices = dict(certificate.prices)
    for name, rises in (("learner", rise.learners), ("group", rise.groups)):
        rows = np.column_stack([np.arange(len(rises)), rises]).astype(np.int64)
        prices[name] = np.concatenate([prices[name], rows])
    return replace(certificate, prices=prices)


def some_prices(problem: AllocationProblem, random: np.random.Generator, most: int) -> dict[str, np.ndarray]:
    """Any prices prove something; these are of the size that values have."""
    days = gather_parties(problem).days

    def daily(entities: int) -> np.ndarray:
        rows = [[one, day, int(random.integers(0, most))] for one in range(entities) for day in days.tolist()]
        return np.array(rows, dtype=np.int64)

    def own(entities: int) -> np.ndarray:
        return np.column_stack([np.arange(entities), random.integers(0, 4 * most, entities)]).astype(np.int64)

    return {
        "placement": daily(problem.placements),
        "destination": daily(problem.destinations),
        "group": own(problem.groups),
        "learner": own(problem.learners) // 4,
        "sender_floor": own(problem.senders) // 8,
        "sender_ceiling": own(problem.senders) // 8,
    }


def packing(problem: AllocationProblem, kind: str, random: np.random.Generator, most: int) -> Certificate:
    """A certificate that packs parties into beds, with three cases of one destination if its kind is that."""
    prices = some_prices(problem, random, most)
    if kind == "knapsack":
        return Certificate(prices, scale=3, kind="knapsack")
    there = problem.placement_destination[prices.pop("placement")[:, 0]] == 1
    cases = [
        Case(1, np.array(decisions, dtype=np.int64), some_prices(problem, random, most)["placement"][there])
        for decisions in ([[0, 0]], [[0, 1], [1, 0]], [[0, 1], [1, 1]])
    ]
    return Certificate(prices, scale=3, kind="cases", cases=cases)


@pytest.fixture(scope="module", params=["1", "2"])
def together(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    folder = tmp_path_factory.mktemp("together")
    generate_round(folder, 70, 60, groups=5, destinations=4, seed=request.param)
    return with_quotas(read_round(folder).round)


@pytest.mark.parametrize("kind", ["knapsack", "cases"])
@pytest.mark.parametrize("cut", [DEEP, SHALLOW, DEEP._replace(destinations=2, there=3)])
def test_a_proof_that_packs_holds_over_all_pairs_with_its_party_prices_risen(
    together: Round, cut: Cut, kind: str
) -> None:
    planned = undecided(cut, together)
    everything = problem_of(together, planned.sides, build_pairs(planned.sides, together, cut=NEVER))
    for seed in range(8):
        random = np.random.default_rng(seed)
        placed = Stage("placed", 40, 40, packing(planned.problem, kind, random, 2))
        fit = packing(planned.problem, kind, random, 1500)
        fit = replace(fit, prices=dict(fit.prices) | {"stage": np.array([[0, 900]])})
        stages = (placed, Stage("fit", 30_000, 30_000, fit))
        proven = replace(planned, allocation=replace(planned.allocation, stages=stages))
        earlier: list[tuple[np.ndarray, int]] = []
        here: list[tuple[np.ndarray, int]] = []
        for place, cost in enumerate(cut_costs(proven)):
            stage = stages[place]
            bound = certified_bound(planned.problem, stage.certificate, pair_values(planned.problem, stage.name), here)
            certificate = raised(stage.certificate, packed_rise(proven, place))
            value = pair_values(everything, stage.name)
            assert certified_bound(everything, certificate, value, earlier) <= bound + cost.at_most
            earlier.append((value, stage.value))
            here.append((pair_values(planned.problem, stage.name), stage.value))
        if cut == DEEP:
            assert cost.at_most > 0
