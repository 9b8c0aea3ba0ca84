"""Who may not do something is told who may, in words that every language has."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import matcher.store
from matcher.store.actions import ACTIONS, ENTITLED, ROLES
from matcher.store.errors import NotAllowed
from matcher.store.tables.organisations import ROLES as STORED_ROLES

SOURCES = (Path(matcher.store.__file__).parent, Path(matcher.store.__file__).parents[2] / "api")
PLACE_OF_ACTION = {"NotAllowed": 0, "require": 1, "acting_as": 1, "own_round": 3}


def calls() -> Iterator[tuple[str, list[ast.expr]]]:
    for file in (file for folder in SOURCES for file in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PLACE_OF_ACTION:
                yield node.func.id, node.args  # type: ignore[attr-defined]


def test_every_action_that_is_refused_can_be_named() -> None:
    said = {
        args[place].value  # type: ignore[attr-defined]
        for name, args in calls()
        if len(args) > (place := PLACE_OF_ACTION[name]) and isinstance(args[place], ast.Constant)
    }
    assert said == ACTIONS


def test_whoever_may_do_it_can_be_named() -> None:
    said = {args[1].value for name, args in calls() if name == "NotAllowed" and isinstance(args[1], ast.Constant)}
    assert said == ENTITLED
    assert ROLES.keys() == set(STORED_ROLES)


@pytest.mark.parametrize(
    ("action", "needed", "message"),
    [
        ("closing a round", ("coordinator",), "closing a round is for: coordinators"),
        ("accept_for_hosting", ("hosting", "coordinator"), "this is for: hosting partners, coordinators"),
        ("changing learners", "its members", "changing learners is for: its members"),
    ],
)
def test_a_refusal_says_who_may(action: str, needed: str | tuple[str, ...], message: str) -> None:
    error = NotAllowed(action, needed)
    assert error.message == message
    assert error.params["action"] == action
