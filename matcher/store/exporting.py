"""Who goes where as rows to hand out: proposals to those they concern, assignments to who oversees the round."""

from collections.abc import Sequence

from sqlalchemy import Select
from sqlalchemy.orm import Session

from matcher.store.rounds import get_round, latest_run
from matcher.store.tables import AssignmentRow, ProposalRow
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import assignments_visible_to, proposals_visible_to

WHO_WHERE = ("learner_id", "placement_id", "destination_id", "stay_id", "first_day", "last_day", "fit")
PROPOSAL = (*WHO_WHERE, "state", "reason_code")
ASSIGNMENT = (*WHO_WHERE, "pinned")


def proposal_rows(session: Session, viewer: Viewer, round_id: str) -> list[Sequence[object]]:
    """Return the proposals that the viewer sees, as `PROPOSAL`.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = proposals_visible_to(viewer, round_id).order_by(ProposalRow.learner_id, ProposalRow.created_at)
    return _values(session, rows, PROPOSAL)


def assignment_rows(session: Session, viewer: Viewer, round_id: str) -> list[Sequence[object]]:
    """Return the assignments of the latest run, as `ASSIGNMENT`; none before there is one.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't oversee the round.
    """
    viewer = acting_as(viewer, "exporting assignments", ("coordinator", "auditor"))
    get_round(session, viewer, round_id)
    run = latest_run(session, round_id)
    rows = assignments_visible_to(viewer, round_id).where(AssignmentRow.run_id == (run.id if run else None))
    return _values(session, rows.order_by(AssignmentRow.learner_id), ASSIGNMENT)


def _values(
    session: Session, rows: Select[ProposalRow] | Select[AssignmentRow], columns: Sequence[str]
) -> list[Sequence[object]]:
    return [[getattr(row, column) for column in columns] for row in session.scalars(rows)]
