"""What a cut can have cost, against the optimum without it."""

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.allocation import Allocation, allocate
from matcher.explain import Planned, sentence, warnings
from matcher.explain.cut_cost import cut_costs
from matcher.generate import generate_round
from matcher.model import Reason, Round, SendingPartner
from matcher.pairs import NEVER, Cut, build_pairs, sides_of
from matcher.profiles import resolve_titles
from matcher.reading import read_round
from matcher.rounds.arrays import problem_of

DEEP = Cut(most_pairs=0, best=1, elsewhere=0, destinations=1, drawn_destinations=0, there=1)
SHALLOW = Cut(most_pairs=0, best=12, elsewhere=6)


def planned_with(cut: Cut, round_: Round) -> Planned:
    fields = resolve_titles(round_)
    sides = sides_of(round_, fields)
    pairs = build_pairs(sides, round_, cut=cut)
    problem = problem_of(round_, sides, pairs)
    return Planned(round_, fields, sides, pairs, problem, allocate(problem, time_limit_seconds=5))


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
    assert costs["placed"] is not None
    assert costs["fit"] is not None
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
    assert "learner(s) placed" in sentence(told)


def test_groups_are_weighed_too_where_prices_are_the_proof(tmp_path: Path) -> None:
    planned = planned_with(DEEP, one_wave(tmp_path, groups=3))
    best = planned_with(NEVER, planned.round).allocation
    at_home = replace(planned, allocation=allocate(planned.problem, time_limit_seconds=1))
    for cost, stage in zip(cut_costs(at_home), at_home.allocation.stages, strict=True):
        assert (cost.at_most is None) == (stage.certificate.kind != "prices")
        if cost.stage == "placed" and cost.at_most is not None:
            assert best.placed <= stage.bound + cost.at_most


@pytest.mark.parametrize(
    ("at_most", "words"),
    [
        ({"placed": None}, "does not tell"),
        ({"placed": 0, "fit": 0}, "cost nothing"),
        ({"placed": 2, "fit": 0, "value": None}, "at most: 2 learner(s) placed"),
    ],
)
def test_the_cost_is_said_in_words(at_most: dict[str, int | None], words: str) -> None:
    assert words in sentence(Reason("pairs_left_out", {"pairs": 7, "at_most": at_most}))
