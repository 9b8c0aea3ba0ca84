"""The folder that `matcher run` would leave behind, of a run of the service, as one zip."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from api.services.answers import Answers
from matcher.errors import VerificationFailed
from matcher.model import Round
from matcher.reading import read_round
from matcher.reading.written import write_round
from matcher.store.engine import Session
from matcher.store.explained import get_answer
from matcher.store.viewers import Viewer

ON_A_DAY = (2022, 1, 1, 0, 0, 0)  # a fixed one, so that the same run gives the same bytes


def run_folder(answers: Answers, session: Session, viewer: Viewer, run_id: str) -> bytes:
    """Return the round as it was planned, the answer, its tables and the report.

    Raises
    ------
    UnknownId
        If the viewer sees no answer of such a run.
    InputForgotten
        If somebody was erased since.
    VerificationFailed
        If the round holds what its tables cannot say, so that the folder would prove nothing.
    """
    from matcher.rounds import SNAPSHOT, Plan, write_run

    get_answer(session, viewer, run_id)
    again = answers.untouched(session, run_id)
    with TemporaryDirectory() as folder:
        out = Path(folder)
        _write_snapshot(again.planned.round, out / SNAPSHOT)
        write_run(Plan(again.planned, again.answer), out)
        return zipped(out)


def _write_snapshot(round: Round, folder: Path) -> None:
    write_round(round, folder)
    if read_round(folder).round.digest != round.digest:
        raise VerificationFailed(["the round's tables do not say all that was planned: take the answer instead"])


def zipped(folder: Path) -> bytes:
    """Return the files of a folder as a zip; the same files give the same bytes."""
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = ZipInfo(file.relative_to(folder).as_posix(), ON_A_DAY)
            archive.writestr(name, file.read_bytes(), ZIP_DEFLATED)
    return held.getvalue()
