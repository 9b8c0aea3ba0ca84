"""The names of events are those that the store records."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import matcher.store
from matcher.store.event_names import EVENTS, SUBJECTS
from matcher.store.objections import Verdict
from matcher.store.proposals import STEP_NAMES
from matcher.store.round_tables import Kind
from matcher.store.runs import EndState

SOURCE = Path(matcher.store.__path__[0])


def recorded() -> Iterator[ast.expr]:
    """What is handed to `record_event` as the event's name."""
    for file in sorted(SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record_event", "_record"):
                yield node.args[2]


def test_every_event_that_is_recorded_has_its_name_in_the_list() -> None:
    written = [name for name in recorded() if not isinstance(name, ast.Name)]
    plain = {name.value for name in written if isinstance(name, ast.Constant)}
    begun = {str(name.values[0].value) for name in written if isinstance(name, ast.JoinedStr)}  # type: ignore[attr-defined]
    assert len(plain) > 30
    assert plain <= set(EVENTS)
    assert begun == {"add ", "lift ", "change ", "request ", "review objection: ", "end run: "}
    assert {name.replace("_", " ") for name in STEP_NAMES} <= set(EVENTS)


def test_the_list_names_no_event_that_nobody_records() -> None:
    plain = {name.value for name in recorded() if isinstance(name, ast.Constant)}
    filled = {
        f"{begun}{end}"
        for begun, ends in (
            ("add ", ("pin", "ban")),
            ("lift ", ("pin", "ban")),
            ("change ", get_args(Kind)),
            ("request ", ("approved", "declined")),
            ("review objection: ", get_args(Verdict)),
            ("end run: ", get_args(EndState)),
        )
        for end in ends
    }
    assert set(EVENTS) == plain | filled | {name.replace("_", " ") for name in STEP_NAMES} | {"make organisation"}
    assert len(SUBJECTS) == len(set(SUBJECTS))
