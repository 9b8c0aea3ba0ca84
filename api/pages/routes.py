"""Every page, and the files that they load."""

from pathlib import Path

from fastapi import APIRouter
from starlette.staticfiles import StaticFiles

from api.pages import (
    calendar,
    home,
    learner,
    learners,
    notices,
    openid,
    overview,
    placement,
    placements,
    proposal,
    proposals,
    sign_in,
    titles,
    upload,
)

PAGES: tuple[APIRouter, ...] = (
    sign_in.router,
    openid.router,
    home.router,
    learners.router,
    learner.router,
    proposals.router,
    proposal.router,
    upload.router,
    titles.router,
    overview.router,
    placements.router,
    placement.router,
    calendar.router,
    notices.router,
)
STATIC = StaticFiles(directory=Path(__file__).parent / "static")
