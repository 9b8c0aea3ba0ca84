"""The small tables of a round: stays, destinations, groups, sending partners; and its schools and hosting partners."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import ID_LENGTH, NO_NUL, Count, Country, Id, IdInPath, Name, Text
from api.security import Asking
from api.state import Reading, Writing
from api.versions import VersionIfThere, tag
from matcher.model import Activity, Destination, Group, Noun, SendingPartner, Stay, Weekday
from matcher.store.round_tables import Kind, get_noun, hosting_partners_of, list_nouns, list_schools, put_noun

router = APIRouter(prefix="/rounds/{round_id}", tags=["round tables"])

CallableT = TypeVar("CallableT", bound=Callable[..., Any])
Extra = Annotated[dict[Name, Text], Field(max_length=50)]


class Stated(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StayStated(Stated):
    """A span of dates abroad; both end days count. With `length_days`, it lies anywhere in the span."""

    activity: Activity = Field(examples=["short-term"])
    first_day: date = Field(examples=["2026-10-05"])
    last_day: date = Field(examples=["2026-11-03"])
    length_days: int | None = Field(default=None, ge=1, le=400, description="null: all of the span.")
    start_on: Annotated[tuple[Weekday, ...], Field(max_length=7)] = Field(
        default=(), description="Weekdays on which it may begin; none: that of first_day."
    )

    @model_validator(mode="after")
    def _in_order(self) -> "StayStated":
        if self.last_day < self.first_day:
            raise ValueError("last_day not before first_day")
        if self.length_days is None and self.start_on:
            raise ValueError("start_on only with length_days")
        if not Stay(id="-", **self.model_dump(include=set(StayStated.model_fields))).starts:
            raise ValueError("a weekday on which it may begin so that it fits between first_day and last_day")
        return self


class DestinationStated(Stated):
    """A city where one hosting partner receives; beds serve learners and companions."""

    beds: Count = Field(examples=[96])
    city: Name = ""
    country: Country
    hosting_partner: Name = Field(default="", examples=["INCOMA"])
    minimum_learners: Count = Field(default=0, description="It opens with at least so many, or not at all.")
    extra: Extra = {}


class GroupStated(Stated):
    """Learners who travel together; companions use beds but no company place."""

    stay: Id = Field(examples=["short"])
    sending_partner: Id | None = None
    companions: Count = Field(default=0, examples=[1])
    destination: Id | None = Field(default=None, description="null: the allocation decides.")
    extra: Extra = {}


class SendingPartnerStated(Stated):
    """Who gathers learners of many schools; floor and ceiling count learners placed."""

    name: Name = Field(default="", examples=["Chamber of Commerce and Industry"])
    country: Country | None = None
    floor: Count = 0
    ceiling: Count | None = None
    extra: Extra = {}

    @model_validator(mode="after")
    def _in_order(self) -> "SendingPartnerStated":
        if self.ceiling is not None and self.ceiling < self.floor:
            raise ValueError("ceiling not below floor")
        return self


class _Kept(BaseModel):
    id: str
    version: int = Field(description="Name it as If-Match when changing.")


class StayShown(StayStated, _Kept): ...


class DestinationShown(DestinationStated, _Kept): ...


class GroupShown(GroupStated, _Kept): ...


class SendingPartnerShown(SendingPartnerStated, _Kept): ...


class SchoolShown(BaseModel):
    """A school under its sending partner."""

    id: str
    name: str
    sending_partner_id: str | None = Field(serialization_alias="sending_partner")


class HostingPartnerShown(BaseModel):
    id: str


ShownT = TypeVar("ShownT", bound=_Kept)


def _shown(form: type[ShownT], noun: Noun, version: int) -> ShownT:
    values = dict(noun)
    if "extra" in values:
        values["extra"] = dict(values["extra"])
    return form.model_construct(**values, version=version)


def _said(noun: Callable[..., Noun], id: str, sent: Stated) -> Any:
    values = sent.model_dump()
    if "extra" in values:
        values["extra"] = tuple(sorted(values["extra"].items()))
    return noun(id=id, **values)


def _add_routes(kind: Kind, path: str, noun: Callable[..., Noun], stated: type[Stated], form: type[ShownT]) -> None:
    """Add the three routes that each of these tables has: list, read, set."""
    name = kind.replace(" ", "_")
    one_id = Annotated[str, Path(alias=name, min_length=1, max_length=ID_LENGTH, pattern=NO_NUL)]

    def listed(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[ShownT]:
        (after,) = key_after(asked) or ("",)
        rows = list_nouns(session, viewer, round_id, kind, str(after), asked.limit + 1)
        return page_of(rows, asked, lambda row: _shown(form, *row), lambda row: (dict(row[0])["id"],))

    def read(
        round_id: IdInPath,
        id: one_id,
        response: Response,
        session: Reading,
        viewer: Asking,
    ) -> ShownT:
        found, version = get_noun(session, viewer, round_id, kind, id)
        tag(response, version)
        return _shown(form, found, version)

    def put(
        round_id: IdInPath,
        id: one_id,
        sent: stated,  # type: ignore[valid-type]
        version: VersionIfThere,
        response: Response,
        session: Writing,
        viewer: Asking,
    ) -> ShownT:
        said = _said(noun, id, sent)
        now = put_noun(session, viewer, round_id, kind, said, version)
        tag(response, now)
        return _shown(form, said, now)

    here, one = f"/{path}", f"/{path}/{{{name}}}"
    router.get(here, response_model=Page[form], responses=documented(401, 404, 422, 429), summary=f"List every {kind}")(  # type: ignore[valid-type]
        _named(listed, f"list_{path}", f"List every {kind} of a round that one sees, by id.")
    )
    router.get(one, response_model=form, responses=documented(401, 404, 422, 429), summary=f"Read a {kind}")(
        _named(read, f"read_{path}", f"Read a {kind}; its ETag is what a change names.")
    )
    router.put(
        one, response_model=form, responses=documented(401, 403, 404, 409, 412, 422, 429), summary=f"Set a {kind}"
    )(_named(put, f"put_{path}", f"Add a {kind}, or, naming its ETag as If-Match, say anew what holds for it."))


def _named(route: CallableT, name: str, says: str) -> CallableT:
    route.__name__, route.__doc__ = name.replace("-", "_"), says
    return route


_add_routes("stay", "stays", Stay, StayStated, StayShown)
_add_routes("destination", "destinations", Destination, DestinationStated, DestinationShown)
_add_routes("group", "groups", Group, GroupStated, GroupShown)
_add_routes("sending partner", "sending-partners", SendingPartner, SendingPartnerStated, SendingPartnerShown)


@router.get("/schools", responses=documented(401, 404, 422, 429))
def schools(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[SchoolShown]:
    """List the schools of a round that one sees, by id."""
    (after,) = key_after(asked) or ("",)
    rows = list_schools(session, viewer, round_id, str(after), asked.limit + 1)
    item = partial(SchoolShown.model_validate, from_attributes=True)
    return page_of(rows, asked, item, lambda row: (row.id,))


@router.get("/hosting-partners", responses=documented(401, 404, 422, 429))
def hosting_partners(round_id: IdInPath, session: Reading, viewer: Asking) -> list[HostingPartnerShown]:
    """List the hosting partners of the destinations that one sees."""
    return [HostingPartnerShown(id=id) for id in hosting_partners_of(session, viewer, round_id)]
