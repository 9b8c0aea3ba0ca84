"""Somebody is renamed wherever a document names them, and nobody else is."""

import json

import pytest

from matcher.errors import UnknownId
from matcher.retold import kept
from matcher.store.renaming import renamed

LEARNER = "RS-1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RS-1", "erased-7"),
        ("RS-11", "RS-11"),
        ("RS-1b", "RS-1b"),
        (["RS-1", 3, None], ["erased-7", 3, None]),
        ({"RS-1": {"learner": "RS-1"}}, {"erased-7": {"learner": "erased-7"}}),
        ("RS-1 goes where RS-11 was, and 'RS-1' stays", "erased-7 goes where RS-11 was, and 'erased-7' stays"),
        ("'RS-1'", "'erased-7'"),
    ],
)
def test_a_name_is_replaced_as_a_whole(before: object, after: object) -> None:
    assert renamed(before, LEARNER, "erased-7") == after


def test_nothing_of_a_failure_names_who_was_erased() -> None:
    error = UnknownId("learner", LEARNER, known=[LEARNER, "RS-2"])
    failure = {"message": str(error), "said": kept(error.message), "params": dict(error.params)}
    text = json.dumps(renamed(failure, LEARNER, "erased-7"))
    assert LEARNER not in text
    assert "RS-2" in text
