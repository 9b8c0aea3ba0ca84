"""What a document says, apart from how it looks: sections of facts, tables, points and lines to sign on."""

import re
import unicodedata
from dataclasses import dataclass

_CONTROL_SIGNS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values; an empty value is a line to write on by hand."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose header repeats on every page; `widths` are shares of the page, one for each column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list, an item for each thing to do or to keep in mind."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureLines:
    """Who signs: party and name as printed, and the date where it is known already."""

    header: tuple[str, str, str]  # party and name, date, signature
    rows: tuple[tuple[str, str, str], ...]  # party, name, date


Block = Facts | Grid | Prose | Points | SignatureLines


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document to print: its title, the line above and below every page, and its sections in order.

    `head` is what stands left and right above every page; `page` holds `{page}` and `{pages}`; `language` is a BCP 47
    tag for spelling, hyphenation and screen readers.
    """

    title: str
    subtitle: str
    head: tuple[str, str]
    foot: str
    page: str
    language: str
    sections: tuple[Section, ...]


def printable(text: str) -> str:
    """The text as any renderer can write it: accents composed, no control signs; a line break stays."""
    return unicodedata.normalize("NFC", _CONTROL_SIGNS.sub(" ", text.replace("\r\n", "\n").replace("\t", " ")))


def document_text(document: Document) -> str:
    """Everything a document says, line by line, for searching and for tests."""
    lines = [document.title, document.subtitle]
    for section in document.sections:
        lines.append(section.title)
        for block in section.blocks:
            lines += _lines(block)
    return "\n".join(lines)


def _lines(block: Block) -> list[str]:
    match block:
        case Prose():
            return [block.text]
        case Points():
            return list(block.items)
        case Facts():
            return ["\t".join(row) for row in block.rows]
        case Grid() | SignatureLines():
            return ["\t".join(row) for row in (block.header, *block.rows)]
