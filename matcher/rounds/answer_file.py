"""`allocation.json` on disk: written record by record, so that an answer of any size costs no second copy in memory."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import to_json

from matcher.errors import InputError, UnknownId, VerificationFailed
from matcher.model import Allocation

ANSWER = "allocation.json"
MOST_SHOWN = 3  # of what is wrong in a file that is no answer


def write_answer(answer: Allocation, run: Path) -> None:
    """Write `allocation.json` into a run's folder; each learner, destination and so on has a line of its own."""
    with (run / ANSWER).open("wb") as file:
        before = b"{\n"
        for name in Allocation.model_fields:
            for piece in _pieces(answer, name):
                file.write(before + piece)
                before = b""
            before = before or b",\n"
        file.write(b"\n}\n")


def _pieces(answer: Allocation, name: str) -> Iterator[bytes]:
    """A field with its name, as the model writes it: nothing if it leaves the field out."""
    rows = getattr(answer, name)
    if not isinstance(rows, tuple):
        written = to_json(answer, include={name}, by_alias=True)[1:-1]
        yield from (written,) if written else ()
        return
    yield f'"{name}":['.encode()
    for number, row in enumerate(rows):
        yield (b",\n " if number else b"\n ") + to_json(row, by_alias=True)
    yield b"\n]" if rows else b"]"


def read_answer(run: Path) -> Allocation:
    """Read `allocation.json` of a run's folder."""
    try:
        text = (run / ANSWER).read_bytes()
    except OSError as missing:
        if (run / "round.toml").exists():
            message = f"{run} is a round, not a run of it: plan it first with `matcher run {run} --out …`"
            raise InputError("not-planned", message, folder=str(run)) from missing
        raise UnknownId("run folder", str(run)) from missing
    try:
        return Allocation.model_validate_json(text)
    except ValidationError as broken:
        wrong = (f"{'.'.join(map(str, error['loc'])) or ANSWER}: {error['msg']}" for error in broken.errors())
        raise VerificationFailed([f"{ANSWER} cannot be read: {'; '.join(islice(wrong, MOST_SHOWN))}"]) from broken
