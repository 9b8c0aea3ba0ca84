"""A document as the bytes of a file; each format's library is loaded only when that format is asked for."""

from typing import Literal, get_args

from matcher.reports.documents.sections import Document

Format = Literal["docx", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)


def rendered(document: Document, format: Format) -> bytes:
    """Write a document as DOCX or PDF; the same document gives the same bytes."""
    if format == "docx":
        from matcher.reports.documents.docx_pages import docx_bytes

        return docx_bytes(document)
    from matcher.reports.documents.pdf_pages import pdf_bytes

    return pdf_bytes(document)
