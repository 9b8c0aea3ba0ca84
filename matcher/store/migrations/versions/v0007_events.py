"""Events."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("round_id", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_organisation_id"), "events", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_events_round_id"), "events", ["round_id"], unique=False)
    op.create_table(
        "event_notes",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_notes_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_notes")),
    )
    op.create_table(
        "event_subjects",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_subjects_event_id")),
        sa.PrimaryKeyConstraint("event_id", "kind", "subject_id", name=op.f("pk_event_subjects")),
    )
    op.create_index("ix_event_subjects_subject", "event_subjects", ["kind", "subject_id"], unique=False)


def downgrade() -> None:
    op.drop_table("event_subjects")
    op.drop_table("event_notes")
    op.drop_table("events")
