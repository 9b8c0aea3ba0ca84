"""Who appears in the tests of the store: a coordinator, two of every other kind, and a round they all take part in."""

from dataclasses import dataclass
from pathlib import Path

from matcher.model import Round
from matcher.reading import read_round
from matcher.store.clock import new_id
from matcher.store.engine import Store, writing
from matcher.store.imports import import_round
from matcher.store.tables import OrganisationRoleRow, OrganisationRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer


def organisation(store: Store, *roles: Role) -> Viewer:
    """Make an organisation with these roles and return somebody who acts for it in all of them."""
    id = new_id()
    with writing(store) as session:
        session.add(OrganisationRow(id=id, name=f"Organisation {id}"))
        session.flush()
        session.add_all(OrganisationRoleRow(organisation_id=id, role=role) for role in roles)
    return Viewer(f"person of {id}", id, frozenset(roles))


@dataclass(frozen=True)
class Stored:
    """A round in the store and its coordinator."""

    id: str
    coordinator: Viewer
    round: Round


def stored(store: Store, folder: Path) -> Stored:
    """Import a round folder for a coordinator of its own."""
    coordinator = organisation(store, "coordinator")
    round = read_round(folder).round
    with writing(store) as session:
        return Stored(import_round(session, coordinator, round), coordinator, round)
