"""Rounds and tables that somebody sends: read, checked, stored as a whole or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas.fields import Sentence
from matcher.errors import Problem, RoundInvalid
from matcher.model import Destination, Group, Round, SendingPartner
from matcher.profiles.confirmations import merge_confirmations
from matcher.profiles.normalise import title_key
from matcher.reading import read_uploads
from matcher.reading.additions import Additions, Surroundings, read_additions
from matcher.store.confirmations import confirmations_of
from matcher.store.engine import Session, Store, reading, writing
from matcher.store.imports import import_round
from matcher.store.many_learners import Counts, put_learners
from matcher.store.many_placements import put_placements
from matcher.store.round_tables import Kind, list_nouns, schools_of
from matcher.store.viewers import Viewer, require

AddedTable = Literal["learners", "placements"]

EVERY = 1_000_000  # rows of a small table, none of which has so many


class Change(BaseModel):
    """How many were new, and how many were there and now say what was sent."""

    added: int = 0
    changed: int = 0


class Warning(BaseModel):
    """Something that was repaired, assumed or kept aside."""

    file: str
    row: int
    column: str
    code: str
    value: Sentence
    expected: Sentence


class Imported(BaseModel):
    """What was stored, or would be."""

    round: str | None = Field(description="Its id; null: nothing was stored, this was a trial.")
    learners: Change
    placements: Change
    warnings: list[Warning] = []


def create_round(
    session: Session, viewer: Viewer, round: Round, *, trial: bool, problems: tuple[Problem, ...] = ()
) -> Imported:
    """Store a round as the viewer's own, with what its organisation said earlier about the same study titles.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator.
    """
    with _kept(session, trial):
        id = import_round(session, viewer, _with_earlier_confirmations(session, viewer, round))
    return Imported(
        round=None if trial else id,
        learners=Change(added=len(round.learners)),
        placements=Change(added=len(round.placements)),
        warnings=list(map(_warning, problems)),
    )


def create_round_of_files(store: Store, viewer: Viewer, files: Mapping[str, bytes], *, trial: bool) -> Imported:
    """Read a round's files and store it; reading, which takes longest, holds no other writer up.

    Raises
    ------
    RoundInvalid
        With every problem in all files.
    NotAllowed
        If the viewer is no coordinator.
    """
    require(viewer, "importing a round", ("coordinator",))
    found = read_uploads(files)
    with writing(store) as session:
        return create_round(session, viewer, found.round, trial=trial, problems=found.problems)


def add_tables(store: Store, viewer: Viewer, round_id: str, files: Mapping[str, bytes], *, trial: bool) -> Imported:
    """Read tables of learners and placements and bring a round to what they say; nobody is taken away.

    Raises
    ------
    RoundInvalid
        With every problem in all files.
    UnknownId
        If the viewer sees no such round.
    NotAllowed, ReferenceMissing
        If something in them is not the viewer's own.
    """
    with reading(store) as session:
        around = surroundings_of(session, viewer, round_id)
    additions = read_additions(files, around)
    with writing(store) as session, _kept(session, trial):
        learners, placements = _put(session, viewer, round_id, additions)
    return Imported(
        round=None if trial else round_id,
        learners=Change(added=learners.added, changed=learners.changed),
        placements=Change(added=placements.added, changed=placements.changed),
        warnings=list(map(_warning, additions.problems)),
    )


def add_table(
    store: Store, viewer: Viewer, round_id: str, table: AddedTable, file: str, content: bytes, *, trial: bool
) -> Imported:
    """Read one file, whatever it is called, as a table of learners or placements; else as `add_tables`."""
    read_as = f"{table}{PurePath(file).suffix}"
    try:
        found = add_tables(store, viewer, round_id, {read_as: content}, trial=trial)
    except RoundInvalid as invalid:
        called = {read_as: file, "": file}
        raise RoundInvalid([replace(row, file=called.get(row.file, row.file)) for row in invalid.problems]) from invalid
    warnings = [warning.model_copy(update={"file": file}) for warning in found.warnings]
    return found.model_copy(update={"warnings": warnings})


def surroundings_of(session: Session, viewer: Viewer, round_id: str) -> Surroundings:
    """Return what the rows of a table may name. Who is one partner or school need not say so in each of them."""
    groups: list[Group] = _every(session, viewer, round_id, "group")
    partners: list[SendingPartner] = _every(session, viewer, round_id, "sending partner")
    destinations: list[Destination] = _every(session, viewer, round_id, "destination")
    sends, (school, *others) = viewer.roles & {"sending", "school"}, (*schools_of(session, viewer, round_id), None)
    return Surroundings(
        stays=[stay.id for stay in _every(session, viewer, round_id, "stay")],
        groups=groups,
        sending_partners=partners,
        destinations=destinations,
        sending_partner=partners[0].id if sends and len(partners) == 1 else None,
        school=school if sends == {"school"} and others == [None] else None,
    )


def _every(session: Session, viewer: Viewer, round_id: str, kind: Kind) -> list[Any]:
    return [noun for noun, _ in list_nouns(session, viewer, round_id, kind, "", EVERY)]


def _put(session: Session, viewer: Viewer, round_id: str, additions: Additions) -> tuple[Counts, Counts]:
    nothing = Counts(added=0, changed=0)
    learners, placements = additions.learners, additions.placements
    return (
        put_learners(session, viewer, round_id, learners) if learners else nothing,
        put_placements(session, viewer, round_id, placements) if placements else nothing,
    )


def _with_earlier_confirmations(session: Session, viewer: Viewer, round: Round) -> Round:
    stated = {learner.study_title for learner in round.learners} | {offer.study_title for offer in round.placements}
    titles = {title_key(title) for title in stated if title}
    earlier = [said for said in confirmations_of(session, viewer.organisation) if title_key(said.title) in titles]
    return round.model_copy(update={"confirmations": merge_confirmations(earlier, round.confirmations)})


@contextmanager
def _kept(session: Session, trial: bool) -> Iterator[None]:
    """Do it in full, and then, if it is a trial, undo it."""
    with session.begin_nested() as attempt:
        yield
        session.flush()
        if trial:
            attempt.rollback()


def _warning(problem: Problem) -> Warning:
    return Warning.model_validate(problem, from_attributes=True)
