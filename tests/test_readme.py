"""The READMEs are true: their tables are those of the code, their commands and files exist, their example runs."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from api.settings import Settings
from matcher.cli import app
from matcher.eligibility import RULES
from matcher.fit import FEATURES
from matcher.model import Rules, Weights
from matcher.reading import TABLES, contract

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("api", "benchmarks", "data", "matcher", "tests")
READMES = [ROOT / "README.md", *sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("README.md"))]
README = READMES[0].read_text(encoding="utf-8")
TEXT = "\n".join(file.read_text(encoding="utf-8") for file in READMES)


def section(name: str) -> str:
    (found,) = re.findall(rf"<!-- {name} -->\n(.*?)<!-- end -->", TEXT, re.DOTALL)
    return str(found)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def table(header: str, rows: Iterator[str]) -> str:
    columns = header.count("|") - 1
    return "\n".join([header, "|" + " --- |" * columns, *rows]) + "\n"


def test_the_tables_and_columns_of_a_round_are_those_of_the_code() -> None:
    assert section("tables") == contract(TABLES)


def test_the_columns_that_a_table_needs_are_those_of_the_code() -> None:
    for table in TABLES:
        row = re.search(rf"^\| `{table.name}` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
        if table.required:
            assert row
            needed, more = (set(re.findall(r"`(\w+)`", cell)) for cell in row.groups())
            assert needed == {column.name for column in table.columns if column.required} | ({"stay"} & needed)
            assert more <= table.column_by_name.keys() - needed


def rules_table() -> str:
    return table("| rule | a pair is eligible if |", (f"| `{rule.name}` | {rule.sentence} |" for rule in RULES))


def features_table() -> str:
    weights = Weights()
    rows = (f"| `{f.name}` | {getattr(weights, f.name)} | {f.sentence} |" for f in FEATURES)
    return table("| feature | weight | what it says |", rows)


def test_the_table_of_rules_is_that_of_the_code() -> None:
    assert section("rules") == rules_table()


def environment_table() -> str:
    rows = (
        f"| `MATCHER_{name.upper()}` | {default_of(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return table("| variable | default | what it sets |", rows)


def default_of(value: object) -> str:
    if isinstance(value, bool | tuple):
        return ",".join(value) if isinstance(value, tuple) else str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_the_table_of_the_services_settings_is_that_of_the_code() -> None:
    assert section("environment") == environment_table()


def test_the_table_of_features_is_that_of_the_code() -> None:
    assert section("features") == features_table()


def test_every_setting_of_the_rules_is_described_with_its_default() -> None:
    text = section("settings")
    for name, field in Rules.model_fields.items():
        row = re.search(rf"^\| `{name}` \| (.*?) \|", text, re.MULTILINE)
        assert row, name
        if isinstance(field.default, str | int | float):
            assert row[1].strip("`").strip('"') == str(field.default)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", "\n".join(blocks("sh")))) <= targets


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("matcher ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_shown_can_be_typed_as_it_stands(line: str) -> None:
    _, name, *arguments = shlex.split(line)
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    command.make_context(name, list(arguments))  # raises on an unknown option or a missing argument


@pytest.mark.parametrize("readme", READMES, ids=lambda file: str(file.parent.relative_to(ROOT)))
def test_every_file_linked_exists(readme: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8")):
        assert (readme.parent / target).is_file(), target


def test_the_example_runs() -> None:
    (example,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "426 placed" in done.stdout


def test_every_file_of_a_run_is_described(small_run: Path) -> None:
    for file in small_run.iterdir():
        name = f"{file.name}/" if file.is_dir() else file.name
        assert name in TEXT or (file.suffix == ".xlsx" and "`.xlsx`" in TEXT)
