"""Reasons over the wire: a code and its parameters for programs, a sentence for people."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Field

from api.schemas.fields import Sentence
from matcher.explain import sentence
from matcher.model import Evidence, Reason

KEPT = 20_000  # reasons given again and again


class ReasonShown(BaseModel):
    """Why something is as it is."""

    code: str
    params: dict[str, Any] = {}
    says: Sentence = Field(description="The same as a sentence.")

    @classmethod
    def of(cls, reason: Reason) -> "ReasonShown":
        return cls(code=reason.code, params=dict(reason.params), says=sentence(reason))

    @classmethod
    def again(cls, reason: Reason) -> "ReasonShown":
        """The same for what is given again and again: what is shown must not be changed."""
        try:
            return _shown(reason.code, tuple(reason.params.items()))
        except TypeError:  # not of plain values
            return cls.of(reason)


@lru_cache(KEPT)
def _shown(code: str, params: tuple[tuple[str, object], ...]) -> ReasonShown:
    return ReasonShown.of(Reason(code, dict(params)))


class EvidenceShown(BaseModel):
    """What one part of the fit rests on."""

    score: float | None = Field(description="0 to 1; null: a side does not say enough, which counts as 0.5.")
    reason: ReasonShown

    @classmethod
    def of(cls, evidence: Evidence) -> "EvidenceShown":
        return cls(score=evidence.score, reason=ReasonShown.of(evidence.reason))

    @classmethod
    def again(cls, evidence: Evidence) -> "EvidenceShown":
        """The same for what is given again and again: what is shown must not be changed."""
        return cls(score=evidence.score, reason=ReasonShown.again(evidence.reason))

    @classmethod
    def kept(cls, found: Mapping[str, Any]) -> "EvidenceShown":
        """As an answer keeps it: score, code and parameters side by side."""
        return cls.of(Evidence(found["score"], Reason(found["reason"], found["params"])))
