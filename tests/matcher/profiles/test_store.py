from pathlib import Path

import numpy as np
import pytest

from matcher.profiles.store import CACHE_VARIABLE, cache_folder, load_arrays, store_arrays


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_stored_is_loaded(folder: Path) -> None:
    store_arrays("key", {"a": np.arange(3), "names": np.asarray(["č", "d"])})
    found = load_arrays("key")
    assert found is not None
    assert found["a"].tolist() == [0, 1, 2]
    assert found["names"].tolist() == ["č", "d"]
    assert not list(folder.glob("*.tmp"))


def test_another_key_is_another_thing(folder: Path) -> None:
    store_arrays("key", {"a": np.arange(3)})
    assert load_arrays("other") is None
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"no arrays", b"PK\x03\x04 broken"])
def test_a_damaged_file_is_as_if_it_were_not_there(folder: Path, content: bytes) -> None:
    store_arrays("key", {"a": np.arange(3)})
    (path,) = folder.iterdir()
    path.write_bytes(content)
    assert load_arrays("key") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    store_arrays("key", {"a": np.arange(3)})
    assert load_arrays("key") is None


def test_a_target_that_cannot_be_replaced_leaves_nothing_behind(folder: Path) -> None:
    store_arrays("key", {"a": np.arange(3)})
    (path,) = folder.iterdir()
    path.unlink()
    path.mkdir()
    (path / "x").write_text("in the way")
    store_arrays("key", {"a": np.arange(3)})
    assert list(folder.iterdir()) == [path]


def test_the_cache_is_in_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/mobility-matcher")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder().name == "mobility-matcher"
