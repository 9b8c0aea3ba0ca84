"""The documents of a learner as files to keep, print and sign."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Response

from api.pages.visitors import Looking
from api.schemas.fields import IdInPath
from api.services.learner_documents import Format, Kind, documents_of
from api.state import Reading

router = APIRouter(include_in_schema=False)

MEDIA_TYPES: Mapping[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
}


@router.get("/rounds/{round_id}/learners/{learner:path}/documents/{kind}.{format}")
def download(
    round_id: IdInPath, learner: IdInPath, kind: Kind, format: Format, visitor: Looking, session: Reading
) -> Response:
    content = documents_of(session, visitor.viewer, round_id, learner).written(kind, format)
    name = quote(f"{learner}-{kind}.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)
