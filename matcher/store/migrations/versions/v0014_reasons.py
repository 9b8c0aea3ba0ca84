"""Reasons may name somebody: of what is append-only they alone can be blanked, when a round's people are forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

REASONED = ("rules", "placement_versions")


def upgrade() -> None:
    for table in REASONED:
        columns = sa.inspect(op.get_bind()).get_columns(table)
        _guard(table, f" OF {', '.join(column['name'] for column in columns if column['name'] != 'reason')}")


def downgrade() -> None:
    for table in REASONED:
        _guard(table, "")


def _guard(table: str, of_columns: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE{of_columns} OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION refuse_change()"
        )
    else:
        op.execute(f"DROP TRIGGER {table}_refuse_update")
        op.execute(
            f"CREATE TRIGGER {table}_refuse_update BEFORE UPDATE{of_columns} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
