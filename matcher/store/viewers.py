"""Who asks: a person or program, acting for one organisation in some of its roles."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matcher.store.errors import NotAllowed
from matcher.store.tables.organisations import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """`person` is written down as the author of whatever is done: a person's id, or that of an API key."""

    person: str
    organisation: str
    roles: frozenset[Role]


def require(viewer: Viewer, action: str, roles: Iterable[Role]) -> None:
    """Raise NotAllowed unless the viewer has one of the roles."""
    if viewer.roles.isdisjoint(roles):
        raise NotAllowed(action, tuple(roles))


def acting_as(viewer: Viewer, action: str, roles: Iterable[Role]) -> Viewer:
    """Return the viewer in these roles only: what one sees in another role, as an auditor say, one doesn't change.

    Raises
    ------
    NotAllowed
        If the viewer has none of them.
    """
    require(viewer, action, roles)
    return replace(viewer, roles=viewer.roles & frozenset(roles))
