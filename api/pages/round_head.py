"""The head of every page about a round: its name, and where one can go in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from matcher.store.engine import Session
from matcher.store.round_tables import cities_of
from matcher.store.rounds import get_round
from matcher.store.tables.organisations import Role
from matcher.store.tables.rounds import PLANNABLE
from matcher.store.viewers import Viewer

OVERSEES: frozenset[Role] = frozenset({"coordinator", "auditor"})
PLACES: Mapping[str, tuple[str, frozenset[Role]]] = {
    "overview": ("", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "learners": ("/learners", frozenset({"coordinator", "auditor", "sending", "school"})),
    "titles": ("/titles", frozenset({"coordinator", "sending", "school"})),
    "placements": ("/placements", frozenset({"coordinator", "auditor", "hosting"})),
    "calendar": ("/calendar", frozenset({"coordinator", "hosting"})),
    "demand": ("/demand", frozenset({"coordinator", "hosting"})),
    "requests": ("/requests", frozenset({"coordinator", "hosting"})),
    "flow_plan": ("/flow-plan", frozenset({"coordinator", "auditor", "sending", "hosting"})),
    "runs": ("/runs", OVERSEES),
    "rules": ("/rules", OVERSEES),
    "settings": ("/settings", frozenset({"coordinator"})),
    "parties": ("/parties", OVERSEES),
    "undone": ("/undone", frozenset({"coordinator"})),
    "reserves": ("/reserves", frozenset({"coordinator"})),
    "proposals": ("/proposals", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "objections": ("/objections", frozenset({"coordinator", "auditor", "sending", "school"})),
    "notices": ("/notices", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "trail": ("/trail", frozenset({"coordinator", "auditor", "sending", "school", "hosting"})),
    "files": ("/files", frozenset({"coordinator", "sending", "school", "hosting"})),
}
"""Within a round: its path, and who is shown the way. Whether one may is decided where the data is read."""


MENUS: Mapping[str, tuple[str, ...]] = {
    "planning": ("runs", "rules", "flow_plan", "settings"),
    "people": ("learners", "titles", "parties"),
    "places": ("placements", "calendar", "demand", "requests"),
    "results": ("proposals", "objections", "undone", "reserves"),
    "record": ("notices", "trail", "files"),
}
"""Which of PLACES stand together in the way around a round; the overview stands before them."""

BESIDE: Mapping[str, str] = {
    "runs": "/runs",
    "proposals": "/proposals",
    "requests": "/requests",
    "flow_plan": "/flow-cells",
}
"""Where what a place leads to has a path that does not begin with the round's."""


class Way(NamedTuple):
    """A place within a round, by its key in PLACES, and its path."""

    key: str
    path: str

    def leads_to(self, path: str) -> bool:
        """Whether somebody at this path is at the place or at what it leads to."""
        if self.key == "overview" or path == self.path:
            return path == self.path
        begins = (self.path, BESIDE[self.key]) if self.key in BESIDE else (self.path,)
        return path.startswith(tuple(f"{beginning}/" for beginning in begins))


class Menu(NamedTuple):
    """Places that stand together, by the key in MENUS."""

    key: str
    ways: tuple[Way, ...]

    def leads_to(self, path: str) -> bool:
        return any(way.leads_to(path) for way in self.ways)


@dataclass(frozen=True)
class RoundHead:
    """A round as its pages name it, and where the viewer can go in it."""

    id: str
    name: str
    state: str
    ways: tuple[Way, ...]
    cities: Mapping[str, str]  # of destinations, by id

    def city(self, destination: str) -> str:
        """What people call a destination: its city, with the id where there are several in it."""
        city = self.cities.get(destination) or destination
        several = sum(other == city for other in self.cities.values()) > 1
        return f"{city} ({destination})" if several else city

    @property
    def is_open(self) -> bool:
        """Whether plans are still made and published."""
        return self.state in PLANNABLE

    @property
    def menus(self) -> tuple[Menu, ...]:
        by_key = {way.key: way for way in self.ways}
        found = (Menu(key, tuple(by_key[one] for one in places if one in by_key)) for key, places in MENUS.items())
        return tuple(menu for menu in found if menu.ways)


def head_of(session: Session, viewer: Viewer, round_id: str) -> RoundHead:
    """Return the head of a round's pages.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    row = get_round(session, viewer, round_id)
    ways = [Way(key, f"/rounds/{row.id}{path}") for key, (path, roles) in PLACES.items() if viewer.roles & roles]
    return RoundHead(row.id, row.name, row.state, tuple(ways), cities_of(session, viewer, round_id))
