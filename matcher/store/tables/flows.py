"""Numbers before names: flow plan cells with their budgets, and what hosting partners ask for."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, Large, Moment, NewId, Organisation, Row, Versioned, of_round, one_of

BUDGET_PER = ("person", "person_day", "group")
REQUEST_STATES = ("asked", "answered", "approved", "declined", "replaced")


class FlowCellRow(Versioned, Row):
    """Learners of one partner at one destination for one stay: asked, offered, agreed; then a quota of the round."""

    __tablename__ = "flow_cells"
    __table_args__ = (
        of_round("sending_partner_id", "sending_partners"),
        of_round("destination_id", "destinations"),
        of_round("stay_id", "stays"),
        Index("ix_flow_cells_parties", "round_id", "sending_partner_id", "destination_id"),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    sending_partner_id: Mapped[str]
    destination_id: Mapped[str]
    stay_id: Mapped[str | None]
    asked: Mapped[int | None]
    offered: Mapped[int | None]
    agreed: Mapped[int | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    is_quota: Mapped[bool] = mapped_column(default=False)
    floor: Mapped[int] = mapped_column(default=0)
    ceiling: Mapped[int | None]


class BudgetLineRow(Row):
    """What something costs, per person, per person and day, or for the group."""

    __tablename__ = "budget_lines"
    __table_args__ = (one_of("per", BUDGET_PER),)

    id: Mapped[NewId]
    cell_id: Mapped[str] = mapped_column(ForeignKey("flow_cells.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    amount_cents: Mapped[Large]
    currency: Mapped[str]
    per: Mapped[str]
    author: Mapped[str]


class RequestRow(Versioned, Row):
    """An allocation request: these places, these dates, these conditions; refining one appends the next."""

    __tablename__ = "requests"
    __table_args__ = (
        of_round("destination_id", "destinations"),
        one_of("state", REQUEST_STATES),
        one_of("kind", ("allocation", "worth_of_a_place")),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    organisation_id: Mapped[Organisation]
    destination_id: Mapped[str]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]  # placements, dates and conditions as asked
    refines: Mapped[str | None]  # the request it takes the place of
    state: Mapped[str] = mapped_column(default="asked")
    answer: Mapped[dict[str, Any] | None]  # pseudonymous
    author: Mapped[str]
    created_at: Mapped[Moment]
