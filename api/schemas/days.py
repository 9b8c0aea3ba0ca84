"""Spans of days over the wire."""

from datetime import date

from pydantic import BaseModel, Field, model_validator

from matcher.model import DaySpan


class Days(BaseModel):
    """Days from the first to the last, both counted."""

    first_day: date = Field(examples=["2026-09-28"])
    last_day: date = Field(examples=["2026-11-15"])

    @model_validator(mode="after")
    def _in_order(self) -> "Days":
        if self.last_day < self.first_day:
            raise ValueError("last_day not before first_day")
        return self

    def noun(self) -> DaySpan:
        return DaySpan(first_day=self.first_day, last_day=self.last_day)


def days_shown(span: DaySpan) -> Days:
    return Days.model_construct(first_day=span.first_day, last_day=span.last_day)
