"""The flow plan: numbers before names, by the partners of each cell; and one cell with its dates and costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm, problems_by_field
from api.pages.visitors import Looking, Sending
from api.routes.flows import BudgetLineAsked, CellAsked, CellNumbers
from api.schemas.fields import IdInPath
from api.state import Reading, StoreOf, Writing
from matcher.errors import MatcherError
from matcher.said import Said
from matcher.store import flows
from matcher.store.engine import Session, reading, writing
from matcher.store.errors import ReferenceMissing, StaleVersion
from matcher.store.round_tables import Kind, list_nouns
from matcher.store.tables import BudgetLineRow, FlowCellRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

MOST = 10_000
PARTIES: tuple[Role, ...] = ("coordinator", "sending", "hosting")
NUMBERS = ("asked", "offered", "first_day", "last_day")
NEW = ("sending_partner", "destination", "stay")
COSTS = ("label", "amount", "currency", "per")

CHANGED = Said("this cell was changed meanwhile: look at it as it stands now, and say it again")
NOT_THERE = "a sending partner, destination and stay of this round"


@dataclass(frozen=True)
class FlowPlanPage:
    """The cells that one is a party to, and a form to begin another."""

    template: ClassVar[str] = "flow_plan.html"
    head: RoundHead
    cells: tuple[FlowCellRow, ...]
    may_begin: bool
    partners: tuple[str, ...]
    destinations: tuple[str, ...]
    stays: tuple[str, ...]
    typed: Mapping[str, str]
    problems: Mapping[str, str]


@dataclass(frozen=True)
class FlowCellPage:
    """One cell: what is asked, offered and agreed, and what it costs."""

    template: ClassVar[str] = "flow_cell.html"
    head: RoundHead
    cell: FlowCellRow
    lines: tuple[BudgetLineRow, ...]
    may_state: frozenset[str]  # of NUMBERS, which are the viewer's to state
    own_lines: frozenset[str]
    numbers: Mapping[str, str]
    costs: Mapping[str, str]
    problems: Mapping[str, str]

    @property
    def may_agree(self) -> bool:
        cell = self.cell
        return bool(self.may_state) and cell.agreed is None and cell.asked is not None and cell.asked == cell.offered


@router.get("/rounds/{round_id}/flow-plan")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _plan(session, visitor.viewer, round_id, {}, {}))


@router.post("/rounds/{round_id}/flow-plan")
def begin(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    viewer, given = visitor.viewer, typed.given(*NEW)
    problems: Mapping[str, str]
    try:
        asked = CellAsked.model_validate(given)
        with writing(store) as session:
            cell = flows.add_flow_cell(session, viewer, round_id, asked.sending_partner, asked.destination, asked.stay)
        return RedirectResponse(f"/flow-cells/{cell}", 303)
    except ValidationError as invalid:
        problems = problems_by_field(invalid)
    except ReferenceMissing:
        problems = {"": NOT_THERE}
    with reading(store) as session:
        return show(frame, _plan(session, viewer, round_id, given, problems), 422)


@router.get("/flow-cells/{cell_id}")
def look_at_cell(cell_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _cell(session, visitor.viewer, cell_id))


@router.post("/flow-cells/{cell_id}")
def change(cell_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    try:
        with writing(store) as session:
            before = _shown(flows.get_flow_cell(session, visitor.viewer, cell_id))
            anew = {name: text for name, text in typed.given(*NUMBERS).items() if text != before[name]}
            if anew:  # what stays as it is opens nothing that was agreed
                stated = flows.FlowNumbers(**CellNumbers.model_validate(anew).model_dump())
                flows.change_flow_cell(session, visitor.viewer, cell_id, _version(typed), stated)
    except (ValidationError, StaleVersion) as refused:
        return _again(store, visitor.viewer, frame, cell_id, _problems(refused), numbers=typed)
    return RedirectResponse(f"/flow-cells/{cell_id}", 303)


@router.post("/flow-cells/{cell_id}/agree")
def agree(cell_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    try:
        with writing(store) as session:
            flows.agree_flow_cell(session, visitor.viewer, cell_id, _version(typed))
    except StaleVersion as stale:
        return _again(store, visitor.viewer, frame, cell_id, _problems(stale))
    return RedirectResponse(f"/flow-cells/{cell_id}", 303)


@router.post("/flow-cells/{cell_id}/costs")
def state_costs(cell_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    try:
        asked = BudgetLineAsked.model_validate(typed.given(*COSTS) | {"amount_cents": _cents(typed.text("amount"))})
    except ValidationError as invalid:
        problems = {name.replace("_cents", ""): why for name, why in problems_by_field(invalid).items()}
        return _again(store, visitor.viewer, frame, cell_id, problems, costs=typed)
    with writing(store) as session:
        flows.add_budget_line(session, visitor.viewer, cell_id, **asked.model_dump())
    return RedirectResponse(f"/flow-cells/{cell_id}#costs", 303)


@router.post("/flow-cells/{cell_id}/costs/{line_id}/drop")
def drop_costs(cell_id: IdInPath, line_id: IdInPath, visitor: Sending, session: Writing) -> Response:
    flows.drop_budget_line(session, visitor.viewer, line_id)
    return RedirectResponse(f"/flow-cells/{cell_id}#costs", 303)


def _plan(
    session: Session, viewer: Viewer, round_id: str, typed: Mapping[str, str], problems: Mapping[str, str]
) -> FlowPlanPage:
    head = head_of(session, viewer, round_id)
    cells = flows.list_flow_cells(session, viewer, round_id, "", MOST)
    return FlowPlanPage(
        head=head,
        cells=tuple(sorted(cells, key=lambda row: (row.destination_id, row.sending_partner_id, row.stay_id or ""))),
        may_begin=not viewer.roles.isdisjoint(PARTIES),
        partners=_ids(session, viewer, round_id, "sending partner"),
        destinations=_ids(session, viewer, round_id, "destination"),
        stays=_ids(session, viewer, round_id, "stay"),
        typed={name: typed.get(name, "") for name in NEW},
        problems=problems,
    )


def _ids(session: Session, viewer: Viewer, round_id: str, kind: Kind) -> tuple[str, ...]:
    nouns: list[Any] = [noun for noun, _ in list_nouns(session, viewer, round_id, kind, "", MOST)]
    return tuple(noun.id for noun in nouns)


def _cell(
    session: Session,
    viewer: Viewer,
    cell_id: str,
    problems: Mapping[str, str] | None = None,
    numbers: Typed | None = None,
    costs: Typed | None = None,
) -> FlowCellPage:
    cell = flows.get_flow_cell(session, viewer, cell_id)
    lines = flows.budget_lines_of(session, viewer, cell_id)
    shown = _shown(cell)
    own = [line.id for line in lines if line.author == viewer.person or "coordinator" in viewer.roles]
    return FlowCellPage(
        head=head_of(session, viewer, cell.round_id),
        cell=cell,
        lines=tuple(lines),
        may_state=flows.stated_by(session, viewer, cell_id),
        own_lines=frozenset(own),
        numbers={name: numbers.text(name) if numbers else shown[name] for name in NUMBERS},
        costs={name: costs.text(name) if costs else {"currency": "EUR"}.get(name, "") for name in COSTS},
        problems=problems or {},
    )


def _shown(cell: FlowCellRow) -> dict[str, str]:
    return {name: "" if getattr(cell, name) is None else str(getattr(cell, name)) for name in NUMBERS}


def _again(
    store: StoreOf,
    viewer: Viewer,
    frame: Frame,
    cell_id: str,
    problems: Mapping[str, str],
    numbers: Typed | None = None,
    costs: Typed | None = None,
) -> Response:
    with reading(store) as session:
        return show(frame, _cell(session, viewer, cell_id, problems, numbers, costs), 422)


def _problems(refused: ValidationError | MatcherError) -> Mapping[str, str]:
    return problems_by_field(refused) if isinstance(refused, ValidationError) else {"": CHANGED}


def _version(typed: Typed) -> int:
    text = typed.text("version")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StaleVersion("version", text[:20])
    return int(text)


def _cents(amount: str) -> int | Literal[""]:
    """Cents of an amount as "35" or "35.50", also with a comma; "" if it is none."""
    whole, _, part = amount.replace(",", ".").partition(".")
    digits = whole + part.ljust(2, "0")
    is_amount = amount and digits.isascii() and digits.isdigit() and len(part) <= 2 and len(whole) <= 10
    return int(digits) if is_amount else ""
