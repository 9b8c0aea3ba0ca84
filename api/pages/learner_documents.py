"""The documents of a learner as files to keep, print and sign."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.locations import in_address
from api.pages.languages import Language, document_messages, language_or_english
from api.pages.speaking import speaker_of
from api.pages.visitors import Looking
from api.schemas.fields import IdInPath
from api.services.learner_documents import Format, Kind, documents_of
from api.state import Reading
from matcher.explain import sentence
from matcher.reports.documents import Words
from matcher.said import said_in

router = APIRouter(include_in_schema=False)

InLanguage = Annotated[str, Query(max_length=20)]
MEDIA_TYPES: Mapping[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
}


@router.get("/rounds/{round_id}/learners/{learner}/documents/{kind}.{format}")
def download(
    round_id: IdInPath,
    learner: IdInPath,
    kind: Kind,
    format: Format,
    visitor: Looking,
    session: Reading,
    language: InLanguage = "en",
) -> Response:
    """Who signs reads English, unless another language is asked for."""
    words = words_in(language_or_english(language))
    content = documents_of(session, visitor.viewer, round_id, learner).written(kind, format, words)
    name = in_address(f"{learner}-{kind}.{format}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)


def words_in(language: Language) -> Words:
    """Return what documents are written with in a language: English where they are not translated."""
    if not language.has_documents:
        return Words()
    speaker = speaker_of(language)
    messages = document_messages(language.id)
    return Words(
        translate=messages.gettext,
        plural=messages.ngettext,
        language=language.tag,
        reason=lambda reason: said_in(sentence(reason), speaker),
    )
