import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import DBAPIError

from matcher.model import Rules
from matcher.store import migrate
from matcher.store.engine import Store, open_engine, open_store, reading, writing
from matcher.store.errors import DatabaseUnusable
from matcher.store.loading import load_round
from matcher.store.rules import current_rules
from matcher.store.tables import LearnerRow, OrganisationRow, RulesRow
from matcher.store.vault import new_key
from tests.matcher.store.cast import small_round, stored

STEPS = [f"{step:04}" for step in range(1, 15)]


def _tables(url: str) -> set[str]:
    engine = open_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names - {"alembic_version"}


def test_models_and_migrations_agree(fresh_store: Store) -> None:
    migrate.check(fresh_store.engine.url.render_as_string(hide_password=False))


def test_every_step_goes_up_and_down_and_up_again(bare_url: str) -> None:
    shapes = [_tables(bare_url)]
    for step in STEPS:
        migrate.upgrade(bare_url, step)
        shapes.append(_tables(bare_url))
    assert shapes[0] == set()
    assert migrate.head() == STEPS[-1]
    for shape in reversed(shapes[:-1]):
        migrate.downgrade(bare_url, "-1")
        assert _tables(bare_url) == shape
    migrate.upgrade(bare_url)
    assert _tables(bare_url) == shapes[-1]


def test_steps_down_and_up_keep_the_rows_of_the_steps_below(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    store = open_store(bare_url, [new_key()])
    there = stored(store)
    store.close()
    migrate.downgrade(bare_url, "0003")
    migrate.upgrade(bare_url)
    store = open_store(bare_url, [new_key()])
    with reading(store) as session:
        assert len(session.scalars(select(LearnerRow.key)).all()) == len(there.round.learners)
    store.close()


def test_waivers_move_out_of_the_rules_and_back(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    store = open_store(bare_url, [new_key()])
    waivers = [
        {"rule": "needs_met", "learner": "L1", "reason": "r", "author": "a"},
        {"rule": "bans", "placement": "P1", "reason": "q", "author": "b"},
    ]
    rules = Rules.model_validate({"waivers": waivers, "study_field_floor": 0.5})
    there = stored(store, small_round().model_copy(update={"rules": rules}))
    store.close()
    migrate.downgrade(bare_url, "0010")
    migrate.upgrade(bare_url)
    store = open_store(bare_url)
    with reading(store) as session:
        assert current_rules(session, there.id) == rules
    with pytest.raises(DBAPIError, match="append-only"), writing(store) as session:
        session.execute(update(RulesRow).values(author="somebody else"))
    store.close()


def test_base_takes_everything_away_rows_or_not(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    store = open_store(bare_url, [new_key()])
    stored(store)
    store.close()
    migrate.downgrade(bare_url, "base")
    assert _tables(bare_url) == set()


def test_a_second_upgrade_changes_nothing(fresh_store: Store) -> None:
    there = stored(fresh_store)
    migrate.upgrade(fresh_store.engine.url.render_as_string(hide_password=False))
    with reading(fresh_store) as session:
        assert load_round(session, there.id) == there.round


@pytest.mark.parametrize("url", ["", "mysql://localhost/x", "sqlite:////no/such/folder/file.db"])
def test_what_leads_to_no_database_is_said(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        migrate.upgrade(url)


def test_an_unknown_step_is_said(bare_url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="9999"):
        migrate.upgrade(bare_url, "9999")


def test_without_tables_there_is_no_step(bare_url: str) -> None:
    engine = open_engine(bare_url)
    with engine.connect() as connection:
        assert migrate.revision_of(connection) is None
    engine.dispose()
    assert OrganisationRow.__tablename__ not in _tables(bare_url)
