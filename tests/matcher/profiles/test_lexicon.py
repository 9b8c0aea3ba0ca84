from pathlib import Path

import pytest

from matcher.errors import RoundInvalid
from matcher.profiles.lexicon import (
    ADDED_TERMS_VARIABLE,
    Term,
    added_terms_folder,
    check,
    lexicon_of,
    load_lexicon,
    read_terms,
    write_terms,
)

CODES = {"0713", "0714", "0710", "1013"}


def lexicon_folder(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "xx.csv").write_text("\n".join(("language,term,isced_f,kind", *rows)) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("sr,kuvar,1014,occupation", "isced_f", "unknown-field"),
        ("sr,kuvar,113,occupation", "isced_f", "not-a-field"),
        ("sr,kuvar,,occupation", "isced_f", "not-a-field"),
        ("sr,škola,1013,generic", "isced_f", "generic-with-field"),
        ("sr,kuvar,1013,job", "kind", "unknown-kind"),
        ("sr,–,1013,occupation", "term", "empty"),
        ("Serbian,kuvar,1013,occupation", "language", "not-a-language"),
    ],
)
def test_a_row_that_cannot_be_right_is_found(tmp_path: Path, row: str, column: str, code: str) -> None:
    (problem,) = check(lexicon_folder(tmp_path, row), CODES)
    assert (problem.file, problem.row, problem.column, problem.code) == ("xx.csv", 2, column, code)


def test_two_fields_for_one_term_contradict_in_any_spelling(tmp_path: Path) -> None:
    folder = lexicon_folder(tmp_path, "sr,električar,0713,occupation", "sr,Elektricar,0714,occupation")
    (problem,) = check(folder, CODES)
    assert (problem.row, problem.code, problem.severity) == (3, "contradiction", "error")


def test_the_same_term_twice_is_a_warning(tmp_path: Path) -> None:
    folder = lexicon_folder(tmp_path, "sr,kuvar,1013,occupation", "sr,kuhar,1013,occupation")
    (problem,) = check(folder, CODES)
    assert (problem.row, problem.code, problem.severity) == (3, "duplicate", "warning")


def test_the_same_term_in_another_language_is_fine(tmp_path: Path) -> None:
    assert check(lexicon_folder(tmp_path, "sr,kuvar,1013,occupation", "de,kuvar,0713,occupation"), CODES) == ()


def test_a_file_without_columns_is_one_problem_each(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("language,term\n", encoding="utf-8")
    assert [problem.column for problem in check(tmp_path, CODES)] == ["isced_f", "kind"]


def test_our_own_lexicon_has_no_error() -> None:
    assert [problem for problem in check() if problem.severity == "error"] == []


def test_terms_are_written_and_read_again(tmp_path: Path) -> None:
    terms = (Term("sr", "kuvar", "1013", "occupation"), Term("sr", "škola, stručna", "", "generic"))
    write_terms(tmp_path / "deeper" / "sr.csv", terms)
    assert set(read_terms(tmp_path / "deeper" / "sr.csv")) == set(terms)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("term\nkuvar\n", encoding="utf-8")
    with pytest.raises(RoundInvalid, match="isced_f"):
        read_terms(tmp_path / "a.csv")


def test_digest_depends_on_the_terms_and_not_on_their_order() -> None:
    one, two = Term("sr", "kuvar", "1013", "occupation"), Term("sr", "pekar", "0721", "occupation")
    assert lexicon_of((one, two)).digest == lexicon_of((two, one, one)).digest
    assert lexicon_of((one,)).digest != lexicon_of((two,)).digest


def test_added_terms_join_ours_and_broken_rows_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDED_TERMS_VARIABLE, str(tmp_path))
    added = Term("sr", "ronilac za bisere", "0831", "esco")
    write_terms(tmp_path / "mine.csv", (added, Term("sr", "ronilac", "831", "esco")))
    load_lexicon.cache_clear()
    terms = load_lexicon().terms
    load_lexicon.cache_clear()
    assert added in terms
    assert not any(term.isced_f == "831" for term in terms)


def test_added_terms_live_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ADDED_TERMS_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert added_terms_folder() == Path("/somewhere/mobility-matcher/terms")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert added_terms_folder().parts[-2:] == ("mobility-matcher", "terms")
