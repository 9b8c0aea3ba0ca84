"""A reserve for learners with fewer opportunities: a floor like others, only where the round's rules say so."""

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.allocation import allocate
from matcher.errors import RoundInvalid, VerificationFailed
from matcher.model import Learner, Reserve, Round, Rules
from matcher.rounds import verify_run
from tests.conftest import run_round
from tests.matcher.explain.situations import learner, placement, planned_of, round_of
from tests.rounds import ROUND_TOML, with_cell, write_round

CALL = "Call for applications, article 7"


def people(flagged: int, others: int) -> list[Learner]:
    """Those without the flag fit better: their wish is the city."""
    return [
        *(learner(f"f{row}", fewer_opportunities=True) for row in range(flagged)),
        *(learner(f"o{row}", preferences=("Seville",)) for row in range(others)),
    ]


def round_with(reserve: Reserve | None, flagged: int = 2, others: int = 3, places: int = 3, **fields: Any) -> Round:
    return round_of(people(flagged, others), [placement("p", places=places)], rules=Rules(reserve=reserve), **fields)


def placed(round: Round) -> set[str]:
    problem = planned_of(round).problem
    at = allocate(problem).placement_of
    return {row.id for row, place in zip(round.learners, at.tolist(), strict=True) if place >= 0}


def test_without_a_reserve_the_flag_changes_nothing() -> None:
    plain = planned_of(round_with(None)).problem
    assert plain.cells == 0
    assert placed(round_with(None)) == {"o0", "o1", "o2"}


def test_so_many_are_placed_and_everybodys_fit_stays() -> None:
    reserved = round_with(Reserve(places=1, published_in=CALL))
    assert len(placed(reserved) & {"f0", "f1"}) == 1
    assert planned_of(reserved).problem.pair_fit.tolist() == planned_of(round_with(None)).problem.pair_fit.tolist()


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (0.3, 1), (0.5, 1), (0.51, 2), (1.0, 2)])
def test_a_share_is_of_those_who_have_an_open_placement(share: float, expected: int) -> None:
    shut_out = learner("f9", fewer_opportunities=True, available_from="2027-01-01")
    given = round_of(
        [*people(2, 3), shut_out],
        [placement("p", places=3)],
        rules=Rules(reserve=Reserve(share=share, published_in=CALL)),
    )
    assert len(placed(given) & {"f0", "f1", "f9"}) == expected


def test_places_are_reserved_only_as_far_as_there_is_somebody_for_them() -> None:
    assert {"f0", "f1"} < placed(round_with(Reserve(places=50, published_in=CALL)))
    assert planned_of(round_with(Reserve(places=5, published_in=CALL), flagged=0)).problem.cells == 0


def two_cities(at: dict[str, int]) -> Round:
    """Two learners with fewer opportunities, who wish to go to Seville, and places in both cities."""
    flagged = [learner(f"f{row}", fewer_opportunities=True, preferences=("Seville",)) for row in range(2)]
    places = [placement("s", places=2), placement("l", destination="bologna", places=2)]
    rules = Rules(reserve=Reserve(at=at, published_in=CALL))
    return round_of(flagged, places, rules=rules)


def at_bologna(round: Round) -> int:
    answer = allocate(planned_of(round).problem)
    assert answer.status == "optimal"
    return int((answer.placement_of == 1).sum())


@pytest.mark.parametrize(("reserved", "expected"), [(0, 0), (1, 1), (2, 2), (5, 2)])
def test_so_many_are_placed_at_a_destination_as_far_as_they_can_come(reserved: int, expected: int) -> None:
    assert at_bologna(two_cities({"bologna": reserved} if reserved else {})) == expected


def test_the_order_of_destinations_with_a_reserve_says_nothing() -> None:
    one, other = ({"bologna": 1, "seville": 1}, {"seville": 1, "bologna": 1})
    assert two_cities(one).digest == two_cities(other).digest


def test_learners_alone_with_a_reserve_are_a_flow_and_proven() -> None:
    problem = planned_of(round_with(Reserve(places=2, published_in=CALL))).problem
    assert allocate(problem).status == "optimal"


def toml(rules: str) -> str:
    return f'{ROUND_TOML}\n[rules.reserve]\npublished_in = "{CALL}"\n{rules}\n'


def run(tmp_path: Path, rules: str, **tables: Any) -> tuple[Path, dict[str, Any]]:
    """A run of the small round; L5 and L6 have fewer opportunities."""
    rows = [list(row) for row in with_cell("learners", 5, "languages", "sq native; en B1")]
    flags = ["fewer_opportunities", "no", "no", "", "no", "yes", "yes"]
    learners = [[*row, flag] for row, flag in zip(rows, flags, strict=True)]
    given = {"placements": with_cell("placements", 3, "night_work", "no"), "learners": learners, "previous": None}
    run_round(write_round(tmp_path / "in", round_toml=toml(rules), **{**given, **tables}), tmp_path / "out")
    answer: dict[str, Any] = json.loads((tmp_path / "out" / "allocation.json").read_text(encoding="utf-8"))
    return tmp_path / "out", answer


def test_a_reserve_that_is_kept_is_told_without_counting_the_few(tmp_path: Path) -> None:
    out, answer = run(tmp_path, "places = 1")
    assert {"L5", "L6"} & {row["learner"] for row in answer["assignments"]}
    (said,) = [row for row in answer["warnings"] if row["code"] == "reserve_kept"]
    assert said["params"] == {"published_in": CALL, "reserved": None, "placed": None, "learners": None}
    assert "they are too few to be counted here" in (out / "report.html").read_text(encoding="utf-8")
    verify_run(out)


def test_a_reserve_out_of_reach_is_a_conflict_with_its_way_out(tmp_path: Path) -> None:
    two_beds = with_cell("destinations", 2, "beds", "2")  # for a companion and the pinned learner
    out, answer = run(tmp_path, "share = 1.0", destinations=two_beds)
    assert answer["status"] == "infeasible"
    (conflict,) = answer["certificate"]["conflicts"]
    assert conflict["sentence"].startswith(f"the reserve for learners with fewer opportunities ({CALL}) needs 1 more")
    assert "lower that reserve by 1 place" in conflict["repair"]
    verify_run(out)


def test_the_referee_finds_a_reserve_that_is_not_kept(tmp_path: Path) -> None:
    out, answer = run(tmp_path, "places = 0")
    toml_file = out / "round" / "round.toml"
    toml_file.write_text(toml_file.read_text(encoding="utf-8").replace("places = 0", "places = 2"), encoding="utf-8")
    assert not {"L5", "L6"} <= {row["learner"] for row in answer["assignments"]}
    with pytest.raises(VerificationFailed, match="floor"):
        verify_run(out)


def test_a_reserve_at_a_destination_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RoundInvalid, match=r"rules\.reserve\.at.*Atlantis"):
        run(tmp_path, "at = { Atlantis = 1 }")


def test_reserves_at_destinations_out_of_reach_are_a_conflict_that_names_them(tmp_path: Path) -> None:
    beds = with_cell("destinations", 2, "beds", "2")
    _, answer = run(tmp_path, "at = { Seville = 2 }", destinations=beds)
    assert answer["status"] == "infeasible"
    (conflict,) = answer["certificate"]["conflicts"]
    assert f"({CALL}, Seville)" in conflict["sentence"]
