"""The rules of a round: read in every version, changed by appending the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath
from api.state import Reading, StoreOf
from matcher.model import Rules
from matcher.model.rules import RULE_NAMES, RuleName, Weights
from matcher.store.engine import Session, reading, writing
from matcher.store.errors import StaleVersion
from matcher.store.rules import add_rules, list_rules
from matcher.store.tables import RulesRow
from matcher.store.viewers import Viewer

router = APIRouter(prefix="/rounds/{round_id}/rules", include_in_schema=False)

WEIGHTS = tuple(Weights.model_fields)
NUMBERS = (
    "study_field_floor",
    "title_confidence_floor",
    "graduated_within_months",
    "split_stay_gap_days",
    "balance_most_fit_lost",
)
CHANGED = "changed"  # meanwhile, by somebody else


@dataclass(frozen=True)
class RulesPage:
    """The rules that hold, as texts of a form, and every version; `problems` by field, what is wrong with them."""

    template: ClassVar[str] = "rules.html"
    head: RoundHead
    version: int
    texts: Mapping[str, str]
    switched_off: tuple[str, ...]
    waivers: int
    why: str
    problems: Mapping[str, str]
    versions: tuple[RulesRow, ...]
    weights: tuple[str, ...]
    numbers: tuple[str, ...]
    rules: tuple[RuleName, ...]
    may_change: bool

    @property
    def moves_unclear(self) -> bool:
        return any(field.startswith("moves") for field in self.problems)


@router.get("")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    rules = list_rules(session, visitor.viewer, round_id)[0][1]
    return show(frame, _page(session, visitor.viewer, round_id, _texts(rules), rules.switched_off))


@router.post("")
def change(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    """Append a version, or show what was typed again with what is wrong."""
    version = int(typed.text("version")) if typed.text("version").isdecimal() else 0
    try:
        with writing(store) as session:
            before = list_rules(session, visitor.viewer, round_id)[0][1]
            wanted = Rules.model_validate(before.model_dump() | _stated(typed))
            add_rules(session, visitor.viewer, round_id, wanted, typed.text("why")[:1_000], version)
    except ValidationError as invalid:
        problems = {".".join(map(str, found["loc"])): str(found["msg"]) for found in invalid.errors()}
        return _again(store, frame, visitor.viewer, round_id, typed, problems)
    except StaleVersion:
        return _again(store, frame, visitor.viewer, round_id, typed, {CHANGED: CHANGED})
    return RedirectResponse(f"/rounds/{round_id}/rules", 303)


def _again(
    store: StoreOf, frame: Frame, viewer: Viewer, round_id: str, typed: Typed, problems: Mapping[str, str]
) -> Response:
    with reading(store) as session:
        texts = {name: typed.text(name) for name in (*WEIGHTS, *NUMBERS, "place_value", "moves", "moves_most")}
        texts["balance_senders"] = typed.text("balance_senders")
        off = tuple(name for name in RULE_NAMES if name not in typed.all("applies"))
        page = _page(session, viewer, round_id, texts, off, typed.text("why"), problems)
    return show(frame, page, 422)


def _page(
    session: Session,
    viewer: Viewer,
    round_id: str,
    texts: Mapping[str, str],
    switched_off: tuple[str, ...],
    why: str = "",
    problems: Mapping[str, str] | None = None,
) -> RulesPage:
    versions = list_rules(session, viewer, round_id)
    return RulesPage(
        head=head_of(session, viewer, round_id),
        version=versions[0][0].version,
        texts=texts,
        switched_off=switched_off,
        waivers=len(versions[0][1].waivers),
        why=why,
        problems=problems or {},
        versions=tuple(row for row, _ in versions),
        weights=WEIGHTS,
        numbers=NUMBERS,
        rules=RULE_NAMES,
        may_change="coordinator" in viewer.roles,
    )


def _texts(rules: Rules) -> dict[str, str]:
    """The settings as a form has them; `moves` is a word or "number", which then stands in `moves_most`."""
    counted = not isinstance(rules.moves, str)
    return {
        **{name: str(getattr(rules.weights, name)) for name in WEIGHTS},
        **{name: str(getattr(rules, name)) for name in NUMBERS},
        "place_value": "" if rules.place_value is None else str(rules.place_value),
        "moves": "number" if counted else str(rules.moves),
        "moves_most": str(rules.moves) if counted else "",
        "balance_senders": rules.balance_senders,
    }


def _stated(typed: Typed) -> dict[str, Any]:
    """What the form says, to be validated; what it has no fields for (waivers, reserve) stays."""
    moves = typed.text("moves")
    return {
        "weights": {name: typed.text(name) for name in WEIGHTS},
        **{name: typed.text(name) for name in NUMBERS},
        "place_value": typed.text("place_value") or None,
        "moves": _whole(typed.text("moves_most")) if moves == "number" else moves,
        "balance_senders": typed.text("balance_senders"),
        "switched_off": tuple(name for name in RULE_NAMES if name not in typed.all("applies")),
    }


def _whole(text: str) -> int | str:
    return int(text) if text.isdecimal() else text
