"""Costs in cents, and what placing many learners is worth, are beyond PostgreSQL's usual numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

COLUMNS = (("budget_lines", "amount_cents"), ("allocations", "value"))


def upgrade() -> None:
    _hold(sa.BigInteger())


def downgrade() -> None:
    _hold(sa.Integer())


def _hold(kind: sa.types.TypeEngine[int]) -> None:
    if op.get_bind().dialect.name == "postgresql":  # a number of SQLite's is as large as it needs to be
        for table, column in COLUMNS:
            op.alter_column(table, column, type_=kind, existing_nullable=False)
