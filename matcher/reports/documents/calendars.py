"""Calendar files of stays (RFC 5545), to be read by any calendar; the only user of icalendar.

Every stay is an event of whole days whose end is the day after the last, as the standard has it. An event keeps its UID
from run to run, so that a new file takes the place of an old one; its time stamp is given, never taken from the clock.
Events carry pseudonymous ids and no names: calendars are shared widely.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from matcher.model import DaySpan
from matcher.reports.documents.phrases import people_named, place_of
from matcher.reports.documents.programme import parties
from matcher.reports.documents.roster import Placed, Roster
from matcher.reports.documents.sections import printable
from matcher.reports.documents.words import ENGLISH, Words
from matcher.reports.tables import WRITTEN_ON

if TYPE_CHECKING:
    from icalendar import Event

MAKER = "-//Mobility Matcher//documents//EN"


def calendar_files(
    roster: Roster, words: Words = ENGLISH, *, stamped_at: datetime | None = None
) -> Iterator[tuple[str, str, bytes]]:
    """Yield kind (learner, group, host, destination), id and file of every calendar of a roster.

    `stamped_at` is when the run was made, in UTC; left out, every event has the same fixed stamp.
    """
    write = _Events(roster, words, stamped_at or WRITTEN_ON.replace(tzinfo=UTC))
    for one in roster.placed:
        yield "learner", one.learner.id, write.calendar(one.learner.id, [write.of_learner(one)])
    travelling = [party for party in parties(roster) if party.group]
    for party in travelling:
        event = write.of_group(party.id, party.placed, party.companions)
        yield "group", party.id, write.calendar(party.id, [event])
    for (host, destination), ones in sorted(roster.by_host.items()):
        name = f"{host}, {ones[0].city}"
        yield "host", f"{destination}-{host}", write.calendar(name, map(write.of_trainee, ones))
    for destination, ones in sorted(roster.by_destination.items()):
        groups = (party for party in travelling if party.placed[0].destination.id == destination)
        events = [write.of_group(party.id, party.placed, party.companions) for party in groups]
        events += [write.of_trainee(one) for one in ones]
        yield "destination", destination, write.calendar(ones[0].city, events)


class _Events:
    """Writes the events of one roster."""

    def __init__(self, roster: Roster, words: Words, stamped_at: datetime) -> None:
        self._roster, self._words, self._stamped_at = roster, words, stamped_at.astimezone(UTC).replace(microsecond=0)

    def calendar(self, name: str, events: Iterable["Event"]) -> bytes:
        """A calendar as the bytes of its file."""
        from icalendar import Calendar

        calendar = Calendar()
        calendar.add("PRODID", MAKER)
        calendar.add("VERSION", "2.0")
        calendar.add("CALSCALE", "GREGORIAN")
        calendar.add("X-WR-CALNAME", _line(f"{self._roster.round.name}: {name}"))
        for event in events:
            calendar.add_component(event)
        return bytes(calendar.to_ical())

    def of_learner(self, placed: Placed) -> "Event":
        summary = self._words("event_learner", host=placed.placement.host, city=placed.city)
        return self._event("learner", placed.learner.id, summary, placed, self._about(placed))

    def of_trainee(self, placed: Placed) -> "Event":
        summary = self._words("event_trainee", learner=placed.learner.id, host=placed.placement.host)
        return self._event("trainee", placed.learner.id, summary, placed, self._about(placed))

    def of_group(self, group: str, placed: tuple[Placed, ...], companions: int) -> "Event":
        said = people_named(len(placed), companions, self._words)
        about = self._words("event_people", **said, run=self._roster.run)
        summary = self._words("event_group", group=group, city=placed[0].city)
        return self._event("group", group, summary, placed[0], about)

    def _about(self, placed: Placed) -> str:
        return self._words("event_words", tasks=placed.placement.tasks or "–", run=self._roster.run)

    def _event(self, kind: str, id: str, summary: str, placed: Placed, about: str) -> "Event":
        from icalendar import Event

        span: DaySpan = placed.span
        event = Event()
        event.add("UID", self._uid(kind, id))
        event.add("DTSTAMP", self._stamped_at)
        event.add("DTSTART", span.first_day)
        event.add("DTEND", span.last_day + timedelta(days=1))
        event.add("SUMMARY", _line(summary))
        event.add("LOCATION", _line(place_of(placed.city, placed.destination.country, self._words)))
        event.add("DESCRIPTION", printable(about))
        event.add("TRANSP", "TRANSPARENT")  # a stay does not make its days busy
        return event

    def _uid(self, kind: str, id: str) -> str:
        """The same for the same learner or group of the same round, wherever they are placed."""
        round = self._roster.round
        digest = sha256("\x00".join((round.name, round.seed, kind, id)).encode()).hexdigest()[:32]
        return f"{digest}@mobility-matcher"


def _line(text: str) -> str:
    """A name as calendars show it: on one line."""
    return " ".join(printable(text).split())
