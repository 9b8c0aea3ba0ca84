"""Stays whose dates a round leaves open, learners who are away in between."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

COLUMNS = (
    ("stays", "length_days", sa.Integer()),
    ("stays", "start_on", sa.JSON(none_as_null=True)),
    ("learners", "available_days", sa.JSON(none_as_null=True)),
    ("previous_assignments", "first_day", sa.Date()),
    ("assignments", "starts", sa.Integer()),
)


def upgrade() -> None:
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, name, _ in reversed(COLUMNS):
        op.drop_column(table, name)
