"""Waivers apart from the rules, which are never rewritten: a person whom a waiver names can be forgotten."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

FIELDS = ("rule", "learner", "placement", "reason", "author")


def upgrade() -> None:
    waivers = op.create_table(
        "rule_waivers",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=True),
        sa.Column("placement_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "version"],
            ["rules.round_id", "rules.version"],
            name=op.f("fk_rule_waivers_round_id_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "version", "position", name=op.f("pk_rule_waivers")),
    )
    op.create_index("ix_rule_waivers_learner", "rule_waivers", ["round_id", "learner_id"], unique=False)
    with _rewritable_rules() as bodies:
        for round_id, version, body in bodies:
            rows = [
                {"round_id": round_id, "version": version, "position": position}
                | {"rule": row["rule"], "learner_id": row.get("learner"), "placement_id": row.get("placement")}
                | {"reason": row["reason"], "author": row["author"]}
                for position, row in enumerate(body.pop("waivers", ()))
            ]
            op.bulk_insert(waivers, rows)
            _rewrite(round_id, version, body)


def downgrade() -> None:
    rows = op.get_bind().execute(
        sa.text(
            "SELECT round_id, version, rule, learner_id, placement_id, reason, author FROM rule_waivers"
            " ORDER BY round_id, version, position"
        )
    )
    waivers: dict[tuple[str, int], list[dict[str, str]]] = {}
    for round_id, version, *values in rows:
        waivers.setdefault((round_id, version), []).append(dict(zip(FIELDS, values, strict=True)))
    with _rewritable_rules() as bodies:
        for round_id, version, body in bodies:
            _rewrite(round_id, version, body | {"waivers": waivers.get((round_id, version), [])})
    op.drop_table("rule_waivers")


@contextmanager
def _rewritable_rules() -> Iterator[list[tuple[str, int, dict[str, list[dict[str, str]]]]]]:
    """Lift the guard on the rules for as long as their shape changes."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(
        "ALTER TABLE rules DISABLE TRIGGER rules_append_only" if postgres else "DROP TRIGGER rules_refuse_update"
    )
    rows = op.get_bind().execute(sa.text("SELECT round_id, version, body FROM rules ORDER BY round_id, version"))
    yield [(id, version, json.loads(body) if isinstance(body, str) else body) for id, version, body in rows.all()]
    op.execute(
        "ALTER TABLE rules ENABLE TRIGGER rules_append_only"
        if postgres
        else "CREATE TRIGGER rules_refuse_update BEFORE UPDATE ON rules"
        " BEGIN SELECT RAISE(ABORT, 'rules is append-only'); END"
    )


def _rewrite(round_id: str, version: int, body: dict[str, list[dict[str, str]]]) -> None:
    table = sa.table("rules", sa.column("round_id"), sa.column("version"), sa.column("body", sa.JSON()))
    same = table.c.round_id == round_id, table.c.version == version
    op.execute(table.update().where(*same).values(body=body))
