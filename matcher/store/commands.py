"""`matcher db …`: looking after the database."""

from pathlib import Path
from typing import Annotated

import typer

db_app = typer.Typer(
    name="db",
    no_args_is_help=True,
    help="Look after the database: bring it up to date, back it up, restore it, make and change keys.",
    pretty_exceptions_enable=False,
)

Database = Annotated[
    str,
    typer.Option(
        "--database", envvar="MATCHER_DATABASE", help="Where it is: sqlite:///FILE or postgresql://USER@HOST/NAME."
    ),
]
HERE = "sqlite:///matcher.db"


@db_app.command()
def upgrade(
    database: Database = HERE, revision: Annotated[str, typer.Option(help="The step to go up to.")] = "head"
) -> None:
    """Make the tables, or bring them to the shape this version works with.

    Example: matcher db upgrade --database sqlite:///matcher.db
    """
    from matcher.store import migrate

    migrate.upgrade(database, revision)
    typer.echo(f"The database is at step {migrate.head() if revision == 'head' else revision}.")


@db_app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="The step to go back to: a number, -1, or base.")],
    database: Database = HERE,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Take steps back. What the tables of those steps hold is lost: make a backup first.

    Example: matcher db downgrade -- -1
    """
    from matcher.store import migrate

    if not yes:
        typer.confirm(f"What the steps after {revision} hold will be lost. Go on?", abort=True)
    migrate.downgrade(database, revision)
    typer.echo(f"The database went back to {revision}.")


@db_app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The zip to write.")],
    database: Database = HERE,
) -> None:
    """Write everything into one file, while the service runs.

    Example: matcher db backup monday.zip
    """
    from matcher.store import backups
    from matcher.store.engine import answering

    with answering():
        counts = backups.backup(database, file)
    typer.echo(f"{sum(counts.values())} rows of {len(counts)} tables in {file}.")


@db_app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A zip that `matcher db backup` wrote.")],
    database: Database = HERE,
) -> None:
    """Fill an empty database from a backup, of SQLite or PostgreSQL alike.

    Example: matcher db restore monday.zip --database sqlite:///restored.db
    """
    from matcher.store import backups
    from matcher.store.engine import answering

    with answering():
        counts = backups.restore(database, file)
    typer.echo(f"{sum(counts.values())} rows of {len(counts)} tables restored.")


@db_app.command()
def reseal(
    keys: Annotated[
        str, typer.Option("--keys", envvar="MATCHER_KEYS", help="The keys, newest first, separated by commas.")
    ],
    database: Database = HERE,
) -> None:
    """Seal personal data anew under the newest key, so that older ones are needed for old backups only.

    Example: matcher db reseal --database sqlite:///matcher.db
    """
    from contextlib import closing

    from matcher.store import privacy
    from matcher.store.engine import open_store, writing

    known = [key.strip() for key in keys.split(",") if key.strip()]
    with closing(open_store(database, known)) as store, writing(store) as session:
        count = privacy.reseal(session)
    typer.echo(f"{count} values are sealed under the newest key.")


@db_app.command()
def new_key() -> None:
    """Print a fresh key for personal data; keep it where the backups are not.

    Example: matcher db new-key
    """
    from matcher.store.vault import new_key as make

    typer.echo(make())
