"""The audit trail of a round: who did what, when and why; newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.locations import in_address
from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.paging import PageAsked, key_after, page_of
from api.schemas.fields import NO_NUL, IdInPath
from api.state import Reading
from matcher.store.engine import Session
from matcher.store.event_log import EventShown, list_events, names_of_events
from matcher.store.members import members_of
from matcher.store.organisations import list_organisations, roles_of
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

PROGRAM = "key "  # begins the author's id
MOST_ORGANISATIONS = 10_000
PLACES: Mapping[str, str] = {"run": "/runs/", "proposal": "/proposals/", "request": "/requests/"}
"""Subjects that have a page of their own; learners have one within their round."""


class TrailAsked(PageAsked):
    """Which events are looked for: of one name, or about one subject as kind:id."""

    what: str = Field(default="", max_length=200, pattern=NO_NUL)
    subject: str = Field(default="", max_length=240, pattern=r"^([a-z_]+:[^\x00]+)?$")


@dataclass(frozen=True)
class Subject:
    """What an event is about, by its id or, where that says nothing, its name."""

    kind: str
    id: str
    path: str | None


@dataclass(frozen=True)
class EventLine:
    """An event, by which organisation, and what it is about."""

    event: EventShown
    organisation: str | None
    person: str | None  # of one's own organisation, by name
    roles: tuple[str, ...]  # in which the organisation takes part
    subjects: tuple[Subject, ...]

    @property
    def by_program(self) -> bool:
        return self.event.author.startswith(PROGRAM)


@dataclass(frozen=True)
class Who:
    """Names of people and organisations, and roles of organisations, by id."""

    people: Mapping[str, str]
    organisations: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TrailPage:
    template: ClassVar[str] = "trail.html"
    head: RoundHead
    asked: TrailAsked
    names: tuple[str, ...]
    events: tuple[EventLine, ...]
    next: str | None


@router.get("/rounds/{round_id}/trail")
def look(
    round_id: IdInPath, asked: Annotated[TrailAsked, Query()], frame: Framed, visitor: Looking, session: Reading
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    (before,) = key_after(asked, whole=True) or (None,)
    kind, _, id = asked.subject.partition(":")
    about, place = (kind, id) if asked.subject else None, None if before is None else int(before)
    rows = list_events(session, viewer, round_id, place, asked.limit + 1, about, asked.what or None)
    found = page_of(rows, asked, lambda row: row.id, lambda row: (row.id,))
    who = _who(session, viewer)
    page = TrailPage(
        head=head,
        asked=asked,
        names=tuple(names_of_events(session, viewer, round_id)),
        events=tuple(_line(round_id, event, who) for event in rows[: asked.limit]),
        next=next_path(frame.path, asked, found.next),
    )
    return show(frame, page)


def _who(session: Session, viewer: Viewer) -> Who:
    """One's colleagues by name, whom one may invite and part with; of others the organisation and what it does."""
    people = {member.id: member.name or member.email for member in members_of(session, viewer)}
    organisations = list_organisations(session, viewer, "", MOST_ORGANISATIONS)
    return Who(people, {row.id: row.name for row in organisations}, roles_of(session, organisations))


def _line(round_id: str, event: EventShown, who: Who) -> EventLine:
    subjects = tuple(
        Subject(kind, who.organisations.get(id, id) if kind == "organisation" else id, _path(round_id, kind, id))
        for kind, id in event.subjects
    )
    there = event.organisation or ""
    return EventLine(
        event, who.organisations.get(there), who.people.get(event.author), who.roles.get(there, ()), subjects
    )


def _path(round_id: str, kind: str, id: str) -> str | None:
    if kind == "learner":
        return None if id.startswith("erased-") else f"/rounds/{round_id}/learners/{in_address(id)}"
    return f"{PLACES[kind]}{id}" if kind in PLACES else None
