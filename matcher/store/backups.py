"""A backup: one zip of JSON lines per table, the same from SQLite and PostgreSQL, so that it also moves between them.

`manifest.json` names the format, the migration step of the database, and rows and SHA-256 per table. A backup of an
older step is restored at that step and then migrated. What is sealed stays sealed: keep the keys elsewhere.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import JSON, Connection, MetaData, Table, func, insert, select

from matcher.store import migrate
from matcher.store.engine import open_engine, read_only
from matcher.store.errors import BackupInvalid, DatabaseUnusable

FORMAT = 1
BATCH = 2_000
STEP_TABLE = "alembic_version"


def backup(url: str, file: Path) -> dict[str, int]:
    """Write everything in the database at one moment into `file`; return rows per table.

    Raises
    ------
    BackupInvalid
        If the database has no tables.
    """
    engine = open_engine(url)
    unfinished = file.with_name(file.name + ".part")
    try:
        with read_only(engine) as connection, connection.begin(), ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
            revision = migrate.revision_of(connection)
            if revision is None:
                raise BackupInvalid(f"there are no tables in {engine.url!r}: nothing to back up")
            tables = {table.name: _dump(connection, table, archive) for table in _tables(connection)}
            manifest = {"format": FORMAT, "revision": revision, "tables": tables}
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
        engine.dispose()
    return {name: table["rows"] for name, table in tables.items()}


def restore(url: str, file: Path) -> dict[str, int]:
    """Fill an empty database from `file`, all or nothing, and bring it to the present step; return rows per table.

    Raises
    ------
    BackupInvalid
        If the file is no backup or is damaged, is newer than this version of the package, or the database holds rows.
    """
    try:
        with ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            _prepare(url, manifest)
            counts = _fill(url, archive, manifest["tables"])
    except (OSError, BadZipFile, KeyError, ValueError) as broken:
        raise BackupInvalid(f"{file.name} is no backup that can be read: {broken}") from broken
    if manifest["revision"] != migrate.head():
        migrate.upgrade(url)
    return counts


def _dump(connection: Connection, table: Table, archive: ZipFile) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    rows = connection.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH))
    with rows, archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in rows:
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            lines.write(line)
            count += 1
    return {"columns": [column.name for column in table.columns], "rows": count, "sha256": digest.hexdigest()}


def _prepare(url: str, manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise BackupInvalid(f"the backup has format {manifest['format']}, this version reads {FORMAT}")
    engine = open_engine(url)
    with engine.connect() as connection:
        present = migrate.revision_of(connection)
    engine.dispose()
    if present not in (None, manifest["revision"]):
        raise BackupInvalid(f"the database is at step {present}, the backup at {manifest['revision']}: take a new one")
    try:
        if present is None:
            migrate.upgrade(url, manifest["revision"])
    except DatabaseUnusable as unknown:
        raise BackupInvalid(f"the backup is at step {manifest['revision']}, newer than this version") from unknown


def _fill(url: str, archive: ZipFile, manifest: dict[str, Any]) -> dict[str, int]:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            tables = _tables(connection)
            _refuse_rows(connection, tables)
            return {table.name: _load(connection, table, archive, manifest[table.name]) for table in tables}
    finally:
        engine.dispose()


def _refuse_rows(connection: Connection, tables: list[Table]) -> None:
    for table in tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise BackupInvalid(f"the database holds rows already, in {table.name}: restore into an empty one")


def _load(connection: Connection, table: Table, archive: ZipFile, entry: dict[str, Any]) -> int:
    count, digest = 0, hashlib.sha256()
    with archive.open(f"{table.name}.jsonl") as lines:
        while batch := list(islice(_rows(lines, table, entry["columns"], digest), BATCH)):
            connection.execute(insert(table), batch)
            count += len(batch)
    if (count, digest.hexdigest()) != (entry["rows"], entry["sha256"]):
        raise BackupInvalid(f"{table.name} in the backup is damaged: {count} rows of {entry['rows']}, or other ones")
    _continue_numbers(connection, table)
    return count


def _rows(lines: IO[bytes], table: Table, names: list[str], digest: Any) -> Iterator[dict[str, Any]]:
    for line in lines:
        digest.update(line)
        yield {name: _typed(value, table, name) for name, value in zip(names, json.loads(line), strict=True)}


def _tables(connection: Connection) -> list[Table]:
    """Return the tables as they are in the database, each after those it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != STEP_TABLE]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, table: Table, name: str) -> Any:
    kind = table.columns[name].type
    if value is None or isinstance(kind, JSON):
        return value
    if kind.python_type is bytes:
        return base64.b64decode(value)
    if kind.python_type is datetime:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if getattr(kind, "timezone", False) else moment
    return date.fromisoformat(value) if kind.python_type is date else value


def _continue_numbers(connection: Connection, table: Table) -> None:
    """PostgreSQL counts on from where it was, not from the rows it was given."""
    key = next(iter(table.primary_key.columns))
    if connection.dialect.name == "postgresql" and key.identity is None and key.server_default is not None:
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        connection.execute(select(func.setval(sequence, func.coalesce(func.max(key), 0) + 1, False)))
