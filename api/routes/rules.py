"""The rules of a round: read in every version, changed by appending the next."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.errors import documented
from api.locations import located
from api.schemas.fields import ID_LENGTH, IdInPath, Text
from api.security import Asking
from api.state import Reading, Writing
from api.versions import Version, tag
from matcher.model import Rules
from matcher.store.rules import add_rules, check_waivers, list_rules
from matcher.store.tables import RulesRow

router = APIRouter(prefix="/rounds/{round_id}/rules", tags=["rules"])

MOST_WAIVERS = 1_000


def of_bounded_length(rules: Rules) -> Rules:
    if len(rules.waivers) > MOST_WAIVERS or len(rules.switched_off) > MOST_WAIVERS:
        raise ValueError(f"at most {MOST_WAIVERS} waivers")
    for waiver in rules.waivers:
        texts = (waiver.learner or "", waiver.placement or "", waiver.author)
        if max(map(len, texts)) > ID_LENGTH or len(waiver.reason) > 1_000:
            raise ValueError(f"ids of at most {ID_LENGTH} characters and reasons of at most 1000")
        if "\x00" in "".join((*texts, waiver.reason)):
            raise ValueError("text without NUL characters")
    return rules


class RulesSent(BaseModel):
    """The rules as a whole; what is left out has its default."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "rules": {"weights": {"study_profile": 5, "language": 3}, "switched_off": ["eqf_minimum"]},
                    "why": "the hosts of this round do not look at levels",
                }
            ]
        },
    )

    rules: Annotated[Rules, AfterValidator(of_bounded_length)]
    why: Text = ""


class RulesShown(BaseModel):
    """One version of the rules; `digest` changes whenever a setting does."""

    version: int
    digest: str
    valid_from: datetime
    author: str
    reason: str
    rules: dict[str, Any] = Field(description="Waivers name learners: only who oversees the round sees them.")


@router.get("", responses=documented(401, 404, 422, 429))
def rules(round_id: IdInPath, response: Response, session: Reading, viewer: Asking) -> list[RulesShown]:
    """List every version of a round's rules, the one that holds first; the ETag is that of this one."""
    found = list_rules(session, viewer, round_id)
    tag(response, found[0][0].version)
    return [_shown(*version) for version in found]


@router.post("", status_code=201, responses=documented(401, 403, 404, 409, 412, 422, 428, 429))
def change(
    round_id: IdInPath, sent: RulesSent, version: Version, response: Response, session: Writing, viewer: Asking
) -> RulesShown:
    """Append a version of the rules: from now on it holds."""
    now = add_rules(session, viewer, round_id, sent.rules, sent.why, version)
    check_waivers(session, round_id, sent.rules)
    tag(response, now)
    located(response, "rounds", round_id, "rules")
    return _shown(*list_rules(session, viewer, round_id)[0])


def _shown(row: RulesRow, rules: Rules) -> RulesShown:
    return RulesShown(
        version=row.version,
        digest=row.digest,
        valid_from=row.valid_from,
        author=row.author,
        reason=row.reason,
        rules=rules.model_dump(mode="json"),
    )
