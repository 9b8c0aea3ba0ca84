"""A hosting partner's whole list at once: placements added and changed in bulk, all or nothing."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from matcher.model import Placement
from matcher.store import rows_of
from matcher.store.clock import new_id, now
from matcher.store.errors import NotAllowed
from matcher.store.events import record_event
from matcher.store.imports import HostName, bulk_insert, host_name
from matcher.store.loading import placements_of
from matcher.store.many_learners import Counts
from matcher.store.rounds import get_round
from matcher.store.rows_of import Values
from matcher.store.tables import DestinationRow, HostRow, PlacementRow, PlacementVersionRow
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import destinations_visible_to, placements_visible_to


def put_placements(
    session: Session, viewer: Viewer, round_id: str, placements: Sequence[Placement], why: str = ""
) -> Counts:
    """Add these placements to a round, or append a version where something changed; none is taken away, and one that
    was withdrawn is offered again.

    Raises
    ------
    NotAllowed
        If one of them is not at a destination of the viewer's own.
    UnknownId
        If the viewer sees no such round.
    ReferenceMissing
        If one has the id of a placement that the viewer does not see.
    """
    viewer = acting_as(viewer, "changing placements", ("coordinator", "hosting"))
    get_round(session, viewer, round_id)
    _check_destinations(session, viewer, round_id, placements)
    versions = _versions(session, viewer, round_id)
    before = _offered(session, viewer, round_id)
    added = [placement for placement in placements if placement.id not in versions]
    changed = [row for row in placements if row.id in versions and before.get(row.id) != row]
    heads = ({"id": placement.id, "destination_id": placement.destination} for placement in added)
    bulk_insert(session, PlacementRow, round_id, heads)
    _move_heads(session, round_id, changed)
    hosts = _hosts(session, round_id, (*added, *changed))
    rows = _version_rows(viewer, (*added, *changed), versions, hosts, why)
    bulk_insert(session, PlacementVersionRow, round_id, rows)
    record_event(session, viewer, "change placements", {"round": round_id}, round_id=round_id, why=why)
    return Counts(added=len(added), changed=len(changed))


def _check_destinations(session: Session, viewer: Viewer, round_id: str, placements: Sequence[Placement]) -> None:
    own = set(session.scalars(destinations_visible_to(viewer, round_id).with_only_columns(DestinationRow.id)))
    if not {placement.destination for placement in placements} <= own:
        raise NotAllowed("changing placements", "the hosting partner of their destination, or the coordinator")


def _versions(session: Session, viewer: Viewer, round_id: str) -> Mapping[str, int]:
    own = placements_visible_to(viewer, round_id).with_only_columns(PlacementRow.id, PlacementRow.version)
    return {row.id: row.version for row in session.execute(own)}


def _offered(session: Session, viewer: Viewer, round_id: str) -> Mapping[str, Placement]:
    rows = placements_visible_to(viewer, round_id).where(PlacementRow.withdrawn_at.is_(None))
    return {placement.id: placement for placement in placements_of(session, rows)}


def _move_heads(session: Session, round_id: str, placements: Sequence[Placement]) -> None:
    """Each to its next version; one that was withdrawn is offered again."""
    if not placements:
        return
    again = (
        update(PlacementRow.__table__)  # type: ignore[arg-type]
        .where(PlacementRow.round_id == round_id, PlacementRow.id == bindparam("of"))
        .values(
            destination_id=bindparam("where"), changed_at=now(), withdrawn_at=None, version=PlacementRow.version + 1
        )
    )
    session.execute(again, [{"of": placement.id, "where": placement.destination} for placement in placements])
    session.expire_all()


def _hosts(session: Session, round_id: str, placements: Sequence[Placement]) -> Mapping[HostName, str]:
    rows = session.scalars(select(HostRow).where(HostRow.round_id == round_id))
    hosts = {(row.destination_id, row.name): row.id for row in rows}
    fresh = {name: new_id() for name in sorted(set(map(host_name, placements)) - hosts.keys())}
    new = ({"id": id, "destination_id": destination, "name": name} for (destination, name), id in fresh.items())
    bulk_insert(session, HostRow, round_id, new)
    return hosts | fresh


def _version_rows(
    viewer: Viewer,
    placements: Sequence[Placement],
    versions: Mapping[str, int],
    hosts: Mapping[HostName, str],
    why: str,
) -> Iterator[Values]:
    for placement in placements:
        values = rows_of.placement_values(placement, hosts[host_name(placement)])
        yield values | {"version": versions.get(placement.id, 0) + 1, "author": viewer.person, "reason": why}
