"""Two answers side by side: who moved, who gained or lost a place, and what it cost."""

from dataclasses import dataclass

from matcher.model import Allocation, Assignment


@dataclass(frozen=True, slots=True)
class Change:
    """One learner whose placement differs; None: unplaced, or not in that round."""

    learner: str
    before: str | None
    after: str | None
    fit_change: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one answer to another."""

    moved: tuple[Change, ...]
    placed: tuple[Change, ...]
    lost: tuple[Change, ...]
    unchanged: int
    placed_change: int
    fit_change: int


def compare(before: Allocation, after: Allocation) -> Comparison:
    """Return who is elsewhere in `after` than in `before`, by learner."""
    old, new = _by_learner(before), _by_learner(after)
    changes = [
        _change(learner, old.get(learner), new.get(learner))
        for learner in sorted(old.keys() | new.keys())
        if _where(old.get(learner)) != _where(new.get(learner))
    ]
    return Comparison(
        moved=tuple(change for change in changes if change.before and change.after),
        placed=tuple(change for change in changes if not change.before),
        lost=tuple(change for change in changes if not change.after),
        unchanged=sum(_where(new.get(learner)) == at.placement for learner, at in old.items()),
        placed_change=after.objective.placed - before.objective.placed,
        fit_change=after.objective.fit - before.objective.fit,
    )


def _by_learner(answer: Allocation) -> dict[str, Assignment]:
    return {assignment.learner: assignment for assignment in answer.assignments}


def _where(assignment: Assignment | None) -> str | None:
    return assignment.placement if assignment else None


def _change(learner: str, before: Assignment | None, after: Assignment | None) -> Change:
    fit_change = (after.fit if after else 0) - (before.fit if before else 0)
    return Change(learner, _where(before), _where(after), fit_change)
