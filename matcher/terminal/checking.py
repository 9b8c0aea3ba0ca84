"""What `matcher check` finds in a round folder: its problems, titles that nobody understands, and what it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.errors import Problem, RoundInvalid
from matcher.model import Round
from matcher.reading import read_round
from matcher.terminal.console import escaped, out_console

if TYPE_CHECKING:
    from matcher.profiles.resolve import UnresolvedTitle


@dataclass(frozen=True, slots=True)
class Checked:
    """A round folder, everything that is to say about it, and the round if it can be planned."""

    folder: Path
    problems: tuple[Problem, ...]
    round: Round | None

    @classmethod
    def of(cls, folder: Path, *, inside: bool = False) -> "Checked":
        """Read a folder; `inside` of one with others, its problems name it too."""
        try:
            reading = read_round(folder)
        except RoundInvalid as invalid:
            found, round = invalid.problems, None
        else:
            found, round = (*reading.problems, *_titles(reading.round)), reading.round
        if inside:
            found = tuple(replace(problem, file=f"{folder.name}/{problem.file}") for problem in found)
        return cls(folder, found, round)


def _titles(round: Round) -> Iterator[Problem]:
    """Study titles that a person has to confirm; where every field is stated, nothing is loaded to read them."""
    stated = all(row.isced_f or not row.study_title for row in round.learners)
    if stated and all(row.study_fields or not row.study_title for row in round.placements):
        return
    from matcher.codelists.isced import label
    from matcher.profiles import resolve_titles

    for title in resolve_titles(round).unresolved:
        table = "learners" if title.learners else "placements"
        guesses = ", ".join(f"{guess.code} {label(guess.code)}" for guess in title.guesses) or "none"
        expected = (
            f"a title that is understood: say in confirmations.csv what it means{_whose(title)}; guesses: {guesses}"
        )
        yield Problem(table, 0, "study_title", "title-not-understood", title.title, expected, "warning")


def _whose(title: "UnresolvedTitle") -> str:
    """Who has the title, and the rest of what a confirmation is found by: the same words may stand for two fields."""
    many = (("learner", title.learners), ("placement", title.placements))
    parts = [" and ".join(_so_many(number, noun) for noun, number in many if number)]
    parts += [f"{name} {value}" for name, value in (("language", title.language), ("country", title.country)) if value]
    return f" ({', '.join(parts)})"


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem for programs: every field by its name."""
    return {name: getattr(problem, name) for name in Problem.__dataclass_fields__}


def print_checked(checked: Sequence[Checked]) -> None:
    """One line per problem, errors in red, then how many there are of each, and what can be planned."""
    problems = [problem for one in checked for problem in one.problems]
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        out_console.print(f"[{colour}]{problem.severity}[/{colour}] {escaped(str(problem))}")
    for one in checked:
        if one.round is not None:
            out_console.print(escaped(f"{one.round.name}: {_content(one.round)}"))
    errors = sum(problem.severity == "error" for problem in problems)
    out_console.print(f"{_so_many(errors, 'error')}, {_so_many(len(problems) - errors, 'warning')}")
    if not errors:
        out_console.print(escaped(f"plan it with: matcher run {_root(checked)} --out …"))


def _content(round: Round) -> str:
    places = sum(placement.places for placement in round.placements)
    beds = sum(destination.beds for destination in round.destinations)
    learners, groups = _so_many(len(round.learners), "learner"), _so_many(len(round.groups), "group")
    return (
        f"{learners}, {groups}, {_so_many(places, 'place')} at {_so_many(len(round.placements), 'placement')},"
        f" {_so_many(beds, 'bed')} at {_so_many(len(round.destinations), 'destination')}"
    )


def _so_many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _root(checked: Sequence[Checked]) -> Path:
    return checked[0].folder if len(checked) == 1 else checked[0].folder.parent
