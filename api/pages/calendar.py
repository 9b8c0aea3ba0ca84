"""Places and beds by day at the destinations that one sees: taken and free, drawn and as a table."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Query, Response
from markupsafe import Markup

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.paging import PageAsked, key_after, page_of
from api.schemas.fields import IdInPath
from api.services.calendar import DestinationCalendar, calendar
from api.state import Reading
from matcher.model import Destination
from matcher.reports.charts import Filled, filled
from matcher.store.round_tables import list_nouns

router = APIRouter(include_in_schema=False)

DESTINATIONS = 6  # on a page


class DestinationsAsked(PageAsked):
    limit: int = DESTINATIONS


@dataclass(frozen=True)
class CalendarPage:
    """A calendar for some of the destinations."""

    template: ClassVar[str] = "calendar.html"
    head: RoundHead
    calendars: tuple[DestinationCalendar, ...]
    next: str | None

    def drawn(
        self, of: DestinationCalendar, what: Literal["beds", "places"], ends: tuple[str, str], title: str, words: str
    ) -> Markup:
        """Draw a calendar; `ends` are its first and last day as the reader writes them."""
        taken = [span.people if what == "beds" else span.learners for span in of.spans]
        limits = [of.beds if what == "beds" else span.places for span in of.spans]
        steps = [Filled(span.days, *row) for span, *row in zip(of.spans, taken, limits, strict=True)]
        return filled(f"{what}-{self.calendars.index(of)}", steps, ends, title, words)


@router.get("/rounds/{round_id}/calendar")
def look(
    round_id: IdInPath,
    asked: Annotated[DestinationsAsked, Query()],
    frame: Framed,
    visitor: Looking,
    session: Reading,
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    (after,) = key_after(asked) or ("",)
    rows = list_nouns(session, viewer, round_id, "destination", str(after), asked.limit + 1)
    nouns = [noun for noun, _ in rows if isinstance(noun, Destination)]
    found = page_of(nouns, asked, lambda noun: noun.id, lambda noun: (noun.id,))
    calendars = calendar(session, viewer, round_id, nouns[: asked.limit])
    return show(frame, CalendarPage(head, calendars, next_path(frame.path, asked, found.next)))
