"""The documents of a learner who is proposed somewhere: learning agreement, placement sheet, calendar of the stay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from matcher.errors import UnknownId
from matcher.profiles import resolve_titles
from matcher.reports.documents import (
    ENGLISH,
    Contacts,
    Identity,
    LearningAgreement,
    Placed,
    Roster,
    Words,
    agreement_document,
    calendar_files,
    learning_agreement,
    placement_sheet,
    rendered,
    roster_of,
)
from matcher.store.answers import answer_for_one, answered_at
from matcher.store.engine import Session
from matcher.store.identities import get_identity
from matcher.store.learners import KEEPERS, get_learner
from matcher.store.proposals import live_proposals
from matcher.store.run_inputs import input_of_one
from matcher.store.viewers import Viewer, acting_as

Kind = Literal["agreement", "sheet", "calendar"]
Format = Literal["docx", "pdf", "ics"]
KINDS: tuple[tuple[Kind, Format], ...] = (
    ("agreement", "docx"), ("agreement", "pdf"), ("sheet", "docx"), ("sheet", "pdf"), ("calendar", "ics"),
)  # fmt: skip


@dataclass(frozen=True)
class LearnerDocuments:
    """What every document of one learner is written from."""

    roster: Roster
    placed: Placed
    agreement: LearningAgreement
    answered_at: datetime | None

    def warnings(self, words: Words = ENGLISH) -> tuple[str, ...]:
        """What to mend before anybody signs."""
        return tuple(map(words.warning, self.agreement.warnings))

    def written(self, kind: Kind, format: Format, words: Words = ENGLISH) -> bytes:
        """Write one of `KINDS`; the same run gives the same bytes.

        Raises
        ------
        UnknownId
            If there is none such.
        """
        if (kind, format) not in KINDS:
            raise UnknownId("document", f"{kind}.{format}")
        if format == "ics":
            files = calendar_files(self.roster, words, stamped_at=self.answered_at)
            return next(content for of, _, content in files if of == "learner")
        if kind == "sheet":
            return rendered(placement_sheet(self.agreement, self.placed, words), format)
        return rendered(agreement_document(self.agreement, words), format)


def documents_of(session: Session, viewer: Viewer, round_id: str, learner: str) -> LearnerDocuments:
    """Return the documents of a learner with a live proposal, as the run found it that proposed them.

    Who keeps the acceptances keeps the agreement's number: a later run that leaves the learner there changes nothing.

    Raises
    ------
    NotAllowed
        If the viewer keeps no learners.
    UnknownId
        If the viewer sees no such learner, or nothing is proposed to them.
    InputForgotten
        If somebody of the round was erased since.
    """
    viewer = acting_as(viewer, "writing documents", KEEPERS)
    get_learner(session, viewer, round_id, learner)
    proposal = live_proposals(session, viewer, round_id, [learner]).get(learner)
    if proposal is None:
        raise UnknownId("proposal to learner", learner)
    round = input_of_one(session, proposal.run_id, learner, proposal.placement_id)
    answer = answer_for_one(session, proposal.run_id, learner)
    roster = roster_of(round, answer, resolve_titles(round), _contacts(session, viewer, round_id, learner))
    placed = roster.by_learner[learner]
    return LearnerDocuments(roster, placed, learning_agreement(roster, placed), answered_at(session, proposal.run_id))


def _contacts(session: Session, viewer: Viewer, round_id: str, learner: str) -> Contacts:
    """Return who the learner is, where anybody has said so."""
    try:
        kept, _ = get_identity(session, viewer, round_id, learner)
    except UnknownId:
        return Contacts()
    return Contacts(learners={learner: Identity.model_validate(kept.model_dump())})
