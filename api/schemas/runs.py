"""Runs as they go over the wire."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from api.schemas.fields import Sentence
from matcher.retold import retold
from matcher.store.tables.runs import RunRow

RunState = Literal["queued", "running", "complete", "infeasible", "cancelled", "failed"]


class RunProgress(BaseModel):
    """How far a run is: the step, and while places are allocated the stage, the value found and the bound known."""

    step: str = Field(default="", examples=["allocating places"])
    stage: str | None = Field(default=None, examples=["placed"])
    value: int | None = None
    bound: int | None = None


class RunFailure(BaseModel):
    """Why a run gave no answer, or one that places nobody."""

    code: str = Field(examples=["pins-refused"])
    message: Sentence = Field(description="In words, with the way out.")
    params: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def read(cls, kept: Any) -> Any:
        """Take the message as it is said, where that was kept too."""
        return {**kept, "message": retold(kept["said"])} if isinstance(kept, dict) and "said" in kept else kept


class RunShown(BaseModel):
    """A run of the planner."""

    id: str
    round: str = Field(description="The round's id.")
    kind: Literal["batch", "request"] = Field(description="batch: of the whole round; request: of a hosting partner's.")
    state: RunState
    settings: dict[str, Any]
    author: str = Field(description="Who asked for it; service: the round's planning date had come.")
    created_at: datetime
    started_at: datetime | None = Field(description="When the present attempt began.")
    finished_at: datetime | None
    attempt: int = Field(description="Counts how often a worker has taken it up.")
    cancel_asked_at: datetime | None
    progress: RunProgress | None
    failure: RunFailure | None


def run_shown(row: RunRow) -> RunShown:
    return RunShown.model_validate(
        {name: getattr(row, name) for name in RunShown.model_fields if name != "round"} | {"round": row.round_id}
    )
