"""Explanations over the wire; to some, without the names of others."""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel, Field

from api.schemas.reasons import EvidenceShown, ReasonShown
from matcher.explain import LearnerExplanation, Option
from matcher.model import Reason
from matcher.said import Said

SOMEBODY = Said("another learner")


class OptionExplained(BaseModel):
    """A placement: how well it fits, and what speaks against it."""

    placement: str
    host: str
    destination: str
    fit: int | None = Field(description="0 to 1000; null: a hard rule shuts it.")
    evidence: dict[str, EvidenceShown] = Field(description="What each part of the fit rests on.")
    reasons: list[ReasonShown]


class ExplanationShown(BaseModel):
    """Where a learner is and why, the best alternatives and why they lost, and what would open more doors."""

    learner: str
    placed: OptionExplained | None
    options: list[OptionExplained]
    unplaced: list[ReasonShown]
    would_open: list[ReasonShown]


def explanation_shown(found: LearnerExplanation, hidden: Collection[str]) -> ExplanationShown:
    """Show an explanation without naming those who are hidden."""
    return ExplanationShown(
        learner=found.learner,
        placed=_option(found.placed, hidden) if found.placed else None,
        options=[_option(option, hidden) for option in found.options],
        unplaced=_reasons(found.unplaced, hidden),
        would_open=_reasons(found.would_open, hidden),
    )


def _option(option: Option, hidden: Collection[str]) -> OptionExplained:
    return OptionExplained(
        placement=option.placement,
        host=option.host,
        destination=option.destination,
        fit=option.fit,
        evidence={name: EvidenceShown.of(found) for name, found in option.evidence.items()},
        reasons=_reasons(option.reasons, hidden),
    )


def _reasons(reasons: Collection[Reason], hidden: Collection[str]) -> list[ReasonShown]:
    return [ReasonShown.of(Reason(reason.code, _without(dict(reason.params), hidden))) for reason in reasons]


def _without(value: Any, hidden: Collection[str]) -> Any:
    """Take names out wherever they stand; whichever parameter a new reason puts them in, they don't get through."""
    if isinstance(value, dict):
        return {name: _without(inner, hidden) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_without(inner, hidden) for inner in value)
    return SOMEBODY if isinstance(value, str) and value in hidden else value
