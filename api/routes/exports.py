"""Tables of a round as files to take away."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.errors import documented
from api.schemas.fields import IdInPath
from api.security import Asking
from api.services.exports import FileKind, TableName, export
from api.state import Reading

router = APIRouter(prefix="/rounds/{round_id}/exports", tags=["exports"])

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()},
    }
}
Kind = Annotated[FileKind, Query(alias="format", description="CSV for programs, XLSX for people.")]


@router.get("/{table}", response_class=Response, responses=FILES | documented(401, 403, 404, 409, 422, 429))
def take(round_id: IdInPath, table: TableName, session: Reading, viewer: Asking, kind: Kind = "csv") -> Response:
    """Take a table away, with what one may see in it. Learners and placements can be changed and sent back."""
    return Response(
        export(session, viewer, round_id, table, kind),
        media_type=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{table}.{kind}"'},
    )
