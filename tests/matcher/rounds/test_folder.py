"""A run's folder can be read back, holds what it claims, and no tampering passes."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import InputError, RoundInfeasible, RoundInvalid, UnknownId, VerificationFailed
from matcher.model import Round
from matcher.reading import read_round
from matcher.rounds import plan, read_answer, read_run, snapshot, verify_run, write_run
from matcher.rounds import run_round as whole_run
from matcher.rounds.folder import json_of
from tests.conftest import run_round
from tests.rounds import write_round

Answer = dict[str, Any]


@pytest.fixture
def run(small_run: Path, tmp_path: Path) -> Path:
    """A copy of the small run, to damage."""
    return Path(shutil.copytree(small_run, tmp_path / "run"))


def test_a_run_as_it_was_written_holds(run: Path) -> None:
    answer = verify_run(run)
    assert answer == read_answer(run)
    assert answer.objective.placed == len(answer.assignments) > 0


def test_reading_a_run_gives_the_pairs_and_the_decision_it_was_written_with(run: Path) -> None:
    read = read_run(run)
    placed = {assignment.learner: assignment.placement for assignment in read.answer.assignments}
    for place, learner in enumerate(read.planned.round.learners):
        at = int(read.planned.allocation.placement_of[place])
        assert placed.get(learner.id) == (read.planned.round.placements[at].id if at >= 0 else None)


def _first(answer: Answer) -> Answer:
    first: Answer = answer["assignments"][0]
    return first


def _price(answer: Answer) -> list[Any]:
    return next(row for stage in answer["certificate"]["stages"] for rows in stage["prices"].values() for row in rows)


def _change_price(answer: Answer) -> None:
    row = _price(answer)
    row[-1] += 1_000_000


TAMPERINGS: dict[str, Callable[[Answer], object]] = {
    "an assignment left out": lambda answer: answer["assignments"].pop(0),
    "an assignment twice": lambda answer: answer["assignments"].append(_first(answer)),
    "another placement": lambda answer: _first(answer).update(placement="P5"),
    "a placement that is not there": lambda answer: _first(answer).update(placement="P99"),
    "a fit": lambda answer: _first(answer).update(fit=1000),
    "a score": lambda answer: _first(answer)["evidence"]["language"].update(score=0.123),
    "a pinned flag": lambda answer: _first(answer).update(pinned=not _first(answer)["pinned"]),
    "a date": lambda answer: _first(answer).update({"from": "2026-10-06"}),
    "the number placed": lambda answer: answer["objective"].update(placed=6),
    "the bound": lambda answer: answer["bound"].update(value=1.0),
    "the gap": lambda answer: answer.update(gap=0.5),
    "a stage's bound": lambda answer: answer["certificate"]["stages"][0].update(bound=0),
    "a price": _change_price,
    "a certificate of no kind": lambda answer: answer["certificate"]["stages"][0].update(kind="promise"),
    "no certificate": lambda answer: answer["certificate"].update(stages=[]),
    "a group's destination": lambda answer: answer["groups"][0].update(destination="Seville"),
    "a group's companions": lambda answer: answer["groups"][0].update(companions=0),
    "beds": lambda answer: answer["destinations"][0].update(beds=99),
    "a reason": lambda answer: answer["unplaced"].append({"learner": "L1", "reasons": []}),
    "the input": lambda answer: answer.update(input_digest="0" * 64),
    "the rules": lambda answer: answer.update(rules_version="0" * 12),
    "an unknown field": lambda answer: answer.update(promise=True),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_with_the_answer_is_found(run: Path, what: str) -> None:
    answer = json.loads((run / "allocation.json").read_text(encoding="utf-8"))
    TAMPERINGS[what](answer)
    (run / "allocation.json").write_text(json.dumps(answer), encoding="utf-8")
    with pytest.raises(VerificationFailed):
        verify_run(run)


@pytest.mark.parametrize("table", ["learners", "placements", "destinations", "groups", "pins", "sending_partners"])
def test_tampering_with_any_table_of_the_round_is_found(run: Path, table: str) -> None:
    path = run / "round" / f"{table}.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    column = {"placements": "places", "destinations": "beds", "groups": "companions", "pins": "reason"}.get(table)
    place = rows[0].index(column) if column else len(rows[0]) - 1
    rows[1][place] = {"learners": "AL", "sending_partners": "9", "pins": "because"}.get(table, "7")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(VerificationFailed):
        verify_run(run)


@pytest.mark.parametrize("name", ["assignments.csv", "unplaced.csv", "destinations.csv", "marginals.csv"])
def test_a_table_that_does_not_follow_from_the_answer_is_found(run: Path, name: str) -> None:
    (run / name).write_bytes((run / name).read_bytes().replace(b",", b";", 1))
    with pytest.raises(VerificationFailed, match=name):
        verify_run(run)


def test_a_missing_table_is_found(run: Path) -> None:
    (run / "destinations.csv").unlink()
    with pytest.raises(VerificationFailed, match="destinations"):
        verify_run(run)


@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", "no json"])
def test_an_answer_that_is_none_is_refused(run: Path, text: str) -> None:
    (run / "allocation.json").write_text(text, encoding="utf-8")
    with pytest.raises(VerificationFailed, match=r"allocation\.json"):
        verify_run(run)


def test_a_folder_without_an_answer_or_a_round_is_no_run(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownId):
        verify_run(tmp_path)
    shutil.rmtree(run / "round")
    with pytest.raises(UnknownId, match="round"):
        verify_run(run)


def test_the_snapshot_holds_the_rules_and_the_previous_run(small_round: Path, small_run: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[weights]\nlanguage = 9\n", encoding="utf-8")
    again = run_round(small_round, tmp_path / "again", rules=rules, previous=small_run)
    assert again.planned.round.rules.weights.language == 9
    first = {assignment.learner: assignment.placement for assignment in read_answer(small_run).assignments}
    assert {row.learner: row.placement for row in again.planned.round.previous} == first
    verify_run(tmp_path / "again")


def test_a_rerun_without_a_change_moves_nobody(small_round: Path, small_run: Path, tmp_path: Path) -> None:
    again = run_round(small_round, tmp_path / "again", previous=small_run)
    first = {assignment.learner: assignment.placement for assignment in read_answer(small_run).assignments}
    assert {a.learner: a.placement for a in again.answer.assignments} == first


def test_a_snapshot_takes_the_place_of_an_older_one(small_round: Path, tmp_path: Path) -> None:
    (tmp_path / "allocation.json").touch()
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "old.csv").write_text("left over")
    assert not (snapshot(small_round, tmp_path) / "old.csv").exists()


@pytest.mark.parametrize("out", ["round", "."])
def test_a_run_overwrites_no_round_of_somebodys(tmp_path: Path, out: str) -> None:
    source = write_round(tmp_path / "round")
    before = {file.name: file.read_bytes() for file in source.iterdir()}
    with pytest.raises(InputError, match="overwrite the round"):
        whole_run(source, tmp_path / out, time_limit_seconds=0.1)
    assert {file.name: file.read_bytes() for file in source.iterdir()} == before


def test_a_run_cannot_take_the_place_of_what_it_plans(run: Path) -> None:
    with pytest.raises(InputError, match="overwrite the round"):
        whole_run(run / "round", run, time_limit_seconds=0.1)
    verify_run(run)


def test_an_earlier_answer_stays_when_the_round_cannot_be_planned(run: Path, tmp_path: Path) -> None:
    for broken in (write_round(tmp_path / "bad", learners="id\n"), write_round(tmp_path / "pinned_on_a_shut_door")):
        with pytest.raises((RoundInvalid, RoundInfeasible)):
            whole_run(broken, run, time_limit_seconds=0.1)
    verify_run(run)
    assert not [file.name for file in run.iterdir() if file.name.startswith(".")]


def test_a_pin_on_a_shut_door_names_the_rule_and_the_way_out(tmp_path: Path) -> None:
    reading = read_round(write_round(tmp_path))
    with pytest.raises(RoundInfeasible, match="waive the rule minor_protection"):
        plan(reading.round)


def test_pins_that_send_a_learner_to_two_places_name_each_other(small_round: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(small_round, tmp_path / "source"))
    with (source / "pins.csv").open("a", encoding="utf-8") as file:
        file.write("pin,L4,,,Maribor,nearer to her brother,M. Rossi\n")
    with pytest.raises(RoundInfeasible, match="pinned L4 on P2, which is not at Maribor"):
        plan(read_round(source).round)


def test_pins_on_two_placements_name_each_other(small_round: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(small_round, tmp_path / "source"))
    there = {place.id for place in read_round(source).round.placements} - {"P2"}
    with (source / "pins.csv").open("a", encoding="utf-8") as file:
        file.write(f"pin,L4,,{min(there)},,nearer to her brother,M. Rossi\n")
    with pytest.raises(RoundInfeasible, match=f"pinned L4 on {min(there)}, which is not at P2|lift one of the two"):
        plan(read_round(source).round)


def tiny(folder: Path, **tables: tuple[str, ...]) -> Round:
    """Three learners from Serbia, whose rows are as given, and two placements in Lyon with two places each."""
    window = "2026-09-01,2026-12-31"
    tables |= {
        "placements": ("id,host,destination,places,from,to", f"P,H,Lyon,2,{window}", f"Q,I,Lyon,2,{window}"),
        "destinations": ("id,country,beds", "Lyon,FR,9"),
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    stay = 'id = "short"\nactivity = "short-term"\nfirst_day = 2026-10-05\nlast_day = 2026-11-03\n'
    rules = '[rules]\nswitched_off = ["study_field_floor"]\n'
    (folder / "round.toml").write_text(f'name = "T"\nseed = "t"\n[[stays]]\n{stay}{rules}', encoding="utf-8")
    return read_round(folder).round


def test_a_group_pinned_on_a_placement_is_there_or_the_round_contradicts_itself(tmp_path: Path) -> None:
    learners = ("id,stay,group,country", "A,short,G,RS", "B,short,G,RS", "C,short,,RS")
    pins = ("kind,group,placement,reason,author", "pin,G,P,one workshop,M. Rossi")
    round = tiny(tmp_path, learners=learners, pins=pins)
    placed = {row.learner: (row.placement, row.pinned) for row in plan(round).answer.assignments}
    assert placed == {"A": ("P", True), "B": ("P", True), "C": ("Q", False)}
    small = round.placement_by_id["P"].model_copy(update={"places": 1})
    contradictory = round.model_copy(update={"placements": (small, round.placement_by_id["Q"])})
    assert plan(contradictory).answer.status == "infeasible"


def test_a_host_limit_per_partner_counts_partners_that_no_table_lists(tmp_path: Path) -> None:
    learners = ("id,stay,sending_partner,country", "A,short,S,RS", "B,short,S,RS", "C,short,S,RS")
    round = tiny(tmp_path, learners=learners)
    assert [partner.id for partner in round.sending_partners] == ["S"]
    limited = tuple(row.model_copy(update={"max_per_sending_partner": 1}) for row in round.placements)
    answer = plan(round.model_copy(update={"placements": limited})).answer
    assert sorted(row.placement for row in answer.assignments) == ["P", "Q"]


def test_a_round_that_contradicts_itself_is_an_answer_that_verifies(small_round: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(small_round, tmp_path / "source"))
    text = (source / "sending_partners.csv").read_text(encoding="utf-8").replace(",1,", ",3,")
    (source / "sending_partners.csv").write_text(text, encoding="utf-8")
    made = run_round(source, tmp_path / "out")
    assert made.answer.status == "infeasible"
    assert made.answer.certificate["conflicts"]
    verify_run(tmp_path / "out")


def test_steps_are_told_in_order(small_round: Path) -> None:
    steps: list[str] = []
    plan(read_round(small_round).round, on_step=steps.append)
    assert steps == [
        "reading study titles",
        "scoring pairs",
        "allocating places",
        "checking the answer",
        "explaining",
    ]


def test_the_same_round_gives_the_same_bytes(small_round: Path, small_run: Path, tmp_path: Path) -> None:
    run_round(small_round, tmp_path)
    for name in ("allocation.json", "assignments.csv", "assignments.xlsx", "unplaced.csv", "report.html"):
        assert (tmp_path / name).read_bytes() == (small_run / name).read_bytes()


def test_a_broken_round_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    source = write_round(tmp_path / "source", learners="id\n")
    with pytest.raises(RoundInvalid):
        read_round(snapshot(source, tmp_path / "out"))


def test_writing_again_replaces_the_answer(small_round: Path, tmp_path: Path) -> None:
    made = run_round(small_round, tmp_path)
    (tmp_path / "allocation.json").write_text("old", encoding="utf-8")
    write_run(made, tmp_path)
    assert json_of(read_answer(tmp_path)) == json_of(made.answer)
