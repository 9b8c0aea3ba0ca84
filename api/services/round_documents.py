"""Documents about several learners: programmes of groups, sheets for companies, rows for the Commission's tools.

They are written from what the published plan proposes and who is still proposed. A hosting partner gets sheets of
those who are accepted: they tell a first name and until when somebody is under 18.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from api.services.run_folder import zipped
from matcher.errors import InputError, UnknownId
from matcher.profiles import resolve_titles
from matcher.reports.documents import (
    ENGLISH,
    Contacts,
    Identity,
    Roster,
    Shared,
    Words,
    mobility_rows,
    parties,
    roster_of,
    write_shared_documents,
)
from matcher.reports.tables import Cell
from matcher.store.answers import load_answer
from matcher.store.engine import Session
from matcher.store.identities import identities_of
from matcher.store.proposals import list_proposals
from matcher.store.publishing import published_run
from matcher.store.rounds import get_round
from matcher.store.run_inputs import input_of
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, acting_as

MOST_DOCUMENTS = 200  # in one file: each takes about a twentieth of a second to write
EVERY = 10_000_000

NOTHING = "nothing to write about: documents come with a published plan, a host's sheets with accepted proposals"

WRITERS: Mapping[Shared | Literal["mobility_export"], frozenset[Role]] = {
    "programmes": frozenset({"coordinator", "sending", "school"}),
    "company_sheets": frozenset({"coordinator", "hosting"}),
    "mobility_export": frozenset({"coordinator", "sending"}),
}
"""Who takes which of them away."""


def shared_documents(
    session: Session,
    viewer: Viewer,
    round_id: str,
    kind: Shared,
    format: Literal["docx", "pdf"],
    words: Words = ENGLISH,
    group: str = "",
) -> bytes:
    """Return a zip of the programmes of the viewer's groups, or of one, or of the sheets of the viewer's companies.

    Raises
    ------
    NotAllowed, UnknownId
        If that is not for the viewer's roles, or nobody of the group is proposed.
    InputForgotten
        If somebody of the round was erased since.
    InputError
        If nobody is proposed yet, or there are more documents than may be written at once.
    """
    roster = _roster(session, acting_as(viewer, f"taking away {kind}", WRITERS[kind]), round_id, group)
    count = len(parties(roster) if kind == "programmes" else roster.by_host)
    if count > MOST_DOCUMENTS:
        message = (
            f"{count} documents are more than {MOST_DOCUMENTS}: take the plan as a folder, and `matcher documents`"
        )
        raise InputError("too-many-documents", message, documents=count)
    with TemporaryDirectory() as folder:
        write_shared_documents(roster, kind, Path(folder), format, words)
        return zipped(Path(folder))


def mobility_table(session: Session, viewer: Viewer, round_id: str) -> list[list[Cell]]:
    """Return everybody of the viewer's who is proposed, and companions, in the columns of the Commission's tools.

    Raises
    ------
    NotAllowed, UnknownId, InputError, InputForgotten
        As `shared_documents`.
    """
    viewer = acting_as(viewer, "taking away the mobility export", WRITERS["mobility_export"])
    return mobility_rows(_roster(session, viewer, round_id))


def _roster(session: Session, viewer: Viewer, round_id: str, group: str = "") -> Roster:
    get_round(session, viewer, round_id)
    proposed, run = _proposed(session, viewer, round_id), published_run(session, round_id)
    if run is None or not proposed:
        raise InputError("nothing-proposed", NOTHING)
    return _of(session, viewer, round_id, run, proposed, group)


def _proposed(session: Session, viewer: Viewer, round_id: str) -> set[str]:
    """Who is proposed, and of those whom the viewer sees as a host only, who is accepted."""
    found: set[str] = set()
    parts = (viewer.roles - {"hosting"}, LIVE_STATES), (viewer.roles & {"hosting"}, ("accepted",))
    for roles, states in parts:
        with suppress(UnknownId):  # in these roles the viewer has no part in the round
            rows = list_proposals(session, replace(viewer, roles=roles), round_id, ("", ""), EVERY, states)
            found |= {row.learner_id for row in rows}
    return found


def _of(session: Session, viewer: Viewer, round_id: str, run: str, proposed: Collection[str], group: str) -> Roster:
    """Everybody of these, or of these in one group; what stands in the published plan is what is proposed."""
    round, answer = input_of(session, run), load_answer(session, run)
    wanted = {one.id for one in round.learners if one.id in proposed and (not group or one.group == group)}
    rows = tuple(row for row in answer.assignments if row.learner in wanted)
    if not rows:
        raise UnknownId("group", group)
    there = {row.learner for row in rows}
    learners = tuple(learner for learner in round.learners if learner.id in there)
    placements = tuple(one for one in round.placements if one.id in {row.placement for row in rows})
    smaller = round.model_copy(update={"learners": learners, "placements": placements, "pins": (), "previous": ()})
    known = identities_of(session, viewer, round_id).items()
    named = {id: Identity.model_validate(kept.model_dump()) for id, kept in known if id in there}
    return roster_of(
        smaller, answer.model_copy(update={"assignments": rows}), resolve_titles(smaller), Contacts(learners=named)
    )
