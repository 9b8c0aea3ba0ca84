"""The hosting side of a round: partners, destinations, hosts, and placements with every version they ever had."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, Moment, NewId, OfRound, Row, Versioned, of_round


class HostingPartnerRow(Row):
    """Who receives at one destination or several, under the name that the round's files use."""

    __tablename__ = "hosting_partners"

    round_id: Mapped[OfRound]
    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)


class DestinationRow(Versioned, Row):
    __tablename__ = "destinations"
    __table_args__ = (of_round("hosting_partner_id", "hosting_partners"),)

    round_id: Mapped[OfRound]
    id: Mapped[str] = mapped_column(primary_key=True)
    hosting_partner_id: Mapped[str | None]
    city: Mapped[str]
    country: Mapped[str]
    beds: Mapped[int]
    minimum_learners: Mapped[int]
    extra: Mapped[list[Any]]


class HostRow(Row):
    """A company at a destination."""

    __tablename__ = "hosts"
    __table_args__ = (
        of_round("destination_id", "destinations"),
        Index("uq_host", "round_id", "destination_id", "name", unique=True),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    destination_id: Mapped[str]
    name: Mapped[str]


class PlacementRow(Versioned, Row):
    """A placement's identity; `version` names the `PlacementVersionRow` that holds now."""

    __tablename__ = "placements"
    __table_args__ = (of_round("destination_id", "destinations"),)

    round_id: Mapped[OfRound]
    id: Mapped[str] = mapped_column(primary_key=True)
    destination_id: Mapped[str]
    changed_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None]


class PlacementVersionRow(Row):
    """What a placement offered from `valid_from` until its next version."""

    __tablename__ = "placement_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "placement_id"],
            ["placements.round_id", "placements.id"],
            ondelete="CASCADE",
        ),
    )

    round_id: Mapped[str] = mapped_column(primary_key=True)
    placement_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[Moment]
    author: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    host_id: Mapped[str] = mapped_column(ForeignKey("hosts.id"))
    destination_id: Mapped[str]
    places: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    study_fields: Mapped[list[Any]]
    study_title: Mapped[str | None]
    study_language: Mapped[str | None]
    tasks: Mapped[str | None]
    languages: Mapped[list[Any]]
    required_language: Mapped[list[Any]]
    closed: Mapped[list[Any]]
    min_age: Mapped[int | None]
    needs_met: Mapped[list[Any]]
    nace: Mapped[str | None]
    eqf_min: Mapped[int | None]
    max_per_sending_partner: Mapped[int | None]
    night_work: Mapped[bool | None]
    hazards: Mapped[list[Any]]
    supervised: Mapped[bool | None]
    extra: Mapped[list[Any]]


IS_NOW: ColumnElement[bool] = (
    (PlacementVersionRow.round_id == PlacementRow.round_id)
    & (PlacementVersionRow.placement_id == PlacementRow.id)
    & (PlacementVersionRow.version == PlacementRow.version)
)
"""Joins a placement with what it offers now."""
