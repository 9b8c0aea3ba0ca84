"""What Alembic runs: the steps, on the connection that `matcher.store.migrate` opened."""

from alembic import context

from matcher.store.tables import Row

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Row.metadata)
with context.begin_transaction():
    context.run_migrations()
