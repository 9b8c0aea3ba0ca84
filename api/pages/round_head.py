"""The head of every page about a round: its name, and where one can go in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.store.engine import Session
from matcher.store.rounds import get_round
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer

PLACES: Mapping[str, tuple[str, frozenset[Role]]] = {
    "overview": ("", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "learners": ("/learners", frozenset({"coordinator", "auditor", "sending", "school"})),
    "titles": ("/titles", frozenset({"coordinator", "sending", "school"})),
    "placements": ("/placements", frozenset({"coordinator", "auditor", "hosting"})),
    "calendar": ("/calendar", frozenset({"coordinator", "hosting"})),
    "demand": ("/demand", frozenset({"coordinator", "hosting"})),
    "requests": ("/requests", frozenset({"coordinator", "hosting"})),
    "flow_plan": ("/flow-plan", frozenset({"coordinator", "auditor", "sending", "hosting"})),
    "runs": ("/runs", frozenset({"coordinator", "auditor"})),
    "proposals": ("/proposals", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "objections": ("/objections", frozenset({"coordinator", "auditor", "sending", "school"})),
    "notices": ("/notices", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "trail": ("/trail", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "files": ("/files", frozenset({"coordinator", "sending", "school", "hosting"})),
}
"""Within a round: its path, and who is shown the way. Whether one may is decided where the data is read."""


@dataclass(frozen=True)
class RoundHead:
    """A round as its pages name it; `ways` are keys of PLACES with paths."""

    id: str
    name: str
    state: str
    ways: tuple[tuple[str, str], ...]


def head_of(session: Session, viewer: Viewer, round_id: str) -> RoundHead:
    """Return the head of a round's pages.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    row = get_round(session, viewer, round_id)
    ways = [(key, f"/rounds/{row.id}{path}") for key, (path, roles) in PLACES.items() if viewer.roles & roles]
    return RoundHead(row.id, row.name, row.state, tuple(ways))
