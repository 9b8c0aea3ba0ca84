"""Rounds that are made or sent, and tables for a round that is there."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.errors import documented
from api.locations import located
from api.routes.round_tables import StayStated
from api.routes.rules import of_bounded_length
from api.schemas.fields import Id, IdInPath, Name
from api.security import Asking
from api.services.imports import Imported, add_tables, create_round, create_round_of_files
from api.state import StoreOf, Writing
from api.uploads import Uploads
from matcher.errors import Problem, RoundInvalid
from matcher.model import Round, Rules, Stay
from matcher.store.rounds import RoundChange, change_round

router = APIRouter(prefix="/rounds", tags=["imports"])

TRIED: dict[int | str, dict[str, Any]] = {200: {"model": Imported, "description": "What would happen: a dry run."}}
DryRun = Annotated[bool, Query(description="Only say what would happen: everything is checked, nothing is kept.")]


class NewStay(StayStated):
    id: Id = Field(examples=["short"])


class RoundAsked(BaseModel):
    """A round without learners and placements yet."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Name, Field(min_length=1, examples=["Autumn 2026"])]
    seed: Name | None = Field(default=None, description="Orders ties: fair and repeatable; the name if none is given.")
    stays: list[NewStay] = Field(min_length=1, max_length=100)
    rules: Annotated[Rules, AfterValidator(of_bounded_length)] = Rules()
    planning_date: date | None = Field(default=None, description="From this day on the scheduled batch plans it.")

    def noun(self) -> Round:
        stays = sorted((Stay(**stay.model_dump()) for stay in self.stays), key=lambda stay: stay.id)
        twice = sorted({stay.id for stay in stays if [other.id for other in stays].count(stay.id) > 1})
        problems = [Problem("", 0, "stays", "duplicate", id, "each id once") for id in twice]
        if self.rules.waivers:
            expected = "no waivers yet: a new round has neither learners nor placements"
            problems.append(Problem("", 0, "rules.waivers", "waiver-for-nobody", "", expected))
        if problems:
            raise RoundInvalid(problems)
        return Round(
            name=self.name,
            seed=self.seed or self.name,
            stays=tuple(stays),
            learners=(),
            placements=(),
            destinations=(),
            rules=self.rules,
        )


@router.post("", status_code=201, responses=TRIED | documented(401, 403, 409, 422, 429))
def make(sent: RoundAsked, response: Response, session: Writing, viewer: Asking, dry_run: DryRun = False) -> Imported:
    """Make a round: its stays and rules. Destinations, learners and placements come afterwards."""
    made = create_round(session, viewer, sent.noun(), trial=dry_run)
    if made.round and sent.planning_date:
        change_round(session, viewer, made.round, 1, RoundChange(planning_date=sent.planning_date))
    return _answered(made, response)


@router.post("/imports", status_code=201, responses=TRIED | documented(401, 403, 409, 413, 422, 429, 503))
def send_round(viewer: Asking, files: Uploads, response: Response, store: StoreOf, dry_run: DryRun = False) -> Imported:
    """Send a whole round as files: every bad row is named at once, and nothing is kept if there is one."""
    return _answered(create_round_of_files(store, viewer, files, trial=dry_run), response)


@router.post(
    "/{round_id}/imports", status_code=201, responses=TRIED | documented(401, 403, 404, 409, 413, 422, 429, 503)
)
def send_tables(
    viewer: Asking,
    round_id: IdInPath,
    files: Uploads,
    response: Response,
    store: StoreOf,
    dry_run: DryRun = False,
) -> Imported:
    """Send tables of learners (the sending side) or placements (the hosting side) for a round that is there.

    Who is in a table already is brought to what it says; nobody is taken away.
    """
    return _answered(add_tables(store, viewer, round_id, files, trial=dry_run), response)


def _answered(imported: Imported, response: Response) -> Imported:
    if imported.round is None:
        response.status_code = 200
    else:
        located(response, "rounds", imported.round)
    return imported
