"""The folder of documents: everything of a run, under safe names, the same bytes every time."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.reports.documents import Written, warning_rows, write_documents, write_learner_documents
from matcher.reports.documents.folder import DocumentFolder, File
from matcher.reports.tables import csv_pieces
from tests.matcher.reports.documents.rosters import a_learner, a_roster, a_round, an_agreement

ids = st.text(alphabet=st.sampled_from("aA/\\.: é*con1"), min_size=1, max_size=6)


def in_folder(folder: Path) -> Mapping[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_everything_of_a_run_is_there(tmp_path: Path) -> None:
    roster = a_roster(a_round([a_learner("l0"), a_learner("l1", group=None)]))
    heard: list[str] = []
    written = write_documents(roster, tmp_path, on_document=heard.append)
    assert written == Written(
        {"agreements": 2, "placement_sheets": 2, "calendars": 5, "programmes": 2, "company_sheets": 1}, written.warnings
    )
    assert len(heard) == sum(written.files.values())
    assert set(in_folder(tmp_path)) == {
        *("agreements/l0.docx", "agreements/l1.docx", "placement_sheets/l0.docx", "placement_sheets/l1.docx"),
        *("programmes/g1.docx", "programmes/seville-short.docx", "company_sheets/seville-Electrónica Triana.docx"),
        *("calendars/learners/l0.ics", "calendars/learners/l1.ics", "calendars/groups/g1.ics"),
        *("calendars/hosts/seville-Electrónica Triana.ics", "calendars/destinations/seville.ics"),
        *("mobility_export.csv", "mobility_export.xlsx", "mobility_columns.csv", "warnings.csv"),
    }


def test_warnings_are_counted_and_listed(tmp_path: Path) -> None:
    written = write_documents(a_roster(contacts={}), tmp_path, "pdf")
    assert written.warnings["contact_missing"] == 5
    expected = b"".join(csv_pieces(warning_rows([an_agreement(contacts={})])))
    assert (tmp_path / "warnings.csv").read_bytes() == expected


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_the_same_run_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    for folder in ("first", "second"):
        write_documents(a_roster(), tmp_path / folder, format)  # type: ignore[arg-type]
    assert in_folder(tmp_path / "first") == in_folder(tmp_path / "second")


def test_one_learners_documents_are_those_of_the_whole_run(tmp_path: Path) -> None:
    roster = a_roster(a_round([a_learner("l0"), a_learner("l1")]))
    write_documents(roster, tmp_path / "all", "pdf")
    write_learner_documents(roster, "l0", tmp_path / "one", "pdf")
    everything, one = in_folder(tmp_path / "all"), in_folder(tmp_path / "one")
    assert set(one) == {"agreements/l0.pdf", "placement_sheets/l0.pdf", "calendars/learners/l0.ics", "warnings.csv"}
    assert all(content == everything[name] for name, content in one.items() if name != "warnings.csv")


@given(st.lists(ids, unique=True, max_size=8))
def test_no_two_ids_share_a_file_and_none_leaves_the_folder(
    tmp_path_factory: pytest.TempPathFactory, some: list[str]
) -> None:
    out = tmp_path_factory.mktemp("names")
    folder = DocumentFolder(out)
    for id in some:
        folder.write(File("kind", id, "txt", id.encode()))
    written = list(out.rglob("*.*"))
    assert {file.read_text() for file in written} == set(some)
    assert len({file.name.casefold() for file in written}) == len(some)
    assert all(file.parent == out / "kind" and not file.name.startswith(".") for file in written)
    assert all(not set(file.name) & set('/\\:*?"<>|') for file in written)


@pytest.mark.parametrize("id", ["con", "LPT1", "nul.x", ".hidden", "a" * 300, "a/../../b"])
def test_names_that_a_system_refuses_are_changed(tmp_path: Path, id: str) -> None:
    DocumentFolder(tmp_path).write(File("kind", id, "txt", b""))
    [file] = (tmp_path / "kind").iterdir()
    assert file.stem != id
    assert len(file.name) < 120
