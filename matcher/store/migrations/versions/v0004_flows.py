"""Flow plan and allocation requests."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "flow_cells",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("sending_partner_id", sa.String(), nullable=False),
        sa.Column("destination_id", sa.String(), nullable=False),
        sa.Column("stay_id", sa.String(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("is_quota", sa.Boolean(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "destination_id"],
            ["destinations.round_id", "destinations.id"],
            name=op.f("fk_flow_cells_round_id_destination_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "sending_partner_id"],
            ["sending_partners.round_id", "sending_partners.id"],
            name=op.f("fk_flow_cells_round_id_sending_partner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "stay_id"],
            ["stays.round_id", "stays.id"],
            name=op.f("fk_flow_cells_round_id_stay_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_flow_cells_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_cells")),
    )
    op.create_index(
        "ix_flow_cells_parties", "flow_cells", ["round_id", "sending_partner_id", "destination_id"], unique=False
    )
    op.create_index(op.f("ix_flow_cells_round_id"), "flow_cells", ["round_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("destination_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("refines", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('allocation', 'worth_of_a_place')", name=op.f("ck_requests_kind")),
        sa.CheckConstraint(
            "state IN ('asked', 'answered', 'approved', 'declined', 'replaced')", name=op.f("ck_requests_state")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_requests_organisation_id")),
        sa.ForeignKeyConstraint(
            ["round_id", "destination_id"],
            ["destinations.round_id", "destinations.id"],
            name=op.f("fk_requests_round_id_destination_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_requests_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_organisation_id"), "requests", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_requests_round_id"), "requests", ["round_id"], unique=False)
    op.create_table(
        "budget_lines",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cell_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("per", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.CheckConstraint("per IN ('person', 'person_day', 'group')", name=op.f("ck_budget_lines_per")),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["flow_cells.id"], name=op.f("fk_budget_lines_cell_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
    )
    op.create_index(op.f("ix_budget_lines_cell_id"), "budget_lines", ["cell_id"], unique=False)


def downgrade() -> None:
    op.drop_table("budget_lines")
    op.drop_table("requests")
    op.drop_table("flow_cells")
