"""Balance between sending partners: off unless asked for, told with its price, and checked like everything else."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import VerificationFailed
from matcher.generate import generate_round
from matcher.rounds import verify_run
from tests.conftest import run_round

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same round planned with balance off, reported and applied, each in a folder of that name."""
    folder = tmp_path_factory.mktemp("balance")
    generate_round(folder / "in", 60, 12, groups=0, destinations=3, seed="3")
    for mode in ("off", "report", "apply"):
        rules = folder / f"{mode}.toml"
        rules.write_text(f'balance_senders = "{mode}"\nbalance_most_fit_lost = 0.1\n', encoding="utf-8")
        run_round(folder / "in", folder / mode, rules=rules)
    return folder


def answer(run: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((run / "allocation.json").read_text(encoding="utf-8"))
    return read


def where(run: Path) -> dict[str, str]:
    return {row["learner"]: row["placement"] for row in answer(run)["assignments"]}


def test_off_says_nothing_of_it(runs: Path) -> None:
    assert "balance" not in answer(runs / "off")


def test_reported_the_assignments_stay_and_the_price_is_told(runs: Path) -> None:
    reported = answer(runs / "report")
    balance = reported["balance"]
    assert where(runs / "report") == where(runs / "off")
    assert balance["rate"] < balance["rate_balanced"]
    assert 0 < balance["fit"] - balance["fit_balanced"] <= 0.1 * balance["fit"]
    assert "balance_possible" in {warning["code"] for warning in reported["warnings"]}
    assert "with balance every sending partner would have" in (runs / "report" / "report.html").read_text("utf-8")


def test_applied_the_lowest_placement_rate_is_higher_and_as_many_are_placed(runs: Path) -> None:
    applied, plain = answer(runs / "apply"), answer(runs / "off")
    balance = applied["balance"]
    assert (
        applied["objective"]["placed"]
        == plain["objective"]["placed"]
        == sum(row["placed_balanced"] for row in balance["senders"])
    )
    assert where(runs / "apply") == answer(runs / "report")["balance"]["other"]["assignments"]
    assert where(runs / "off") == balance["other"]["assignments"]
    assert balance["rate_balanced"] == min(row["placed_balanced"] / row["learners"] for row in balance["senders"])
    assert "balance_applied" in {warning["code"] for warning in applied["warnings"]}
    assert "Balance between sending partners" in (runs / "apply" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("mode", ["off", "report", "apply"])
def test_every_mode_verifies_from_its_folder(runs: Path, mode: str) -> None:
    assert verify_run(runs / mode).objective.placed > 0


def _unplaced_in_other(answer: dict[str, Any]) -> None:
    answer["balance"]["other"]["assignments"].popitem()


TAMPERINGS: dict[str, Change] = {
    "the fit without": lambda answer: answer["balance"].update(fit=answer["balance"]["fit"] + 1),
    "the rate": lambda answer: answer["balance"].update(rate=0.9),
    "a partner's number": lambda answer: answer["balance"]["senders"][0].update(placed=0),
    "what is chosen": lambda answer: answer["balance"].update(applied=not answer["balance"]["applied"]),
    "the other answer": _unplaced_in_other,
    "its proof": lambda answer: answer["balance"]["other"]["certificate"]["stages"][-1].update(bound=0),
    "a floor": lambda answer: answer["balance"].update(floors=dict.fromkeys(answer["balance"]["floors"], 99)),
    "all of it": lambda answer: answer.pop("balance"),
}


@pytest.mark.parametrize("mode", ["report", "apply"])
@pytest.mark.parametrize("what", TAMPERINGS)
def test_no_tampering_with_it_passes(runs: Path, tmp_path: Path, mode: str, what: str) -> None:
    run = Path(shutil.copytree(runs / mode, tmp_path / "run"))
    changed = answer(run)
    TAMPERINGS[what](changed)
    (run / "allocation.json").write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(VerificationFailed):
        verify_run(run)
