"""The command line: what a coordinator types, what comes back, and with which exit code."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from matcher import cli
from tests.rounds import with_cell, write_round

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def matcher(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call `matcher ARGUMENTS` in this process; gives exit code, what it printed, what it complained."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["matcher", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def parsed(output: str) -> Any:
    return json.loads(output)


def test_check_of_a_good_round_lists_remarks_and_exits_0(matcher: Call, small_round: Path) -> None:
    code, out, _ = matcher("check", small_round)
    assert code == 0
    assert "0 errors" in out


def test_check_of_a_bad_round_names_file_row_column_value_and_exits_1(matcher: Call, tmp_path: Path) -> None:
    folder = write_round(tmp_path, placements=with_cell("placements", 2, "places", "-3"))
    code, out, _ = matcher("check", folder)
    assert code == 1
    assert all(part in out for part in ("placements.csv", "row 2", "column places", "-3"))
    code, out, _ = matcher("check", folder, "--json")
    assert code == 1
    assert [problem["column"] for problem in parsed(out) if problem["severity"] == "error"] == ["places"]


def test_check_says_what_can_be_planned_and_which_titles_nobody_understands(matcher: Call, tmp_path: Path) -> None:
    rows = with_cell("learners", 4, "study_title", "Fndsk qwerty")
    rows[3][rows[0].index("isced_f")] = ""
    code, out, _ = matcher("check", write_round(tmp_path, learners=rows))
    assert code == 0
    assert "6 learners, 2 groups, 7 places at 5 placements, 14 beds at 2 destinations" in out
    assert "'Fndsk qwerty': expected a title that is understood" in out
    assert "what it means (1 learner, country RS); guesses: " in out
    assert f"matcher run {tmp_path}" in out


def test_check_of_a_folder_of_rounds_names_the_round_of_every_problem(matcher: Call, tmp_path: Path) -> None:
    write_round(tmp_path / "a")
    write_round(tmp_path / "b", learners=with_cell("learners", 2, "birth_date", "31/02/2009"))
    code, out, _ = matcher("check", tmp_path)
    assert code == 1
    assert "b/learners.csv, row 2, column birth_date: '31/02/2009': expected a day" in out
    assert "matcher run" not in out


def test_run_writes_an_answer_that_verifies(matcher: Call, small_round: Path, tmp_path: Path) -> None:
    code, out, _ = matcher("run", small_round, "--out", tmp_path)
    assert code == 0
    assert "learners placed" in out
    assert "matcher verify" in out
    code, out, _ = matcher("verify", tmp_path)
    assert code == 0
    assert out.startswith("holds")
    assert parsed(matcher("verify", tmp_path, "--json")[1])["holds"] is True


def test_run_in_json_says_where_the_report_is(matcher: Call, small_round: Path, tmp_path: Path) -> None:
    code, out, _ = matcher("run", small_round, "--out", tmp_path, "--json")
    assert code == 0
    assert Path(parsed(out)["report"]).is_file()


def test_run_of_a_broken_round_lists_what_to_mend_without_a_traceback(matcher: Call, tmp_path: Path) -> None:
    folder = write_round(tmp_path / "in", learners=with_cell("learners", 2, "birth_date", "31/02/2009"))
    code, _, err = matcher("run", folder, "--out", tmp_path / "out")
    assert code == 1
    assert "31/02/2009" in err
    assert "Traceback" not in err


def test_a_round_that_contradicts_itself_says_so_and_exits_1(matcher: Call, tmp_path: Path) -> None:
    folder = write_round(
        tmp_path / "in",
        placements=with_cell("placements", 3, "night_work", "no"),
        learners=with_cell("learners", 5, "languages", "sq native; en B1"),
        sending_partners=with_cell("sending_partners", 3, "floor", "3"),
    )
    code, out, _ = matcher("run", folder, "--out", tmp_path / "out")
    assert code == 1
    assert "contradict" in out
    assert "the cheapest way out" in out
    assert matcher("verify", tmp_path / "out")[0] == 0


def test_preview_ranks_placements_of_a_learner_or_a_school(matcher: Call, small_round: Path) -> None:
    code, out, _ = matcher("preview", small_round, "--learner", "L1", "--top", "1")
    assert code == 0
    assert "study_profile" in out
    found = parsed(matcher("preview", small_round, "--learner", "L6", "--json")[1])["L6"]
    fits = [option["fit"] for option in found["options"]]
    assert (len(fits), fits) == (found["open"], sorted(fits, reverse=True))
    assert {reason["code"] for reason in found["shut"]} == {"shut_by_rule"}
    assert set(parsed(matcher("preview", small_round, "--school", "TS Nis", "--json")[1])) == {"L1", "L2", "L3"}


@pytest.mark.parametrize("given", [(), ("--learner", "L1", "--school", "TS Nis")])
def test_preview_wants_a_learner_or_a_school(matcher: Call, small_round: Path, given: tuple[str, ...]) -> None:
    assert matcher("preview", small_round, *given)[0] == 2


def test_an_unknown_id_is_answered_with_near_ones(matcher: Call, small_round: Path) -> None:
    code, _, err = matcher("preview", small_round, "--learner", "L11")
    assert code == 1
    assert "did you mean L1" in err
    assert "TS Nis" in matcher("preview", small_round, "--school", "TS Niš")[2]


def test_explain_says_why_and_why_not(matcher: Call, small_run: Path) -> None:
    answer = json.loads((small_run / "allocation.json").read_text(encoding="utf-8"))
    placed, waiting = answer["assignments"][0]["learner"], answer["unplaced"][0]["learner"]
    code, out, _ = matcher("explain", small_run, "--learner", placed)
    assert (code, "is placed" in out) == (0, True)
    code, out, _ = matcher("explain", small_run, "--learner", waiting, "--placement", "P4")
    assert (code, "is not placed" in out) == (0, True)
    found = parsed(matcher("explain", small_run, "--learner", waiting, "--placement", "P4", "--json")[1])
    assert found["options"][0]["placement"] == "P4"
    assert found["unplaced"]


def test_explain_says_what_one_more_place_or_bed_would_be_worth(matcher: Call, small_run: Path) -> None:
    code, out, _ = matcher("explain", small_run, "--place", "P2")
    assert (code, "one more place at P2" in out) == (0, True)
    assert "with every group where it is, exactly" in out
    found = parsed(matcher("explain", small_run, "--bed", "Seville", "--json")[1])
    assert found["solved_again"]["proven"] is True
    assert found["solved_again"]["gains"].keys() == found["from_prices"]["gains"].keys()
    assert "did you mean P2" in matcher("explain", small_run, "--place", "P22")[2]


@pytest.mark.parametrize(
    "given", [(), ("--learner", "L1", "--bed", "Seville"), ("--bed", "Seville", "--placement", "P1")]
)
def test_explain_wants_one_thing_to_explain(matcher: Call, small_run: Path, given: tuple[str, ...]) -> None:
    assert matcher("explain", small_run, *given)[0] == 2


def test_compare_of_a_run_with_itself_finds_no_move(matcher: Call, small_run: Path) -> None:
    code, out, _ = matcher("compare", small_run, small_run)
    assert code == 0
    assert "0 moved" in out
    assert parsed(matcher("compare", small_run, small_run, "--json")[1])["moved"] == []


def test_compare_of_runs_of_two_rounds_says_so(matcher: Call, small_run: Path, tmp_path: Path) -> None:
    answer = json.loads((small_run / "allocation.json").read_text(encoding="utf-8")) | {"round": "Spring 2027"}
    (tmp_path / "allocation.json").write_text(json.dumps(answer), encoding="utf-8")
    assert "runs of two rounds, Autumn 2026 and Spring 2027" in matcher("compare", small_run, tmp_path)[1]
    assert "two rounds" not in matcher("compare", small_run, small_run)[1]


def test_a_rerun_claims_to_be_best_only_of_those_that_move_as_few(
    matcher: Call, small_round: Path, small_run: Path, tmp_path: Path
) -> None:
    claim = "of those that move as few of the published"
    assert claim not in matcher("verify", small_run)[1]
    assert claim in matcher("run", small_round, "--out", tmp_path, "--previous", small_run)[1]
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Proven: no allocation of this round that moves as few of the published is better." in report
    assert "of the published, where they were" in report


def test_a_round_given_for_a_run_is_told_apart(matcher: Call, small_round: Path) -> None:
    for command in ("verify", "explain"):
        _, _, err = matcher(command, small_round, *(("--learner", "L1") if command == "explain" else ()))
        assert f"plan it first with `matcher run {small_round}" in err


def test_compare_names_who_moved(matcher: Call, small_run: Path, tmp_path: Path) -> None:
    answer = json.loads((small_run / "allocation.json").read_text(encoding="utf-8"))
    left = answer["assignments"].pop(0)["learner"]
    (tmp_path / "allocation.json").write_text(json.dumps(answer), encoding="utf-8")
    code, out, _ = matcher("compare", small_run, tmp_path)
    assert code == 0
    assert left in out
    assert "1 lost" in out


def test_compare_shows_what_more_moves_would_gain(matcher: Call, small_run: Path, tmp_path: Path) -> None:
    page = tmp_path / "new" / "curve.html"
    code, out, _ = matcher("compare", small_run, small_run, "--curve", "--out", page)
    assert code == 0
    assert "any number" in out
    assert "<svg" in page.read_text(encoding="utf-8")
    curve = parsed(matcher("compare", small_run, small_run, "--curve", "--json")[1])["curve"]
    assert curve[0]["may_move"] == curve[0]["moved"] == 0
    assert [row["placed"] for row in curve] == sorted(row["placed"] for row in curve)
    assert matcher("compare", small_run, small_run, "--out", page)[0] == 2


def test_verify_of_a_tampered_answer_exits_1(matcher: Call, small_run: Path, tmp_path: Path) -> None:
    text = (small_run / "allocation.json").read_text(encoding="utf-8")
    (tmp_path / "allocation.json").write_text(text.replace('"placed"', '"plaçed"', 1), encoding="utf-8")
    code, _, err = matcher("verify", tmp_path)
    assert code == 1
    assert "objective.placed: Field required" in err


def test_classify_says_the_field_and_the_words_it_rests_on(matcher: Call) -> None:
    code, out, _ = matcher("classify", "Masinski tehnicar", "--language", "sr")
    assert code == 0
    assert out.startswith("0715")
    assert parsed(matcher("classify", "Masinski tehnicar", "--json")[1])[0]["code"] == "0715"


def test_classify_abstains_from_what_is_no_title(matcher: Call) -> None:
    assert "a person has to say" in matcher("classify", "?")[1]


@pytest.mark.parametrize("wrong", [("--language", "qq"), ("--country", "Narnia")])
def test_classify_refuses_a_language_or_country_that_is_none(matcher: Call, wrong: tuple[str, str]) -> None:
    code, _, err = matcher("classify", "Ekonomist", *wrong)
    assert code == 2
    assert wrong[1] in err


def test_the_version_is_said(matcher: Call) -> None:
    assert matcher("--version")[:2] == (0, f"mobility-matcher {version('mobility-matcher')}\n")


def test_a_run_that_is_stopped_says_so(
    matcher: Call, small_round: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("matcher.rounds.run.plan", stop)
    code, _, err = matcher("run", small_round, "--out", tmp_path)
    assert code == 130
    assert "stopped" in err
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_said_so_though_it_has_no_name(
    matcher: Call, small_round: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("matcher.rounds.run.write_run", full)
    code, _, err = matcher("run", small_round, "--out", tmp_path)
    assert code == 1
    assert "No space left on device" in err
    assert "None" not in err


def test_a_folder_that_is_not_there_is_named(matcher: Call, tmp_path: Path) -> None:
    code, _, err = matcher("run", tmp_path / "nowhere", "--out", tmp_path)
    assert code == 1
    assert "nowhere" in err


def test_an_out_that_is_a_file_is_named(matcher: Call, small_round: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("")
    code, _, err = matcher("run", small_round, "--out", taken)
    assert code == 1
    assert "taken" in err


def test_a_generated_round_can_be_planned_with_any_number_of_workers(matcher: Call, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    sizes = ("--learners", "60", "--placements", "40", "--groups", "2", "--destinations", "3")
    assert matcher("generate", folder, *sizes)[0] == 0
    assert matcher("check", folder)[0] == 0
    for workers in (1, 2):
        assert matcher("run", folder, "--out", tmp_path / f"{workers}", "--workers", workers, "--time-limit", 3)[0] == 0
    assert (tmp_path / "1" / "assignments.csv").read_bytes() == (tmp_path / "2" / "assignments.csv").read_bytes()


def test_a_folder_of_rounds_is_planned_round_by_round(matcher: Call, small_round: Path, tmp_path: Path) -> None:
    shutil.copytree(small_round, tmp_path / "rounds" / "good")
    command = ("run", tmp_path / "rounds", "--out", tmp_path / "out", "--workers", 1)
    code, out, _ = matcher(*command)
    assert code == 0
    assert "1 of 1 rounds planned" in out
    write_round(tmp_path / "rounds" / "bad", learners=with_cell("learners", 2, "birth_date", "31/02/2009"))
    code, out, _ = matcher(*command)
    assert code == 1
    assert "1 of 2 rounds planned" in out
    assert "not planned bad" in out
    assert "31/02/2009" in out
    good = next(row for row in parsed(matcher(*command, "--json")[1]) if row["name"] == "good")
    assert Path(good["report"]).is_file()


def test_a_cluster_that_does_not_answer_is_said_in_a_line(
    matcher: Call, small_round: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.rounds.spread.PATIENCE_SECONDS", 0.2)
    code, _, err = matcher("run", small_round, "--out", tmp_path, "--cluster", "tcp://127.0.0.1:9")
    assert code == 1
    assert "tcp://127.0.0.1:9" in err
    assert "Traceback" not in err


def test_add_esco_of_a_folder_without_esco_files_says_what_is_missing(matcher: Call, tmp_path: Path) -> None:
    code, _, err = matcher("profiles", "add-esco", tmp_path)
    assert code == 1
    assert "occupations" in err


@pytest.mark.parametrize("wrong", [("plan",), ("run", "--fast"), ("preview", ".", "--top", "0")])
def test_wrong_usage_exits_2(matcher: Call, wrong: tuple[str, ...]) -> None:
    assert matcher(*wrong)[0] == 2


COMMANDS = ("check", "classify", "compare", "demo", "explain", "generate", "preview", "run", "verify")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(matcher: Call, command: str) -> None:
    code, out, _ = matcher(command, "--help")
    assert code == 0
    assert f"Example: matcher {command}" in " ".join(out.split())


def test_python_m_matcher_works_and_check_loads_neither_solver_nor_learning_library(small_round: Path) -> None:
    code = (
        "import sys; sys.argv = ['matcher', 'check', sys.argv[1]]; import runpy\n"
        "try: runpy.run_module('matcher', run_name='__main__')\n"
        "except SystemExit as ended: assert not ended.code, ended.code\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'ortools', 'sklearn', 'scipy', 'pandas'}, loaded"
    )
    done = subprocess.run([sys.executable, "-c", code, str(small_round)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 errors" in done.stdout
