"""The commands whose start-up is measured exist, and what they may take is what is promised."""

from pathlib import Path

from benchmarks.startup import Command, commands, least


def test_help_is_measured_in_a_process_of_its_own() -> None:
    took = least(Command(("--help",), 0.5, attempts=1))
    assert took.clock > 0
    assert took.work > 0


def test_the_demonstration_round_may_take_ten_seconds_and_help_half_a_second(tmp_path: Path) -> None:
    allowed = {command.arguments[0]: command.most_seconds for command in commands(tmp_path)}
    assert (allowed["run"], allowed["--help"]) == (10.0, 0.5)
    assert next(command for command in commands(tmp_path) if command.arguments[0] == "check").name.endswith("intervet")
