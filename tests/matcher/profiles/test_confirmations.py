from pathlib import Path

import pytest

from matcher.errors import RoundInvalid
from matcher.model import TitleConfirmation
from matcher.profiles.confirmations import export_confirmations, import_confirmations, merge_confirmations

KUVAR = TitleConfirmation(title="Кувар", isced_f="1013", language="sr", country="RS", author="Ana")
FORMULA = TitleConfirmation(title='=HYPERLINK("x")', isced_f="0613")


def test_what_was_exported_is_imported_again(tmp_path: Path) -> None:
    export_confirmations(tmp_path / "confirmations.csv", (KUVAR, FORMULA))
    assert set(import_confirmations(tmp_path / "confirmations.csv")) == {KUVAR, FORMULA}


def test_a_title_never_becomes_a_formula(tmp_path: Path) -> None:
    export_confirmations(tmp_path / "confirmations.csv", (FORMULA,))
    assert "'=HYPERLINK" in (tmp_path / "confirmations.csv").read_text(encoding="utf-8-sig")


def test_order_of_the_answers_does_not_matter(tmp_path: Path) -> None:
    export_confirmations(tmp_path / "a.csv", (KUVAR, FORMULA))
    export_confirmations(tmp_path / "b.csv", (FORMULA, KUVAR))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_every_bad_row_is_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "confirmations.csv"
    path.write_text(
        "country,language,title,isced_f,author\nRS,sr,,0713,Ana\nRS,sr,pekar,721,Ana\nRS,sr,kuvar,1013,Ana\n"
        "RS,sr,Kuvar ,0721,Ivo\nRS,sr,frizer,1012,\n",
        encoding="utf-8",
    )
    with pytest.raises(RoundInvalid) as caught:
        import_confirmations(path)
    assert [(problem.row, problem.column, problem.code) for problem in caught.value.problems] == [
        (2, "title", "no-title"),
        (3, "isced_f", "no-isced_f"),
        (5, "isced_f", "contradiction"),
    ]


def test_a_file_without_the_columns_says_which(tmp_path: Path) -> None:
    path = tmp_path / "confirmations.csv"
    path.write_text("title,isced_f\n", encoding="utf-8")
    with pytest.raises(RoundInvalid) as caught:
        import_confirmations(path)
    assert [problem.column for problem in caught.value.problems] == ["country", "language"]


def test_an_empty_file_is_not_a_table(tmp_path: Path) -> None:
    path = tmp_path / "confirmations.csv"
    path.write_text("", encoding="utf-8")
    with pytest.raises(RoundInvalid):
        import_confirmations(path)


def test_the_later_answer_counts() -> None:
    changed = KUVAR.model_copy(update={"isced_f": "0721", "title": "кувар"})
    assert merge_confirmations((KUVAR, FORMULA), (changed,)) == (changed, FORMULA)
