"""Every page, and the files that they load."""

from pathlib import Path

from fastapi import APIRouter
from starlette.staticfiles import StaticFiles

from api.pages import (
    calendar,
    comparison,
    files,
    flow_plan,
    home,
    learner,
    learner_documents,
    learner_form,
    learner_identity,
    learners,
    notices,
    objections,
    openid,
    overview,
    placement,
    placements,
    proposal,
    proposals,
    request,
    requests,
    run,
    run_learner,
    runs,
    sign_in,
    titles,
    trail,
    undone,
    upload,
)

PAGES: tuple[APIRouter, ...] = (
    sign_in.router,
    openid.router,
    home.router,
    learners.router,
    learner_documents.router,
    learner_form.router,
    learner_identity.router,
    learner.router,  # an id may have a slash: after what lies below a learner
    proposals.router,
    proposal.router,
    upload.router,
    titles.router,
    overview.router,
    runs.router,
    run.router,
    run_learner.router,
    comparison.router,
    undone.router,
    files.router,
    trail.router,
    objections.router,
    placements.router,
    placement.router,
    calendar.router,
    notices.router,
    requests.router,
    request.router,
    flow_plan.router,
)
STATIC = StaticFiles(directory=Path(__file__).parent / "static")
