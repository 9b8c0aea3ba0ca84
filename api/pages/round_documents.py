"""Documents about several learners of a round, as files to print and hand over."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.pages.languages import language_or_english
from api.pages.learner_documents import InLanguage, words_in
from api.pages.visitors import Looking
from api.schemas.fields import NO_NUL, IdInPath
from api.services.round_documents import shared_documents
from api.state import Reading
from matcher.reports.documents import Shared

router = APIRouter(include_in_schema=False)

Group = Annotated[str, Query(max_length=200, pattern=NO_NUL)]


@router.get("/rounds/{round_id}/documents/{shared}.zip")
def download(
    round_id: IdInPath,
    shared: Shared,
    visitor: Looking,
    session: Reading,
    format: Literal["docx", "pdf"] = "docx",
    language: InLanguage = "en",
    group: Group = "",
) -> Response:
    """Who receives them reads English, unless another language is asked for."""
    words = words_in(language_or_english(language))
    content = shared_documents(session, visitor.viewer, round_id, shared, format, words, group)
    headers = {"Content-Disposition": f'attachment; filename="{shared}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)
