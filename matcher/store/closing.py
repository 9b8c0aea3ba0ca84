"""Ending a round, and going on with one that was ended too early."""

from sqlalchemy.orm import Session

from matcher.store.errors import TransitionRefused
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.publishing import published_run
from matcher.store.viewers import Viewer


def close_round(session: Session, viewer: Viewer, round_id: str) -> None:
    """End a round: nobody plans or publishes in it any more. What was decided stays and can be looked at.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    TransitionRefused
        If its people have been forgotten already.
    """
    row = own_round(session, viewer, round_id, "closing a round")
    if row.state == "purged":
        raise TransitionRefused("round", row.state, "close")
    row.state = "closed"
    session.flush()
    record_event(session, viewer, "close round", {"round": round_id}, round_id=round_id)


def reopen_round(session: Session, viewer: Viewer, round_id: str, why: str) -> None:
    """Go on with a closed round, from where it was; who was erased meanwhile stays erased.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    TransitionRefused
        If it is not closed, or its people have been forgotten.
    """
    row = own_round(session, viewer, round_id, "reopening a round", hold=True)
    if row.state != "closed":
        raise TransitionRefused("round", row.state, "reopen")
    row.state = "open" if published_run(session, round_id) is None else "published"
    session.flush()
    record_event(session, viewer, "reopen round", {"round": round_id}, round_id=round_id, why=why)
