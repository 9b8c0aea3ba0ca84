"""Who stands behind the parties of a round: an organisation that is there or made for it, its first person invited."""

from dataclasses import dataclass

from matcher.model import SendingPartner
from matcher.store.engine import Session
from matcher.store.links import ROLES, Party, link, links_of
from matcher.store.members import Invitation, invite
from matcher.store.organisations import list_organisations, make_organisation, organisations_in_role
from matcher.store.round_tables import list_nouns, list_schools
from matcher.store.viewers import Viewer

EVERY = 1_000_000  # rows of a small table, none of which has so many


@dataclass(frozen=True, slots=True)
class PartyShown:
    """A party under the name that the round's files use, and the organisation behind it: its id and name, if any."""

    party: Party
    id: str
    name: str
    under: str | None
    organisation: str | None
    organisation_name: str | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is to stand behind a party.

    Attributes
    ----------
    organisation
        One that is there; None: a new one of this `name`, nobody if there is no name.
    email
        Whose address gets an invitation; "": nobody's.
    """

    organisation: str | None = None
    name: str = ""
    country: str | None = None
    email: str = ""


def parties_of(session: Session, viewer: Viewer, round_id: str) -> list[PartyShown]:
    """Return every party of a round, each kind by name, errors as `links.links_of`."""
    schools = {row.id: row for row in list_schools(session, viewer, round_id, "", EVERY)}
    names = {row.id: row.name for row in list_organisations(session, viewer, "", EVERY)}
    nouns = list_nouns(session, viewer, round_id, "sending partner", "", EVERY)
    senders = {noun.id: noun.name or noun.id for noun, _ in nouns if isinstance(noun, SendingPartner)}
    shown = [
        PartyShown(
            party,
            id,
            schools[id].name if party == "school" else senders.get(id, id) if party == "sending_partner" else id,
            schools[id].sending_partner_id if party == "school" else None,
            behind,
            names.get(behind or ""),
        )
        for party, id, behind in links_of(session, viewer, round_id)
    ]
    kinds = list(dict.fromkeys(one.party for one in shown))
    return sorted(shown, key=lambda one: (kinds.index(one.party), one.name.casefold(), one.id))


def candidates(session: Session, viewer: Viewer, party: Party) -> list[tuple[str, str]]:
    """Return the organisations that could stand behind such a party, id and name, by name."""
    return organisations_in_role(session, viewer, ROLES[party])


def settle(session: Session, viewer: Viewer, round_id: str, party: Party, id: str, behind: Behind) -> Invitation | None:
    """Link a party of the round with an organisation and invite its first person, if that is asked.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator, or the organisation invites its people itself.
    UnknownId
        If there is no such party or organisation.
    """
    organisation = behind.organisation
    if organisation is None and behind.name:
        organisation = make_organisation(session, viewer, behind.name, [ROLES[party]], behind.country)
    link(session, viewer, round_id, party, id, organisation)
    if organisation is None or not behind.email:
        return None
    return invite(session, viewer, organisation, behind.email, ROLES[party])
