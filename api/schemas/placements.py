"""Placements over the wire."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.days import Days, days_shown
from api.schemas.fields import Count, Id, Language, Nace, Name, StudyField, Text, read_by
from api.schemas.languages import Need, need_shown
from matcher.model import Placement
from matcher.reading import coded_cells

MOST_LISTED = 100
LANGUAGES = ("languages", "required_language")


def _one_hazard(text: str) -> str:
    return ";".join(coded_cells.hazards(text))


Hazard = Annotated[Name, AfterValidator(read_by(_one_hazard)), Field(examples=["noise"])]
Needs = Annotated[tuple[Need, ...], Field(max_length=MOST_LISTED)]


class PlacementStated(BaseModel):
    """What a host offers: places for a study profile in a window of dates at a destination."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "host": "Electrónica Triana",
                    "destination": "Seville",
                    "places": 2,
                    "window": {"first_day": "2026-09-28", "last_day": "2026-11-15"},
                    "study_fields": ["0714"],
                    "tasks": "repairing boards",
                    "languages": [{"language": "en", "level": "A2"}],
                    "min_age": 16,
                }
            ]
        },
    )

    host: Annotated[Name, Field(min_length=1)]
    destination: Id
    places: Count
    window: Days
    study_fields: Annotated[tuple[StudyField, ...], Field(max_length=MOST_LISTED)] = ()
    study_title: Text | None = None
    study_language: Language | None = None
    tasks: Text | None = None
    languages: Needs = Field(default=(), description="Working languages, any one of them serves; preferred.")
    required_language: Needs = Field(default=(), description="Demanded, any one of them serves.")
    closed: Annotated[tuple[Days, ...], Field(max_length=MOST_LISTED)] = Field(
        default=(), description="Holidays and closing weeks inside the window."
    )
    min_age: int | None = Field(default=None, ge=0, le=99)
    needs_met: Annotated[tuple[Name, ...], Field(max_length=MOST_LISTED)] = ()
    nace: Nace | None = None
    eqf_min: int | None = Field(default=None, ge=1, le=8)
    max_per_sending_partner: int | None = Field(default=None, ge=1, le=10_000)
    night_work: bool | None = None
    hazards: Annotated[tuple[Hazard, ...], Field(max_length=MOST_LISTED)] = ()
    supervised: bool | None = None
    extra: dict[Name, Text] = Field(default={}, max_length=MOST_LISTED)

    def noun(self, id: str) -> Placement:
        values: dict[str, Any] = self.model_dump(exclude={"id", "extra", "window", "closed", *LANGUAGES})
        values |= {"window": self.window.noun(), "closed": tuple(days.noun() for days in self.closed)}
        values |= {name: tuple(need.noun() for need in getattr(self, name)) for name in LANGUAGES}
        return Placement(id=id, extra=tuple(sorted(self.extra.items())), **values)


class NewPlacement(PlacementStated):
    """A placement to be added."""

    id: Id = Field(examples=["SEV-012"])


class PlacementShown(PlacementStated):
    """A placement as it is now."""

    id: str
    version: int = Field(description="Name it as If-Match when changing.")


def shown(placement: Placement, version: int) -> PlacementShown:
    """Return a placement for the wire; what is stored is not checked again."""
    values: dict[str, Any] = dict(placement)
    for name in LANGUAGES:
        values[name] = tuple(need_shown(need) for need in getattr(placement, name))
    values |= {"window": days_shown(placement.window), "closed": tuple(map(days_shown, placement.closed))}
    values |= {"extra": dict(placement.extra), "version": version}
    return PlacementShown.model_construct(**values)
