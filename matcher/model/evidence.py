"""What a rule or a feature says about a pair: a reason code with parameters, and for a feature its score."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_NO_PARAMS: Mapping[str, object] = MappingProxyType({})


class Reason(NamedTuple):
    """A stable code and the values it is about; `matcher.explain` turns it into a sentence."""

    code: str
    params: Mapping[str, object] = _NO_PARAMS


class Evidence(NamedTuple):
    """What one feature found: a score in [0, 1], or None where information is missing, and why."""

    score: float | None
    reason: Reason


class FieldGuess(NamedTuple):
    """A study field that a title or a code stands for.

    `code` is a four-digit ISCED-F 2013 code (a zero in the last place(s) means "anything within"), `confidence` in
    [0, 1] (1.0: given or confirmed by a person), `evidence` says which words or which lexicon entry it rests on.
    """

    code: str
    confidence: float
    evidence: str
