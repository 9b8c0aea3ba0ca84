"""What people said study titles mean, carried from one round folder to the next."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matcher.model import TitleConfirmation
from matcher.profiles.confirmations import export_confirmations, import_confirmations
from matcher.reading import read_round
from matcher.terminal.profiles import profiles_app

KUVAR = TitleConfirmation(title="kuvar", isced_f="1013", language="sr", country="RS", author="Ana")
PEKAR = TitleConfirmation(title="pekar", isced_f="0721", language="sr", country="RS", author="Ivo")


def called(*arguments: object) -> Result:
    return CliRunner().invoke(profiles_app, list(map(str, arguments)))


@pytest.fixture
def two_rounds(small_round: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A round in which people confirmed titles, and one in which nobody did."""
    earlier, later = tmp_path / "earlier", tmp_path / "later"
    for folder in (earlier, later):
        shutil.copytree(small_round, folder)
        (folder / "confirmations.csv").unlink(missing_ok=True)
    export_confirmations(earlier / "confirmations.csv", (KUVAR, PEKAR))
    return earlier, later


def test_answers_of_one_round_are_answers_of_the_next(two_rounds: tuple[Path, Path], tmp_path: Path) -> None:
    earlier, later = two_rounds
    assert called("export-confirmations", earlier, "--out", tmp_path / "titles.csv").exit_code == 0
    result = called("import-confirmations", tmp_path / "titles.csv", later)
    assert "2 confirmed titles added" in result.output
    assert set(read_round(later).round.confirmations) == {KUVAR, PEKAR}


def test_what_the_round_says_itself_counts(two_rounds: tuple[Path, Path]) -> None:
    earlier, later = two_rounds
    own = KUVAR.model_copy(update={"isced_f": "0721"})
    export_confirmations(later / "confirmations.csv", (own,))
    assert called("import-confirmations", earlier / "confirmations.csv", later).exit_code == 0
    assert set(import_confirmations(later / "confirmations.csv")) == {own, PEKAR}


def test_importing_twice_adds_nothing(two_rounds: tuple[Path, Path]) -> None:
    earlier, later = two_rounds
    called("import-confirmations", earlier / "confirmations.csv", later)
    once = (later / "confirmations.csv").read_bytes()
    result = called("import-confirmations", earlier / "confirmations.csv", later)
    assert "0 confirmed titles added" in result.output
    assert (later / "confirmations.csv").read_bytes() == once


def test_confirmations_in_another_file_are_not_doubled(two_rounds: tuple[Path, Path]) -> None:
    earlier, later = two_rounds
    shutil.copy(earlier / "confirmations.csv", later / "potrditve.csv")
    result = called("import-confirmations", earlier / "confirmations.csv", later)
    assert getattr(result.exception, "code", "") == "confirmations-elsewhere"
    assert not (later / "confirmations.csv").exists()
