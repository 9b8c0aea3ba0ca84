"""`matcher documents`: what a coordinator types, what comes back, and with which exit code."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher import cli
from matcher.model import Allocation
from matcher.rounds import read_answer
from tests.matcher.reports.documents.printed import docx_text, pdf_text

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call `matcher documents ARGUMENTS` in this process; gives exit code, what it printed, what it complained."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["matcher", "documents", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


@pytest.fixture
def answer(small_run: Path) -> Allocation:
    return read_answer(small_run)


def test_a_runs_documents_are_written_and_counted(
    documents: Call, small_run: Path, answer: Allocation, tmp_path: Path
) -> None:
    code, out, _ = documents(small_run, "--out", tmp_path)
    assert code == 0
    assert f"{len(answer.assignments)} agreements" in out
    assert "to mend" in out
    assert {file.stem for file in (tmp_path / "agreements").iterdir()} == {row.learner for row in answer.assignments}
    for row in answer.assignments:
        text = docx_text((tmp_path / "agreements" / f"{row.learner}.docx").read_bytes())
        assert row.first_day.isoformat() in text
        assert row.last_day.isoformat() in text
        assert f"{(row.last_day - row.first_day).days + 1} days" in text


def test_warnings_are_listed_with_whom_they_are_about(
    documents: Call, small_run: Path, answer: Allocation, tmp_path: Path
) -> None:
    code, out, _ = documents(small_run, "--out", tmp_path, "--format", "pdf", "--json")
    told = json.loads(out)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "warnings.csv").read_text(encoding="utf-8-sig"))))
    assert code == 0
    assert told["files"]["agreements"] == len(answer.assignments)
    assert sum(told["warnings"].values()) == len(rows) > 0
    assert {row["learner"] for row in rows} <= {row.learner for row in answer.assignments}


def test_one_learner_with_a_name(documents: Call, small_run: Path, answer: Allocation, tmp_path: Path) -> None:
    learner = answer.assignments[0].learner
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(f"kind,id,name\nlearner,{learner},Ђорђе Živković\n", encoding="utf-8")
    out = tmp_path / "out"
    code, _, _ = documents(small_run, "--out", out, "--learner", learner, "--contacts", contacts, "--format", "pdf")
    assert code == 0
    assert [file.name for file in (out / "agreements").iterdir()] == [f"{learner}.pdf"]
    assert "Ђорђе Živković" in pdf_text((out / "agreements" / f"{learner}.pdf").read_bytes())


def test_a_learner_who_is_not_placed_is_named(documents: Call, small_run: Path, tmp_path: Path) -> None:
    code, _, err = documents(small_run, "--out", tmp_path, "--learner", "nobody")
    assert code == 1
    assert "there is no placed learner 'nobody'" in err


def test_contacts_of_strangers_are_refused_with_row_and_column(
    documents: Call, small_run: Path, tmp_path: Path
) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("kind,id,name\nlearner,stranger,A B\n", encoding="utf-8")
    code, _, err = documents(small_run, "--out", tmp_path / "out", "--contacts", contacts)
    assert code == 1
    assert "contacts.csv, row 2, column id: 'stranger'" in err
    assert not (tmp_path / "out").exists()


def test_another_format_is_wrong_usage(documents: Call, small_run: Path, tmp_path: Path) -> None:
    assert documents(small_run, "--out", tmp_path, "--format", "odt")[0] == 2
