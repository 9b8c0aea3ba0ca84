"""Rounds: the sending side and the hosting side."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("coordinator_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planning_date", sa.Date(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'published', 'closed', 'purged')", name=op.f("ck_rounds_state")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["organisations.id"], name=op.f("fk_rounds_coordinator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_coordinator_id"), "rounds", ["coordinator_id"], unique=False)
    op.create_index(op.f("ix_rounds_keep_until"), "rounds", ["keep_until"], unique=False)
    op.create_table(
        "hosting_partners",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_hosting_partners_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_hosting_partners_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_hosting_partners")),
    )
    op.create_index(op.f("ix_hosting_partners_organisation_id"), "hosting_partners", ["organisation_id"], unique=False)
    op.create_table(
        "rules",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_rules_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "version", name=op.f("pk_rules")),
    )
    op.create_table(
        "sending_partners",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sending_partners_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_sending_partners_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_sending_partners")),
    )
    op.create_index(op.f("ix_sending_partners_organisation_id"), "sending_partners", ["organisation_id"], unique=False)
    op.create_table(
        "stays",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_stays_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_stays")),
    )
    op.create_table(
        "title_confirmations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("isced_f", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_title_confirmations_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_confirmations")),
    )
    op.create_index(op.f("ix_title_confirmations_round_id"), "title_confirmations", ["round_id"], unique=False)
    op.create_table(
        "destinations",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hosting_partner_id", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("minimum_learners", sa.Integer(), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "hosting_partner_id"],
            ["hosting_partners.round_id", "hosting_partners.id"],
            name=op.f("fk_destinations_round_id_hosting_partner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_destinations_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_destinations")),
    )
    op.create_table(
        "schools",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("sending_partner_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_schools_organisation_id")),
        sa.ForeignKeyConstraint(
            ["round_id", "sending_partner_id"],
            ["sending_partners.round_id", "sending_partners.id"],
            name=op.f("fk_schools_round_id_sending_partner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_schools_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
    )
    op.create_index(op.f("ix_schools_organisation_id"), "schools", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_schools_round_id"), "schools", ["round_id"], unique=False)
    op.create_index("uq_school", "schools", ["round_id", "sending_partner_id", "name"], unique=True)
    op.create_table(
        "hosts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("destination_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "destination_id"],
            ["destinations.round_id", "destinations.id"],
            name=op.f("fk_hosts_round_id_destination_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_hosts_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosts")),
    )
    op.create_index(op.f("ix_hosts_round_id"), "hosts", ["round_id"], unique=False)
    op.create_index("uq_host", "hosts", ["round_id", "destination_id", "name"], unique=True)
    op.create_table(
        "placements",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("destination_id", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "destination_id"],
            ["destinations.round_id", "destinations.id"],
            name=op.f("fk_placements_round_id_destination_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_placements_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_placements")),
    )
    op.create_table(
        "placement_versions",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("placement_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("host_id", sa.String(), nullable=False),
        sa.Column("destination_id", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("study_fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("study_title", sa.String(), nullable=True),
        sa.Column("study_language", sa.String(), nullable=True),
        sa.Column("tasks", sa.String(), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("required_language", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("closed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("needs_met", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("nace", sa.String(), nullable=True),
        sa.Column("eqf_min", sa.Integer(), nullable=True),
        sa.Column("max_per_sending_partner", sa.Integer(), nullable=True),
        sa.Column("night_work", sa.Boolean(), nullable=True),
        sa.Column("hazards", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("supervised", sa.Boolean(), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_placement_versions_host_id")),
        sa.ForeignKeyConstraint(
            ["round_id", "placement_id"],
            ["placements.round_id", "placements.id"],
            name=op.f("fk_placement_versions_round_id_placement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "placement_id", "version", name=op.f("pk_placement_versions")),
    )


def downgrade() -> None:
    op.drop_table("placement_versions")
    op.drop_table("placements")
    op.drop_table("hosts")
    op.drop_table("schools")
    op.drop_table("destinations")
    op.drop_table("title_confirmations")
    op.drop_table("stays")
    op.drop_table("sending_partners")
    op.drop_table("rules")
    op.drop_table("hosting_partners")
    op.drop_table("rounds")
