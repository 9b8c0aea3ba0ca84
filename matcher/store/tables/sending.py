"""The sending side of a round: partners, and the schools they gather."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, NewId, OfRound, Row, of_round


class SendingPartnerRow(Row):
    __tablename__ = "sending_partners"

    round_id: Mapped[OfRound]
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str | None]
    floor: Mapped[int]
    ceiling: Mapped[int | None]
    extra: Mapped[list[Any]]
    listed: Mapped[bool] = mapped_column(default=True)  # False: only named by learners or groups
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)


class SchoolRow(Row):
    """A school under its sending partner: two partners may each have a "Technical School"."""

    __tablename__ = "schools"
    __table_args__ = (
        of_round("sending_partner_id", "sending_partners"),
        Index("uq_school", "round_id", "sending_partner_id", "name", unique=True),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    sending_partner_id: Mapped[str | None]
    name: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
