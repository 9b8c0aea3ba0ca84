"""Fields of requests: how long, how large, and read by the same parsers as the cells of a spreadsheet."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints, WrapValidator
from pydantic_core import PydanticCustomError

from api.locations import SLASH
from matcher.model import Cefr
from matcher.reading import coded_cells
from matcher.reading.cells import CellError, Parser, Repaired, nace_code
from matcher.said import ENGLISH, Said, Speaker, said_in

NO_NUL = r"^[^\x00]*$"  # PostgreSQL's text holds every character but this one
ID_LENGTH = 200
LARGEST = 1_000_000  # of a count: places, beds


def read_by(parser: Parser) -> Callable[[str], str]:
    """Return a validator that reads a text as the parser of a spreadsheet's column does."""

    def read(text: str) -> str:
        try:
            value = parser(text.strip())
        except CellError as error:
            raise PydanticCustomError("unreadable", "{expected}", {"expected": error.expected}) from error
        return str(value.value if isinstance(value, Repaired) else value)

    return read


def as_said(value: Any, read: Callable[[Any], str]) -> str:
    """Keep a sentence as it is, so that a page can say it in its reader's language."""
    return value if isinstance(value, Said) else read(value)


SPEAKER: ContextVar[Speaker] = ContextVar("SPEAKER", default=ENGLISH)
"""Says sentences as whoever asked reads them, where they leave the service as JSON."""


def _as_read(sentence: str) -> str:
    speaker = SPEAKER.get()
    return sentence if speaker is ENGLISH else said_in(sentence, speaker)


Sentence = Annotated[str, WrapValidator(as_said), PlainSerializer(_as_read, return_type=str, when_used="json")]
Id = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH, pattern=NO_NUL)]
Name = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=2_000, pattern=NO_NUL)]
Why = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=NO_NUL)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Country = Annotated[Name, AfterValidator(read_by(coded_cells.country)), Field(examples=["RS"])]
Language = Annotated[Name, AfterValidator(read_by(coded_cells.language)), Field(examples=["sr"])]
StudyField = Annotated[Name, AfterValidator(read_by(coded_cells.study_field)), Field(examples=["0714"])]
Nace = Annotated[Name, AfterValidator(read_by(nace_code)), Field(examples=["45.20"])]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]


def _with_slashes(id: str) -> str:
    return id.replace(SLASH, "/")


IdInPath = Annotated[str, Path(min_length=1, max_length=ID_LENGTH, pattern=NO_NUL), AfterValidator(_with_slashes)]
"""See `SlashesKept`."""


def level_of(name: Level | None) -> Cefr | None:
    return None if name is None else Cefr[name.upper()]


def level_name(level: Cefr | None) -> Any:
    return None if level is None else "native" if level is Cefr.NATIVE else level.name
