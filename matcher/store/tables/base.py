"""What all tables share: names of constraints, and column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from matcher.store.clock import new_id, now


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC; SQLite, which has no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Row(DeclarativeBase):
    """A record of the store. Ids that a round's own files use are unique within their round only."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (read by SQLAlchemy, never changed)
        datetime: UtcDateTime,
        list[Any]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }


class Versioned:
    """Optimistic concurrency: whoever writes a row that was changed since it was read is refused."""

    version: Mapped[int] = mapped_column(default=1, sort_order=1000)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  (SQLAlchemy passes the class)
        return {"version_id_col": cls.version}


NewId = Annotated[str, mapped_column(primary_key=True, default=new_id)]
Large = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]
"""A number that may be beyond two thousand millions, which is where PostgreSQL's usual ones end."""
Moment = Annotated[datetime, mapped_column(default=now)]
OfRound = Annotated[str, mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)]
InRound = Annotated[str, mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)]
Organisation = Annotated[str, mapped_column(ForeignKey("organisations.id"), index=True)]


def of_round(column: str, table: str) -> ForeignKeyConstraint:
    """A reference by the round's own id; renaming the target, as erasing a person does, renames it here."""
    return ForeignKeyConstraint(
        ["round_id", column], [f"{table}.round_id", f"{table}.id"], onupdate="CASCADE", ondelete="CASCADE"
    )


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
