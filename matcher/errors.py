"""Every error the package raises, in one tree.

MatcherError                 code, params, and a message in the user's own fields
├── InputError               what the user gave cannot be used
│   ├── RoundInvalid         a round folder; carries every problem found, with file, row and column
│   ├── ContactsInvalid      a file that names people; carries every problem found, as RoundInvalid does
│   ├── UnknownId            a learner, placement or folder that is asked for and is not there
│   └── ProblemInvalid       an argument of the array interface; names the argument
├── RoundInfeasible          the round's pins, floors and quotas contradict each other; says which, and the repair
└── VerificationFailed       an answer that does not hold what it claims; carries every finding

An unplaced learner, a deadline and a gap are answers, not errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.said import N_, Counted, Said


class MatcherError(Exception):
    """An error with a stable code, its parameters, and a message for the person who can mend it."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params: Mapping[str, object] = params


class InputError(MatcherError):
    """What the user gave cannot be used as it is."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in a user's file: where it is, what stands there, what was expected.

    `row` counts as the spreadsheet program does: the header is row 1. A problem of the whole file or the whole
    column has row 0. A `warning` was repaired or kept, and says how; an `error` keeps the round from being planned.
    """

    file: str
    row: int
    column: str
    code: str
    value: str
    expected: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row else "",
                f"{'setting' if self.file.endswith('.toml') else 'column'} {self.column}" if self.column else "",
            )
            if part
        )
        found = f": {self.value!r}" if self.value else ""
        return f"{where}{found}: expected {self.expected}"


def to_mend(problems: Sequence[Problem]) -> Said:
    """How many problems keep something from being used; warnings don't."""
    count = sum(problem.severity == "error" for problem in problems)
    return Said(Counted("count", "{count} problem to mend", "{count} problems to mend"), count=count)


class RoundInvalid(InputError):
    """A round folder that cannot be planned. `problems` holds everything found, errors and warnings alike."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        super().__init__(
            "round-invalid",
            f"{to_mend(errors)}:\n" + "\n".join(f"  {problem}" for problem in errors),
            count=len(errors),
        )


class ContactsInvalid(InputError):
    """A file of contacts that cannot be used. `problems` holds everything found, errors and warnings alike."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        super().__init__(
            "contacts-invalid",
            f"the contacts cannot be used; {to_mend(errors)}:\n" + "\n".join(f"  {problem}" for problem in errors),
            count=len(errors),
        )


KINDS = (
    N_("answer of run"), N_("assignment of learner"), N_("budget line"), N_("destination"), N_("document"),
    N_("flow cell"), N_("group"), N_("hosting partner"), N_("identity of learner"), N_("key"), N_("learner"),
    N_("learner on the reserve list"), N_("line"), N_("notice"), N_("objection"), N_("organisation"), N_("page"),
    N_("person"), N_("pin"), N_("placement"), N_("proposal"), N_("proposal to learner"), N_("request"), N_("round"),
    N_("round folder"), N_("row"), N_("rules of round"), N_("run"), N_("run folder"), N_("school"),
    N_("sending partner"), N_("stay"),
)  # fmt: skip
"""What may be asked for and not be there, or be changed meanwhile."""


class UnknownId(InputError):
    """Something asked for by its id (or path) that is not there."""

    def __init__(self, kind: str, value: str, known: Sequence[str] = ()) -> None:
        message = Said("there is no {kind} {value}", kind=Said(kind), value=repr(value))
        if known:
            words = N_("there is no {kind} {value}; did you mean {known}?")
            message = Said(words, kind=Said(kind), value=repr(value), known=tuple(known))
        super().__init__("unknown-id", message, kind=kind, value=value)


class ProblemInvalid(InputError):
    """An argument of `AllocationProblem` that cannot be right; `params["argument"]` names it."""

    def __init__(self, argument: str, message: str, **params: object) -> None:
        super().__init__("problem-invalid", f"{argument}: {message}", argument=argument, **params)


class RoundInfeasible(MatcherError):
    """The round's hard demands contradict each other."""


class VerificationFailed(MatcherError):
    """An answer that does not hold what it claims. `findings` lists every broken claim, one sentence each."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "verification-failed",
            "the answer does not hold:\n" + "\n".join(f"  {finding}" for finding in self.findings),
            count=len(self.findings),
        )
