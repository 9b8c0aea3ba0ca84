"""The reserve list by study field, also for those whose field only their study title tells."""

from collections.abc import Mapping, Sequence
from typing import Literal

from matcher.errors import UnknownId
from matcher.model import Round
from matcher.profiles import resolve_titles
from matcher.store.confirmations import titled_round
from matcher.store.engine import Session
from matcher.store.reserves import last_rank, rank_reserves, reserve_order, reserves
from matcher.store.viewers import Viewer


def reserves_by_field(
    session: Session, viewer: Viewer, round_id: str, stated: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the ids of who waits by field, in list order; under "" those whose title nobody has explained yet.

    Parameters
    ----------
    stated
        The same by the field that was stated; under "" those who stated none.
    """
    field_of = {id: field for field, ids in stated.items() for id in ids}
    if untold := frozenset(stated.get("", ())):
        field_of |= _fields(titled_round(session, viewer, round_id), untold)
    found: dict[str, list[str]] = {}
    for id in reserve_order(session, viewer, round_id):
        if id in field_of:
            found.setdefault(field_of[id], []).append(id)
    return {field: found[field] for field in sorted(found)}


def move_reserve(session: Session, viewer: Viewer, round_id: str, learner: str, way: Literal["up", "down"]) -> None:
    """Let somebody change places with who stands before or after them in their field, if anybody does.

    Raises
    ------
    NotAllowed, UnknownId
        As `rank_reserves`; if the learner is not on the list.
    """
    fields = reserves_by_field(session, viewer, round_id, reserves(session, viewer, round_id))
    waiting = next((ids for ids in fields.values() if learner in ids), None)
    if waiting is None:
        raise UnknownId("learner on the reserve list", learner)
    at = waiting.index(learner)
    to = min(max(at + (-1 if way == "up" else 1), 0), len(waiting) - 1)
    waiting.insert(to, waiting.pop(at))
    ranks = {id: place for place, id in enumerate(waiting, start=1)}
    rank_reserves(session, viewer, round_id, ranks, moved=learner)


def put_last(session: Session, viewer: Viewer, round_id: str, learner: str, why: str) -> None:
    """Put somebody on the list, behind all who are on it; errors as `rank_reserves`."""
    ranks = {learner: last_rank(session, viewer, round_id) + 1}
    rank_reserves(session, viewer, round_id, ranks, moved=learner, why=why)


def _fields(round: Round, ids: frozenset[str]) -> dict[str, str]:
    learners = tuple(learner for learner in round.learners if learner.id in ids)
    fields = resolve_titles(round.model_copy(update={"learners": learners, "placements": ()})).of_learner
    return {learner.id: field.code for learner, field in zip(learners, fields, strict=True) if field}
