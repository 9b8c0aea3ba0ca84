"""A round and what is stated for all of it: stays, rules, pins, confirmed titles, an earlier plan."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, Moment, NewId, OfRound, Row, Versioned, of_round, one_of

ROUND_STATES = ("open", "published", "closed", "purged")
PLANNABLE = ROUND_STATES[:2]


class RoundRow(Versioned, Row):
    __tablename__ = "rounds"
    __table_args__ = (one_of("state", ROUND_STATES),)

    id: Mapped[NewId]
    coordinator_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    seed: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[Moment]
    planning_date: Mapped[date | None]  # the scheduled batch plans it from this day on
    keep_until: Mapped[date | None] = mapped_column(index=True)  # then people are forgotten


class StayRow(Row):
    __tablename__ = "stays"

    round_id: Mapped[OfRound]
    id: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    length_days: Mapped[int | None]  # null: the dates are fixed
    start_on: Mapped[list[Any] | None]


class RulesRow(Row):
    """One version of a round's rules without its waivers; a change appends the next."""

    __tablename__ = "rules"

    round_id: Mapped[OfRound]
    version: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    body: Mapped[dict[str, Any]]
    author: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[Moment]


class WaiverRow(Row):
    """A hard rule set aside in a version of the rules; apart from it, so that who it names can be forgotten."""

    __tablename__ = "rule_waivers"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "version"], ["rules.round_id", "rules.version"], ondelete="CASCADE"),
        Index("ix_rule_waivers_learner", "round_id", "learner_id"),
    )

    round_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    learner_id: Mapped[str | None]
    placement_id: Mapped[str | None]
    reason: Mapped[str]
    author: Mapped[str]


class PinRow(Row):
    """A pair that must or must not be, with the person who says so and why."""

    __tablename__ = "pins"
    __table_args__ = (
        of_round("learner_id", "learners"),
        of_round("group_id", "groups"),
        of_round("placement_id", "placements"),
        of_round("destination_id", "destinations"),
        one_of("kind", ("pin", "ban")),
        Index("ix_pins_learner", "round_id", "learner_id"),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    position: Mapped[int]
    kind: Mapped[str]
    learner_id: Mapped[str | None]
    group_id: Mapped[str | None]
    placement_id: Mapped[str | None]
    destination_id: Mapped[str | None]
    reason: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[Moment]


class ConfirmationRow(Row):
    """What a person said a study title means."""

    __tablename__ = "title_confirmations"

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    position: Mapped[int]
    title: Mapped[str]
    isced_f: Mapped[str]
    language: Mapped[str | None]
    country: Mapped[str | None]
    author: Mapped[str]
    created_at: Mapped[Moment]


class PreviousRow(Row):
    """Where an earlier plan placed a learner."""

    __tablename__ = "previous_assignments"
    __table_args__ = (of_round("learner_id", "learners"),)

    round_id: Mapped[OfRound]
    learner_id: Mapped[str] = mapped_column(primary_key=True)
    placement_id: Mapped[str]  # may be gone by now: no reference
    first_day: Mapped[date | None]  # of a stay whose dates the round leaves open
