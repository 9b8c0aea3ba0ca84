"""What somebody typed into a form, as texts: kept as typed, so that it can be shown again with what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from matcher.reading.cells import day, says, whole_number
from matcher.said import Said

LONGEST = 2_000  # characters of a field

EXPECTED: Mapping[str, Callable[[Mapping[str, Any]], Said]] = {
    "missing": lambda _: Said("a text"),
    "string_too_short": lambda _: Said("a text"),
    "string_too_long": lambda found: Said("a text of at most {most} characters", most=found["max_length"]),
    "int_": lambda _: says(whole_number),
    "date_": lambda _: says(day),
    "greater_than_equal": lambda found: Said("a number, {least} or more", least=found["ge"]),
    "less_than_equal": lambda found: Said("a number, {most} or less", most=found["le"]),
}
"""By how the type of an error begins."""


@dataclass(frozen=True)
class Typed:
    """The texts of a form by field; of a field that may come more than once, all of them."""

    values: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        return self.values.get(name, ("",))[0].strip()

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def given(self, *names: str) -> dict[str, str]:
        """Return the fields that say something."""
        return {name: text for name in names if (text := self.text(name))}


async def _typed(request: Request) -> Typed:
    form = await request.form()
    return Typed({name: tuple(_text(value) for value in form.getlist(name)) for name in form})


TypedForm = Annotated[Typed, Depends(_typed)]


def problems_by_field(invalid: ValidationError) -> dict[str, str]:
    """Return what is wrong in each field of a request's model."""
    return {str(found["loc"][0]): _wrong(found) for found in invalid.errors() if found["loc"]}


def _wrong(found: ErrorDetails) -> str:
    """What was expected, as a sentence of ours where there is one."""
    context = found.get("ctx", {})
    if isinstance(expected := context.get("expected"), Said):
        return expected
    for beginning, say in EXPECTED.items():
        if found["type"].startswith(beginning):
            return say(context)
    return str(found["msg"])


def _text(value: object) -> str:
    """Without the one character that the database's texts cannot hold, lines ended as everywhere else."""
    return value.replace("\x00", "").replace("\r\n", "\n")[:LONGEST] if isinstance(value, str) else ""
