"""What a run found: assignments, the unplaced, certificate, explanations, fairness, verification, comparison."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.schemas.explanations import ExplanationShown, explanation_shown
from api.schemas.fields import IdInPath
from api.security import Asking
from api.services.answers import compare
from api.services.run_folder import run_folder
from api.state import AnswersOf, Reading
from matcher.model import Allocation, Assignment, Bound, Objective, Unplaced
from matcher.store.answers import load_answer
from matcher.store.explained import get_answer, list_assignments, list_unplaced

router = APIRouter(prefix="/runs/{run_id}", tags=["answers"])

REFUSED = (401, 404, 422, 429)
ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A zip.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class CertificateShown(BaseModel):
    """What proves how good an answer is: prices from which the bound is recomputed, and what the answer was made of."""

    round: str
    input_digest: str = Field(description="SHA-256 of everything that the answer depends on.")
    rules_version: str
    seed: str
    software: dict[str, str]
    status: str
    objective: Objective
    bound: Bound
    gap: float = Field(description="0: proven to be the best; 0.015: nobody could gain more than 1.5 %.")
    certificate: dict[str, Any]


class FairnessShown(BaseModel):
    """One part of the learners; figures are null where they, or others worked out from them, stand for too few."""

    by: str
    value: str
    learners: int | None
    placed_rate: float | None = Field(description="0 to 1.")
    mean_fit: float | None = Field(description="Of the placed, 0 to 1000.")
    worst_decile_fit: float | None = Field(description="Mean fit of the tenth of the placed who fit least.")
    outside_wishes: float | None = Field(description="Share of those with wishes who got none of their first three.")


class VerificationShown(BaseModel):
    """Whether everything that the answer claims holds, by recomputing it without a solver."""

    holds: bool
    findings: list[str] = Field(description="Every claim that doesn't.")


class ChangeShown(BaseModel):
    """A learner whose placement differs; null: none."""

    learner: str
    before: str | None
    after: str | None
    fit_change: int


class ComparisonShown(BaseModel):
    """What changed from one answer to another."""

    moved: list[ChangeShown]
    placed: list[ChangeShown]
    lost: list[ChangeShown]
    unchanged: int
    placed_change: int
    fit_change: int


@router.get("/answer", responses=documented(*REFUSED))
def answer(run_id: IdInPath, session: Reading, viewer: Asking) -> Allocation:
    """Read the whole answer, as `allocation.json` has it."""
    get_answer(session, viewer, run_id)
    return load_answer(session, run_id)


@router.get("/certificate", responses=documented(*REFUSED))
def certificate(run_id: IdInPath, session: Reading, viewer: Asking) -> CertificateShown:
    """Read what proves how good the answer is."""
    return CertificateShown.model_validate(get_answer(session, viewer, run_id).header)


@router.get("/assignments", responses=documented(*REFUSED))
def assignments(run_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[Assignment]:
    """List who goes where, by learner."""
    (after,) = key_after(asked) or ("",)
    rows = list_assignments(session, viewer, run_id, str(after), asked.limit + 1)
    return page_of(rows, asked, lambda row: row, lambda row: (row.learner,))


@router.get("/unplaced", responses=documented(*REFUSED))
def unplaced(run_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[Unplaced]:
    """List who has no placement and why, by learner."""
    (after,) = key_after(asked) or ("",)
    rows = list_unplaced(session, viewer, run_id, str(after), asked.limit + 1)
    return page_of(rows, asked, lambda row: row, lambda row: (row.learner,))


@router.get("/explanations/{learner}", responses=documented(*REFUSED, 409))
def explanation(
    run_id: IdInPath,
    learner: IdInPath,
    session: Reading,
    viewer: Asking,
    answers: AnswersOf,
    placement: Annotated[str | None, Query(max_length=200, description="Why not this one?")] = None,
    top: Annotated[int, Query(ge=1, le=20, description="How many alternatives.")] = 5,
) -> ExplanationShown:
    """Say why a learner is where they are, why not elsewhere, and what would open more doors.

    The sending side may ask about its own learners in the run that was published last; others are not named to it.
    """
    found = answers.explain(session, viewer, run_id, learner, placement, top)
    return explanation_shown(found.explanation, found.hidden)


@router.get("/fairness", responses=documented(*REFUSED, 409))
def fairness(run_id: IdInPath, session: Reading, viewer: Asking, answers: AnswersOf) -> list[FairnessShown]:
    """Say who was served how well, by sending partner, country, age and fewer opportunities; small cells are hidden."""
    rows = answers.fairness(session, viewer, run_id)
    return [FairnessShown.model_validate(row, from_attributes=True) for row in rows]


@router.get("/verification", responses=documented(*REFUSED, 409))
def verification(run_id: IdInPath, session: Reading, viewer: Asking, answers: AnswersOf) -> VerificationShown:
    """Check every rule, figure and price of the answer again, without a solver."""
    findings = answers.findings(session, viewer, run_id)
    return VerificationShown(holds=not findings, findings=findings)


@router.get("/export", response_class=Response, responses=ZIP | documented(*REFUSED, 409))
def export(run_id: IdInPath, session: Reading, viewer: Asking, answers: AnswersOf) -> Response:
    """Take the run away as a folder of the round as planned, answer, tables, report; `matcher verify` checks it."""
    headers = {"Content-Disposition": f'attachment; filename="run-{run_id}.zip"'}
    return Response(run_folder(answers, session, viewer, run_id), media_type="application/zip", headers=headers)


@router.get("/comparison", responses=documented(*REFUSED))
def comparison(
    run_id: IdInPath,
    session: Reading,
    viewer: Asking,
    other: Annotated[
        str | None,
        Query(alias="with", max_length=200, description="A run of the same round; left out: the one published last."),
    ] = None,
) -> ComparisonShown:
    """Say who moved since another run, and what it cost."""
    return ComparisonShown.model_validate(compare(session, viewer, other, run_id), from_attributes=True)
