"""The flow plan: sending and hosting partners agree on numbers, dates and budgets before there are names."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import Count, Id, IdInPath, Name
from api.security import Asking
from api.state import Reading, Writing
from api.versions import Version, tag
from matcher.store import flows

router = APIRouter(tags=["flow plan"])


class CellAsked(BaseModel):
    """Whose learners at which destination, for one stay or for any."""

    sending_partner: Id = Field(examples=["CCIS"])
    destination: Id = Field(examples=["Seville"])
    stay: Id | None = Field(default=None, examples=["short"])


class CellNumbers(BaseModel):
    """What is asked (the sending side's to say), offered (the hosting side's) and when; left out: as it is."""

    asked: Count | None = Field(default=None, description="Learners, without companions.", examples=[20])
    offered: Count | None = Field(default=None, examples=[18])
    first_day: date | None = None
    last_day: date | None = None


class CellShown(BaseModel):
    """A cell of the flow plan; once agreed, a quota of the round."""

    id: str
    sending_partner: str
    destination: str
    stay: str | None
    asked: int | None
    offered: int | None
    agreed: int | None
    first_day: date | None
    last_day: date | None
    is_quota: bool
    version: int = Field(description="Name it as If-Match when changing.")

    @classmethod
    def of(cls, row: Any) -> "CellShown":
        named = {name: getattr(row, f"{name}_id") for name in ("sending_partner", "destination", "stay")}
        rest = {name: getattr(row, name) for name in cls.model_fields if name not in named}
        return cls.model_validate(named | rest)


class BudgetLineAsked(BaseModel):
    """What something costs."""

    label: Annotated[Name, Field(min_length=1, examples=["room and board"])]
    amount_cents: int = Field(ge=0, le=10**12, examples=[3_500])
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
    per: Literal["person", "person_day", "group"] = "person_day"


class BudgetLineShown(BudgetLineAsked):
    id: str


@router.get("/rounds/{round_id}/flow-plan", responses=documented(401, 404, 422, 429))
def cells(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[CellShown]:
    """List the cells of the flow plan that one is a party to, by id."""
    (after,) = key_after(asked) or ("",)
    rows = flows.list_flow_cells(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, CellShown.of, lambda row: (row.id,))


@router.post("/rounds/{round_id}/flow-plan", status_code=201, responses=documented(401, 403, 404, 409, 422, 429))
def begin(round_id: IdInPath, asked: CellAsked, response: Response, session: Writing, viewer: Asking) -> CellShown:
    """Begin to talk about learners of one partner at one destination."""
    cell = flows.add_flow_cell(session, viewer, round_id, asked.sending_partner, asked.destination, asked.stay)
    located(response, "flow-cells", cell)
    return _tagged(flows.get_flow_cell(session, viewer, cell), response)


@router.get("/flow-cells/{cell_id}", responses=documented(401, 404, 422, 429))
def read(cell_id: IdInPath, response: Response, session: Reading, viewer: Asking) -> CellShown:
    """Read a cell; its ETag is what a change names."""
    return _tagged(flows.get_flow_cell(session, viewer, cell_id), response)


@router.patch("/flow-cells/{cell_id}", responses=documented(401, 403, 404, 412, 422, 428, 429))
def change(
    cell_id: IdInPath, numbers: CellNumbers, version: Version, response: Response, session: Writing, viewer: Asking
) -> CellShown:
    """Ask, offer, or move the dates; what was agreed is open again."""
    flows.change_flow_cell(session, viewer, cell_id, version, flows.FlowNumbers(**numbers.model_dump()))
    return _tagged(flows.get_flow_cell(session, viewer, cell_id), response)


@router.post("/flow-cells/{cell_id}/agree", responses=documented(401, 403, 404, 409, 412, 422, 428, 429))
def agree(cell_id: IdInPath, version: Version, response: Response, session: Writing, viewer: Asking) -> CellShown:
    """Make what is asked and offered, the same number, a quota of the round."""
    flows.agree_flow_cell(session, viewer, cell_id, version)
    return _tagged(flows.get_flow_cell(session, viewer, cell_id), response)


@router.get("/flow-cells/{cell_id}/budget-lines", responses=documented(401, 404, 422, 429))
def lines(cell_id: IdInPath, session: Reading, viewer: Asking) -> list[BudgetLineShown]:
    """List what is stated about the costs of a cell."""
    rows = flows.budget_lines_of(session, viewer, cell_id)
    return [BudgetLineShown.model_validate(row, from_attributes=True) for row in rows]


@router.post("/flow-cells/{cell_id}/budget-lines", status_code=201, responses=documented(401, 403, 404, 422, 429))
def state_costs(cell_id: IdInPath, asked: BudgetLineAsked, session: Writing, viewer: Asking) -> BudgetLineShown:
    """State what something costs, per person, per person and day, or for the group."""
    line = flows.add_budget_line(session, viewer, cell_id, **asked.model_dump())
    return BudgetLineShown(id=line, **asked.model_dump())


@router.delete("/budget-lines/{line_id}", status_code=204, responses=documented(401, 403, 404, 422, 429))
def drop_line(line_id: IdInPath, session: Writing, viewer: Asking) -> None:
    """Take back what one stated about costs."""
    flows.drop_budget_line(session, viewer, line_id)


def _tagged(row: Any, response: Response) -> CellShown:
    tag(response, row.version)
    return CellShown.of(row)
