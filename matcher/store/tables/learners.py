"""Learners under pseudonymous ids; who they are stands apart, sealed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, Moment, OfRound, Row, Versioned, of_round


class GroupRow(Row):
    __tablename__ = "groups"
    __table_args__ = (
        of_round("stay_id", "stays"),
        of_round("sending_partner_id", "sending_partners"),
        of_round("destination_id", "destinations"),
    )

    round_id: Mapped[OfRound]
    id: Mapped[str] = mapped_column(primary_key=True)
    stay_id: Mapped[str]
    sending_partner_id: Mapped[str | None]
    companions: Mapped[int]
    destination_id: Mapped[str | None]
    extra: Mapped[list[Any]]


class LearnerRow(Versioned, Row):
    """What matching needs.

    `key` stands for the learner in the event log: erasing a person replaces `id` everywhere, and the key then leads
    to nobody. `sealed` holds the birth date, which the age rules need and nobody else, and the columns of the
    school's file that this program does not know, which may say anything.
    """

    __tablename__ = "learners"
    __table_args__ = (
        UniqueConstraint("round_id", "id"),
        of_round("stay_id", "stays"),
        of_round("sending_partner_id", "sending_partners"),
        of_round("group_id", "groups"),
        Index("ix_learners_sending_partner", "round_id", "sending_partner_id"),
        Index("ix_learners_group", "round_id", "group_id"),
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    id: Mapped[str]
    stay_id: Mapped[str]
    sending_partner_id: Mapped[str | None]
    school_id: Mapped[str | None] = mapped_column(ForeignKey("schools.id"), index=True)
    group_id: Mapped[str | None]
    country: Mapped[str | None]
    study_title: Mapped[str | None]
    study_language: Mapped[str | None]
    isced_f: Mapped[str | None]
    eqf: Mapped[int | None]
    languages: Mapped[list[Any] | None]  # [[language, level or null, tested, levels of uses?], …]; null: not stated
    graduated_on: Mapped[date | None]
    available_from: Mapped[date | None]
    available_to: Mapped[date | None]
    available_days: Mapped[list[Any] | None]  # [[first day, last day], …]; null: on every day between the two
    preferences: Mapped[list[Any]]
    needs: Mapped[list[Any]]
    skills: Mapped[list[Any]]
    fewer_opportunities: Mapped[bool | None]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reserve_rank: Mapped[int | None]  # place on the reserve list; None: on the main list
    erased_at: Mapped[datetime | None]


class IdentityRow(Versioned, Row):
    """Name, contact, guardians, sealed. The core never reads this table."""

    __tablename__ = "identities"
    __table_args__ = (ForeignKeyConstraint(["learner_key"], ["learners.key"], ondelete="CASCADE"),)

    learner_key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round_id: Mapped[InRound]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[Moment]


def is_about(table: Any) -> ColumnElement[bool]:
    """Joins rows that name a learner of their round with that learner."""
    same: ColumnElement[bool] = (LearnerRow.round_id == table.round_id) & (LearnerRow.id == table.learner_id)
    return same
