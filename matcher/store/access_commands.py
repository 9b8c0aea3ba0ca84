"""`matcher access …`: who may come in, for whoever runs the service. A first coordinator is made here."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from matcher.errors import InputError, UnknownId
from matcher.store.commands import HERE, Database

if TYPE_CHECKING:
    from matcher.store.engine import Session

access_app = typer.Typer(
    name="access",
    no_args_is_help=True,
    help="Say who may come in: organisations, their people, and whom a name in a round stands for.",
    pretty_exceptions_enable=False,
)

Role = Literal["coordinator", "sending", "school", "hosting", "auditor"]
Party = Literal["sending_partner", "school", "hosting_partner"]
ROLES: tuple[Role, ...] = get_args(Role)


def _known_roles(roles: list[str]) -> list[str]:
    if unknown := sorted(set(roles) - set(ROLES)):
        raise typer.BadParameter(f"{', '.join(unknown)}: a role is one of {', '.join(ROLES)}")
    return roles


def _known_country(country: str | None) -> str | None:
    if country and not (country.isascii() and country.isalpha() and len(country) == 2):
        raise typer.BadParameter(f"{country}: a country by its code of two letters, as RS or IT")
    return country and country.upper()


def _known_address(email: str) -> str:
    name, at, site = email.strip().partition("@")
    if not (name and at and site) or " " in email.strip():
        raise typer.BadParameter(f"{email}: an e-mail address, as ana@uniser.example")
    return email


Roles = Annotated[
    list[str],
    typer.Option("--role", callback=_known_roles, help=f"One of {', '.join(ROLES)}; may be given several times."),
]


@access_app.command()
def add_organisation(
    name: Annotated[str, typer.Argument(help="Its name.")],
    role: Roles,
    country: Annotated[str | None, typer.Option(callback=_known_country, help="As RS, IT.")] = None,
    database: Database = HERE,
) -> None:
    """Add an organisation and print its id.

    Example: matcher access add-organisation "Uniser" --role coordinator --country IT
    """
    from matcher.store import organisations

    with _writing(database) as session:
        typer.echo(organisations.add_organisation(session, name, cast(list[Role], role), country))


@access_app.command()
def add_person(
    email: Annotated[str, typer.Argument(callback=_known_address, help="With this address they sign in.")],
    organisation: Annotated[str, typer.Option(help="The organisation that they act for: its id, or its name.")],
    role: Roles,
    name: Annotated[str, typer.Option(help="How they are called.")] = "",
    password: Annotated[bool, typer.Option(help="Ask for a password; without one they sign in elsewhere.")] = True,
    database: Database = HERE,
) -> None:
    """Let a person act for an organisation; asks for their password. One who is there already gets the roles too.

    Example: matcher access add-person ana@uniser.example --organisation "Uniser" --role coordinator
    """
    from matcher.store import organisations, people

    with _writing(database) as session:
        organisation = _organisation_of(session, organisation)
        person = _person_of(session, email)
        if person is None:
            person = people.add_person(session, email, _asked_password() if password else None, name)
        for one in cast(list[Role], role):
            organisations.add_member(session, person, organisation, one)
    typer.echo(person)


@access_app.command()
def link(
    round_id: Annotated[str, typer.Argument(metavar="ROUND", help="The round's id.")],
    party: Annotated[Party, typer.Argument(help="What it is in the round.")],
    party_id: Annotated[str, typer.Argument(metavar="ID", help="Its id in the round.")],
    organisation: Annotated[str, typer.Argument(help="The organisation behind it: its id, or its name.")],
    database: Database = HERE,
) -> None:
    """Say which organisation stands behind a name of a round: what it then sees follows from this.

    Example: matcher access link ROUND sending_partner CCIS 0123456789abcdef0123
    """
    from matcher.store import links
    from matcher.store.tables import RoundRow
    from matcher.store.viewers import Viewer

    with _writing(database) as session:
        round = session.get(RoundRow, round_id)
        if round is None:
            raise UnknownId("round", round_id)
        organisation = _organisation_of(session, organisation)
        service = Viewer("service", round.coordinator_id, frozenset({"coordinator"}))
        links.link(session, service, round_id, party, party_id, organisation)


@access_app.command(name="list")
def list_everybody(database: Database = HERE) -> None:
    """List organisations with their roles, and the people who act for them.

    Example: matcher access list
    """
    from sqlalchemy import select

    from matcher.store.tables import MembershipRow, OrganisationRoleRow, OrganisationRow, PersonRow

    with _writing(database) as session:
        for row in session.scalars(select(OrganisationRow).order_by(OrganisationRow.name, OrganisationRow.id)):
            roles = select(OrganisationRoleRow.role).filter_by(organisation_id=row.id).order_by("role")
            typer.echo(f"{row.id}  {row.name}: {', '.join(session.scalars(roles))}")
            people = (
                select(PersonRow.email, MembershipRow.role)
                .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
                .where(MembershipRow.organisation_id == row.id)
            )
            for email, role in session.execute(people.order_by(PersonRow.email, MembershipRow.role)):
                typer.echo(f"  {email}  {role}")


@contextmanager
def _writing(database: str) -> Iterator["Session"]:
    from matcher.store.engine import open_store, writing

    with closing(open_store(database)) as store, writing(store) as session:
        yield session


def _organisation_of(session: "Session", wanted: str) -> str:
    """The id of the organisation that is meant by its id or its name.

    Raises
    ------
    UnknownId
        If there is none.
    InputError
        If several are called so.
    """
    from sqlalchemy import select

    from matcher.store.tables import OrganisationRow

    if session.get(OrganisationRow, wanted) is not None:
        return wanted
    called = session.scalars(select(OrganisationRow.id).filter_by(name=wanted).order_by("id")).all()
    if not called:
        raise UnknownId("organisation", wanted)
    if len(called) > 1:
        raise InputError(
            "several-called-so",
            f"{len(called)} organisations are called {wanted!r}: give one of the ids {', '.join(called)}",
        )
    return called[0]


def _person_of(session: "Session", email: str) -> str | None:
    from sqlalchemy import select

    from matcher.store.tables import PersonRow

    return session.scalar(select(PersonRow.id).where(PersonRow.email == email.strip().casefold()))


def _asked_password() -> str:
    from matcher.store.people import SHORTEST_PASSWORD

    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST_PASSWORD:
        raise InputError("password-too-short", f"at least {SHORTEST_PASSWORD} characters: a few words, say")
    return password
