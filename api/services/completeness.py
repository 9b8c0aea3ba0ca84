"""What is not stated of a learner, and keeps doors shut until it is."""

from collections.abc import Iterator
from typing import Literal

from matcher.model import FieldGuess, Learner

Gap = Literal["study", "title", "languages", "language_levels", "birth_date", "eqf", "wishes"]


def gaps(learner: Learner, field: FieldGuess | None, *, birth_date_closed: bool = False) -> tuple[Gap, ...]:
    """Return what is missing, first what shuts most.

    Parameters
    ----------
    field
        What the learner's study title is understood as; None: not understood, or there is none.
    birth_date_closed
        Whoever looks may not know the birth date, so that it cannot be said to be missing.
    """
    return tuple(_gaps(learner, field, birth_date_closed))


def _gaps(learner: Learner, field: FieldGuess | None, birth_date_closed: bool) -> Iterator[Gap]:
    if field is None:
        yield "title" if learner.study_title else "study"
    if not learner.languages:
        yield "languages"
    elif any(skill.level is None for skill in learner.languages):
        yield "language_levels"
    if learner.birth_date is None and not birth_date_closed:
        yield "birth_date"
    if learner.eqf is None:
        yield "eqf"
    if not learner.preferences:
        yield "wishes"
