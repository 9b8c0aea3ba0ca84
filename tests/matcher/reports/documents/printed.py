"""What stands in a file that was written: read back with the libraries that others read it with."""

import io

import docx
import pypdf
from docx.oxml.ns import qn


def docx_text(content: bytes) -> str:
    """Everything in a DOCX: what stands above and below its pages, paragraphs and cells."""
    file = docx.Document(io.BytesIO(content))
    page = file.sections[0]
    lines = [paragraph.text for part in (page.header, page.footer) for paragraph in part.paragraphs]
    lines += [paragraph.text for paragraph in file.element.body.iter(qn("w:p"))]
    return "\n".join(lines)


def pdf_text(content: bytes) -> str:
    """Everything in a PDF, page by page."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


TEXT_OF = {"docx": docx_text, "pdf": pdf_text}


def words_of(text: str) -> list[str]:
    """The words of a text, wherever its lines break."""
    return text.replace("…", " ").split()
