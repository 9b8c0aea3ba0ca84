"""Learners, their groups and pins."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stay_id", sa.String(), nullable=False),
        sa.Column("sending_partner_id", sa.String(), nullable=True),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.Column("destination_id", sa.String(), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "destination_id"],
            ["destinations.round_id", "destinations.id"],
            name=op.f("fk_groups_round_id_destination_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "sending_partner_id"],
            ["sending_partners.round_id", "sending_partners.id"],
            name=op.f("fk_groups_round_id_sending_partner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "stay_id"],
            ["stays.round_id", "stays.id"],
            name=op.f("fk_groups_round_id_stay_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_groups_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_groups")),
    )
    op.create_table(
        "learners",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stay_id", sa.String(), nullable=False),
        sa.Column("sending_partner_id", sa.String(), nullable=True),
        sa.Column("school_id", sa.String(), nullable=True),
        sa.Column("group_id", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("study_title", sa.String(), nullable=True),
        sa.Column("study_language", sa.String(), nullable=True),
        sa.Column("isced_f", sa.String(), nullable=True),
        sa.Column("eqf", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("graduated_on", sa.Date(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_to", sa.Date(), nullable=True),
        sa.Column("preferences", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("needs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("fewer_opportunities", sa.Boolean(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reserve_rank", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["groups.round_id", "groups.id"],
            name=op.f("fk_learners_round_id_group_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "sending_partner_id"],
            ["sending_partners.round_id", "sending_partners.id"],
            name=op.f("fk_learners_round_id_sending_partner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "stay_id"],
            ["stays.round_id", "stays.id"],
            name=op.f("fk_learners_round_id_stay_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_learners_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_learners_school_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_learners")),
        sa.UniqueConstraint("round_id", "id", name=op.f("uq_learners_round_id_id")),
    )
    op.create_index("ix_learners_group", "learners", ["round_id", "group_id"], unique=False)
    op.create_index(op.f("ix_learners_school_id"), "learners", ["school_id"], unique=False)
    op.create_index("ix_learners_sending_partner", "learners", ["round_id", "sending_partner_id"], unique=False)
    op.create_table(
        "identities",
        sa.Column("learner_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_key"], ["learners.key"], name=op.f("fk_identities_learner_key"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_identities_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_key", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_round_id"), "identities", ["round_id"], unique=False)
    op.create_table(
        "pins",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=True),
        sa.Column("group_id", sa.String(), nullable=True),
        sa.Column("placement_id", sa.String(), nullable=True),
        sa.Column("destination_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pin', 'ban')", name=op.f("ck_pins_kind")),
        sa.ForeignKeyConstraint(
            ["round_id", "destination_id"],
            ["destinations.round_id", "destinations.id"],
            name=op.f("fk_pins_round_id_destination_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["groups.round_id", "groups.id"],
            name=op.f("fk_pins_round_id_group_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "learner_id"],
            ["learners.round_id", "learners.id"],
            name=op.f("fk_pins_round_id_learner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "placement_id"],
            ["placements.round_id", "placements.id"],
            name=op.f("fk_pins_round_id_placement_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_pins_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
    )
    op.create_index("ix_pins_learner", "pins", ["round_id", "learner_id"], unique=False)
    op.create_index(op.f("ix_pins_round_id"), "pins", ["round_id"], unique=False)
    op.create_table(
        "previous_assignments",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("placement_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "learner_id"],
            ["learners.round_id", "learners.id"],
            name=op.f("fk_previous_assignments_round_id_learner_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_previous_assignments_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "learner_id", name=op.f("pk_previous_assignments")),
    )


def downgrade() -> None:
    op.drop_table("previous_assignments")
    op.drop_table("pins")
    op.drop_table("identities")
    op.drop_table("learners")
    op.drop_table("groups")
