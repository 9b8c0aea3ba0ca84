"""Reasons over the wire: a code and its parameters for programs, a sentence for people."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from api.schemas.fields import Sentence
from matcher.explain import sentence
from matcher.model import Evidence, Reason


class ReasonShown(BaseModel):
    """Why something is as it is."""

    code: str
    params: dict[str, Any] = {}
    says: Sentence = Field(description="The same as a sentence.")

    @classmethod
    def of(cls, reason: Reason) -> "ReasonShown":
        return cls(code=reason.code, params=dict(reason.params), says=sentence(reason))


class EvidenceShown(BaseModel):
    """What one part of the fit rests on."""

    score: float | None = Field(description="0 to 1; null: a side does not say enough, which counts as 0.5.")
    reason: ReasonShown

    @classmethod
    def of(cls, evidence: Evidence) -> "EvidenceShown":
        return cls(score=evidence.score, reason=ReasonShown.of(evidence.reason))

    @classmethod
    def kept(cls, found: Mapping[str, Any]) -> "EvidenceShown":
        """As an answer keeps it: score, code and parameters side by side."""
        return cls.of(Evidence(found["score"], Reason(found["reason"], found["params"])))
