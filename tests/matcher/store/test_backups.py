import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from matcher.store import migrate
from matcher.store.backups import backup, restore
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.errors import BackupInvalid
from matcher.store.events import record_event
from matcher.store.loading import load_round
from matcher.store.tables import EventRow
from tests.databases import NewDatabase
from tests.matcher.store.cast import Stored, stored


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def there(fresh_store: Store) -> Stored:
    return stored(fresh_store)


@pytest.fixture
def file(fresh_store: Store, there: Stored, tmp_path: Path) -> Path:
    counts = backup(url_of(fresh_store), tmp_path / "backup.zip")
    assert counts["learners"] == len(there.round.learners)
    return tmp_path / "backup.zip"


def _restored(fresh_store: Store, url: str) -> Store:
    return Store(open_store(url).engine, fresh_store.vault)


def test_a_backup_restored_is_equal(fresh_store: Store, there: Stored, file: Path, bare_url: str) -> None:
    restore(bare_url, file)
    again = _restored(fresh_store, bare_url)
    with reading(again) as session:
        assert load_round(session, there.id) == there.round
    again.close()


def test_a_backup_moves_between_the_two_databases(
    fresh_store: Store, there: Stored, file: Path, new_sqlite: NewDatabase, new_postgres: NewDatabase, tmp_path: Path
) -> None:
    for url in (new_sqlite(), new_postgres()):
        restore(url, file)
        again = _restored(fresh_store, url)
        with reading(again) as session:
            assert load_round(session, there.id) == there.round
        again.close()
        backup(url, tmp_path / "again.zip")
        assert _contents(tmp_path / "again.zip") == _contents(file)


def test_after_a_restore_new_rows_get_new_numbers(
    fresh_store: Store, there: Stored, file: Path, new_database: NewDatabase
) -> None:
    url = new_database()
    restore(url, file)
    again = _restored(fresh_store, url)
    with reading(again) as session:
        before = set(session.scalars(select(EventRow.id)))
    with writing(again) as session:
        assert record_event(session, there.coordinator, "look") not in before
    stored(again)
    again.close()


def test_a_backup_of_an_older_step_is_brought_up(
    fresh_store: Store, there: Stored, bare_url: str, tmp_path: Path
) -> None:
    migrate.downgrade(url_of(fresh_store), "-1")
    backup(url_of(fresh_store), tmp_path / "old.zip")
    restore(bare_url, tmp_path / "old.zip")
    migrate.check(bare_url)
    again = _restored(fresh_store, bare_url)
    with reading(again) as session:
        assert load_round(session, there.id) == there.round
    again.close()


def test_a_database_with_rows_is_not_restored_into(fresh_store: Store, file: Path) -> None:
    with pytest.raises(BackupInvalid, match="holds rows"):
        restore(url_of(fresh_store), file)


def test_a_database_without_tables_is_not_backed_up(bare_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupInvalid, match="nothing to back up"):
        backup(bare_url, tmp_path / "empty.zip")
    assert list(tmp_path.glob("empty*")) == []


def test_a_file_that_is_no_backup_is_said(bare_url: str, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(BackupInvalid, match="no backup"):
        restore(bare_url, tmp_path / "x.zip")
    with pytest.raises(BackupInvalid, match="no backup"):
        restore(bare_url, tmp_path / "missing.zip")


def test_a_damaged_backup_leaves_the_database_empty(file: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database()
    contents = _contents(file)
    contents["organisations.jsonl"] = contents["organisations.jsonl"].replace(b"Organisation", b"organisation")
    _write(tmp_path / "damaged.zip", contents)
    with pytest.raises(BackupInvalid, match="damaged"):
        restore(url, tmp_path / "damaged.zip")
    restore(url, file)


@pytest.mark.parametrize(("key", "value"), [("format", 99), ("revision", "9999")])
def test_a_backup_of_a_later_version_is_refused(
    file: Path, bare_url: str, tmp_path: Path, key: str, value: object
) -> None:
    contents = _contents(file)
    contents["manifest.json"] = json.dumps(json.loads(contents["manifest.json"]) | {key: value}).encode()
    _write(tmp_path / "later.zip", contents)
    with pytest.raises(BackupInvalid):
        restore(bare_url, tmp_path / "later.zip")


def test_a_database_at_another_step_is_not_restored_into(file: Path, bare_url: str) -> None:
    migrate.upgrade(bare_url, "0002")
    with pytest.raises(BackupInvalid, match="step 0002"):
        restore(bare_url, file)


def test_a_backup_is_taken_while_others_write(fresh_store: Store, there: Stored, tmp_path: Path) -> None:
    with writing(fresh_store) as session:
        record_event(session, there.coordinator, "not kept yet")
        backup(url_of(fresh_store), tmp_path / "meanwhile.zip")
    assert b"not kept yet" not in _contents(tmp_path / "meanwhile.zip")["events.jsonl"]


def test_what_is_sealed_stays_sealed(there: Stored, file: Path) -> None:
    assert str(there.round.learners[0].birth_date) == "2009-05-17"
    assert b"2009-05-17" not in b"".join(_contents(file).values())


def _contents(file: Path) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write(file: Path, contents: dict[str, bytes]) -> None:
    with ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
