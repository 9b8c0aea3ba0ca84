"""The reserve list by study field, also for those whose field only their study title tells."""

from collections.abc import Mapping, Sequence

from matcher.model import Round
from matcher.profiles import resolve_titles
from matcher.store.confirmations import titled_round
from matcher.store.engine import Session
from matcher.store.reserves import reserve_order
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


def _fields(round: Round, ids: frozenset[str]) -> dict[str, str]:
    learners = tuple(learner for learner in round.learners if learner.id in ids)
    fields = resolve_titles(round.model_copy(update={"learners": learners, "placements": ()})).of_learner
    return {learner.id: field.code for learner, field in zip(learners, fields, strict=True) if field}
