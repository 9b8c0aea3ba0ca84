"""Who a learner is: name, contact, guardians; sealed, apart from matching data, and read by name by few."""

from sqlalchemy.orm import Session

from matcher.model import Noun
from matcher.store.engine import vault_of
from matcher.store.errors import StaleVersion
from matcher.store.events import record_event
from matcher.store.learners import learner_key_of
from matcher.store.tables import IdentityRow, LearnerRow
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, identities_visible_to


class Guardian(Noun):
    """A parent or guardian of a minor."""

    name: str
    email: str = ""
    phone: str = ""


class Identity(Noun):
    """What a learning agreement needs beyond matching data; the birth date stands with the learner, sealed too."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    guardians: tuple[Guardian, ...] = ()
    emergency_contact: str = ""


def put_identity(
    session: Session, viewer: Viewer, round_id: str, learner: str, identity: Identity, version: int | None = None
) -> int:
    """Keep who a learner is and return the version.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer isn't the learner's sending side or coordinator.
    StaleVersion
        If it has changed since `version`; None: there is none yet.
    """
    viewer = acting_as(viewer, "changing an identity", ("coordinator", "sending", "school"))
    key = learner_key_of(session, viewer, round_id, learner)
    row = session.get(IdentityRow, key)
    if (row.version if row else None) != version:
        raise StaleVersion("identity of learner", learner)
    row = row or IdentityRow(learner_key=key, round_id=round_id)
    row.sealed = vault_of(session).seal(identity.model_dump(mode="json"))
    session.add(row)
    session.flush()
    record_event(session, viewer, "change identity", {"learner": key}, round_id=round_id)
    return row.version


def identities_of(session: Session, viewer: Viewer, round_id: str) -> dict[str, Identity]:
    """Return by id who the learners of a round are, those whom the viewer may know."""
    rows = identities_visible_to(viewer, round_id).with_only_columns(LearnerRow.id, IdentityRow.sealed)
    vault = vault_of(session)
    return {row.id: Identity.model_validate(vault.unseal(row.sealed)) for row in session.execute(rows)}


def get_identity(session: Session, viewer: Viewer, round_id: str, learner: str) -> tuple[Identity, int]:
    """Return who a learner is and the version; that somebody looked is not an event, that they changed it is.

    Raises
    ------
    UnknownId
        If the viewer may not know, or there is nothing to know.
    """
    rows = identities_visible_to(viewer, round_id).where(LearnerRow.id == learner)
    row = as_seen(session.scalar(rows), "identity of learner", learner)
    return Identity.model_validate(vault_of(session).unseal(row.sealed)), row.version
