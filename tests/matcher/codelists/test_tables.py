from pathlib import Path

import pytest

from matcher.codelists import tables
from matcher.codelists.files import data_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tables, "data_folder", lambda _: tmp_path)
    return tmp_path


@pytest.mark.parametrize("content", ["\ufeffa,b\n 1 ,2\n", "a;b\r\n1;2\r\n", 'a,b\n"1","2"\n'])
def test_a_table_is_read_as_any_spreadsheet_saves_it(folder: Path, content: str) -> None:
    (folder / "t.csv").write_text(content, encoding="utf-8")
    assert tables.read_table("t") == ({"a": "1", "b": "2"},)


def test_a_row_of_another_length_is_named(folder: Path) -> None:
    (folder / "t.csv").write_text("a,b\n1,2\n1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"t\.csv, line 3: 2 cells expected, 1 found"):
        tables.read_table("t")


def test_every_table_is_documented_with_its_source() -> None:
    folder = data_folder("codelists")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(folder.glob("*.csv")) if f"| `{path.name}` |" not in readme] == []
