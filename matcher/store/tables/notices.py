"""What partners and participants of a round are told."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from matcher.store.tables.base import InRound, Moment, NewId, Organisation, Row, one_of

SIDES = ("coordinator", "sending", "hosting")


class NoticeRow(Row):
    """A notice by one side, for those of the others whom it has to do with; taken back, it is kept and not shown."""

    __tablename__ = "notices"
    __table_args__ = (one_of("side", SIDES),)

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    organisation_id: Mapped[Organisation]
    author: Mapped[str]
    side: Mapped[str]  # in which role the author wrote
    for_sending: Mapped[bool]
    for_school: Mapped[bool]
    for_hosting: Mapped[bool]
    title: Mapped[str]
    text: Mapped[str]
    posted_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None]
