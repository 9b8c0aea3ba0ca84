"""A page inside its frame: who is signed in, where one can go, in which language."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Protocol

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.locations import in_address, path_of
from api.pages.languages import NAMES, Language, chosen
from api.pages.speaking import speaker_of
from api.pages.stacking import stacked
from api.pages.visitors import Visitor, visitor_if_any
from matcher.reports.charts import bars, heat_map, histogram, steps
from matcher.said import ENGLISH, Said, said_in

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_ADDRESS = 2_000
LANGUAGE_COOKIE = "matcher_language"


class Page(Protocol):
    """What a template shows: a frozen dataclass, its fields all that the template reads."""

    template: ClassVar[str]


@dataclass(frozen=True)
class Frame:
    """What stands around every page; `here` is its address, to come back to in another language."""

    visitor: Visitor | None
    language: Language
    languages: dict[str, str]
    path: str
    here: str

    def is_here(self, path: str) -> bool:
        return self.path == path or (path != "/" and self.path.startswith(f"{path}/"))


async def frame_of(request: Request, visitor: Annotated[Visitor | None, Depends(visitor_if_any)]) -> Frame:
    return framed(request, visitor)


def framed(request: Request, visitor: Visitor | None) -> Frame:
    wanted = chosen(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language", ""))
    path = path_of(request)
    here = f"{path}?{request.url.query}" if request.method == "GET" and request.url.query else path
    return Frame(visitor, wanted, NAMES, path, here if len(here) <= LONGEST_ADDRESS else path)


Framed = Annotated[Frame, Depends(frame_of)]


def show(frame: Frame, page: Page, status: int = 200) -> HTMLResponse:
    """Render a page in the reader's language."""
    html = _environment(frame.language.id).get_template(page.template).render(frame=frame, page=page)
    return HTMLResponse(html, status)


@cache
def _environment(language_id: str) -> Environment:
    """One for each language: messages are looked up when a template is rendered, filters write as the reader does."""
    from api.pages.languages import language

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    reader = language(language_id)
    speaker = speaker_of(reader)
    environment.install_gettext_translations(reader.messages, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "in_address": in_address,
        "stacked": stacked,
        "day": _day(reader),
        "number": reader.number,
        "money": reader.money,
        "language_name": reader.language_name,
        "percent": reader.percent,
        "said": partial(said_in, speaker=speaker),
        "words": speaker.gettext,
    }
    environment.tests["said"] = lambda text: isinstance(text, Said) or speaker is ENGLISH
    environment.globals |= {"bars": bars, "heat_map": heat_map, "histogram": histogram, "steps": steps}
    return environment


def _day(reader: Language) -> Any:
    def day(value: date | datetime | None) -> str:
        if value is None:
            return "–"
        return reader.moment(value) if isinstance(value, datetime) else reader.day(value)

    return day
