"""Documents open in LibreOffice, which prints what the round says."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from matcher.reports.documents import agreement_document, company_sheet, parties, placement_sheet, programme, rendered
from tests.matcher.reports.documents.printed import pdf_text
from tests.matcher.reports.documents.rosters import a_roster, an_agreement

SOFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
HOW = (
    "LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-writer (or from libreoffice.org)"
)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason=HOW)]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of PDF files that LibreOffice made of the DOCX ones."""
    folder = tmp_path_factory.mktemp("libreoffice")
    roster = a_roster()
    documents = {
        "agreement": agreement_document(an_agreement()),
        "sheet": placement_sheet(an_agreement(), roster.placed[0]),
        "company": company_sheet(roster, roster.placed),
        "programme": programme(roster, parties(roster)[0]),
    }
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(rendered(document, "docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)]
    files = sorted(map(str, folder.glob("*.docx")))
    subprocess.run([str(SOFFICE), profile, *options, *files], check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("agreement", ("Ђорђе Živković-Çelë", "Електротехничар рачунара", "Jelena Čolić", "José Łącki", "2026-10-31")),
        ("agreement", ("30 days, first and last day counted", "Ана Живковић", "repairing boards", "8. Signatures")),
        ("sheet", ("Placement sheet", "Electrónica Triana S.L.", "Calle Betis 7", "2026-10-02 to 2026-10-31")),
        ("company", ("Company sheet", "Ђорђе", "Under 18", "soldering")),
        ("programme", ("Group programme", "Мирјана Петровић", "Week by week", "2026-11-30")),
    ],
)
def test_libreoffice_prints_what_the_round_says(converted: Path, name: str, said: tuple[str, ...]) -> None:
    text = pdf_text((converted / f"{name}.pdf").read_bytes())
    for words in said:
        assert words in text


def test_libreoffice_fills_in_the_numbers_of_pages(converted: Path) -> None:
    content = (converted / "agreement.pdf").read_bytes()
    pages = len(pypdf.PdfReader(io.BytesIO(content)).pages)
    assert pages >= 2
    assert all(f"Page {number} of {pages}" in pdf_text(content) for number in range(1, pages + 1))
