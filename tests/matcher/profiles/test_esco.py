import gzip
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.profiles.classify import TitleClassifier, classify, default_classifier
from matcher.profiles.esco import add_esco
from matcher.profiles.lexicon import lexicon_of, load_lexicon, read_terms

OCCUPATIONS = """conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description
Occupation,http://x/1,7231,zmajar/zmajarica,"mehaničar zmajeva
monter zmajeva",Long
Occupation,http://x/2,5120,kuhar/kuharica,kuharski majstor,
Occupation,http://x/3,7411,letač zmajem,,
Occupation,http://x/4,9999,nitko,,
Occupation,http://x/5,7412,letač zmajem,letač balonom,
Occupation,http://x/6,5141,letač balonom,,
"""
GROUPS = """conceptType,conceptUri,code,preferredLabel,status,altLabels
ISCOGroup,http://x/C7231,7231,Mehaničari zmajeva i letjelica,released,
ISCOGroup,http://x/C7,7,Zanimanja u obrtu,released,
"""


@pytest.fixture
def download(tmp_path: Path) -> Path:
    folder = tmp_path / "download"
    folder.mkdir()
    (folder / "occupations_hr.csv").write_text(OCCUPATIONS, encoding="utf-8")
    (folder / "ISCOGroups_hr.csv.gz").write_bytes(gzip.compress(GROUPS.encode()))
    (folder / "skills_hr.csv").write_text("x", encoding="utf-8")
    return folder


def test_occupations_become_terms_with_the_field_of_their_unit_group(download: Path, tmp_path: Path) -> None:
    (added,) = add_esco(download, tmp_path / "out")
    fields = {term.term: term.isced_f for term in read_terms(added.path)}
    assert (added.language, added.path.name, added.terms) == ("hr", "esco_hr.csv", len(fields))
    assert fields["zmajar"] == fields["zmajarica"] == fields["mehaničar zmajeva"] == "0716"
    assert fields["Mehaničari zmajeva i letjelica"] == "0716"
    assert "nitko" not in fields
    assert "Zanimanja u obrtu" not in fields


def test_a_term_of_two_fields_gets_what_they_have_in_common_or_is_left_out(download: Path, tmp_path: Path) -> None:
    (added,) = add_esco(download, tmp_path / "out")
    fields = {term.term: term.isced_f for term in read_terms(added.path)}
    assert fields["letač zmajem"] in {"0713", "0710"}
    assert "letač balonom" not in fields


def test_our_own_terms_stay_as_they_are(download: Path, tmp_path: Path) -> None:
    (added,) = add_esco(download, tmp_path / "out")
    assert added.decided > 0
    assert "kuhar" not in {term.term for term in read_terms(added.path)}


def test_croatian_serves_the_serbian_title(download: Path, tmp_path: Path) -> None:
    (added,) = add_esco(download, tmp_path / "out")
    reader = TitleClassifier(lexicon_of((*load_lexicon().terms, *read_terms(added.path))))
    assert reader.classify("Механичар змајева", "sr", "RS")[0].code == "0716"


def test_terms_go_to_the_users_folder_by_default(download: Path, only_our_own_terms: Path) -> None:
    (added,) = add_esco(download)
    assert added.path == only_our_own_terms / "terms" / "esco_hr.csv"
    assert classify("mehaničar zmajeva", "hr")[0].code == "0716"
    added.path.unlink()
    load_lexicon.cache_clear()
    default_classifier.cache_clear()


def test_a_folder_without_the_files_says_what_is_missing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError, match=r"occupations_hr\.csv"):
            add_esco(folder)


def test_a_file_without_its_columns_is_named(tmp_path: Path) -> None:
    (tmp_path / "occupations_it.csv").write_text("conceptUri,preferredLabel\n", encoding="utf-8")
    with pytest.raises(InputError, match="altLabels, iscoGroup"):
        add_esco(tmp_path, tmp_path / "out")
