"""For whoever runs the service: is it alive, is it ready, how is it doing."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.errors import documented
from api.state import StoreOf
from matcher.store import migrate
from matcher.store.engine import reading

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    status: str = "ok"


@router.get("/healthz")
def alive() -> Alive:
    """Answer as long as the process lives."""
    return Alive()


@router.get("/readyz", responses=documented(503))
def ready(store: StoreOf) -> Alive:
    """Answer if the database is there and its tables have the shape that this version works with."""
    with reading(store) as session:
        migrate.require_head(session.connection())
    return Alive()


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Counts and times by route, for Prometheus."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
