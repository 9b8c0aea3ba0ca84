"""Answers of runs worked out again from the rounds that they planned: explained, checked, compared."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from api.services.fairness import fairness_without_pairs
from api.services.shortages import Shortages, shortages_of
from matcher.errors import UnknownId
from matcher.explain import (
    Comparison,
    FairnessRow,
    LearnerExplanation,
    PinCost,
    Planned,
    Shortage,
    Situation,
    explain_learner,
    pin_costs,
)
from matcher.explain import compare as compare_answers
from matcher.explain import fairness as fairness_of
from matcher.model import Allocation
from matcher.store.answers import load_answer
from matcher.store.engine import Session
from matcher.store.errors import InputForgotten
from matcher.store.explained import get_answer, may_be_named
from matcher.store.publishing import published_run
from matcher.store.run_inputs import erased_since, input_of, require_input
from matcher.store.viewers import Viewer

KEPT_ANSWERS = 4


@dataclass(frozen=True)
class Again:
    """An answer and all it rests on."""

    planned: Planned
    answer: Allocation
    erased: frozenset[str]  # who was since: they hold what they had, and nobody asks about them

    @cached_property
    def situation(self) -> Situation:
        return Situation(self.planned)

    @cached_property
    def pin_costs(self) -> dict[tuple[str, str], PinCost]:
        """What the pins of learners on placements cost, by learner and placement."""
        return {(cost.learner, cost.placement): cost for cost in pin_costs(self.planned)}

    @cached_property
    def learners(self) -> dict[str, int]:
        return {learner.id: place for place, learner in enumerate(self.planned.round.learners)}

    @cached_property
    def placements(self) -> dict[str, int]:
        return {placement.id: place for place, placement in enumerate(self.planned.round.placements)}


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, and the learners whom it may not name."""

    explanation: LearnerExplanation
    hidden: frozenset[str]


class Answers:
    """Keeps the answers that were asked about last: working one out takes as long as scoring its round."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Again] = OrderedDict()
        self._shortages: dict[str, tuple[frozenset[str], Shortages]] = {}  # a few dozen rows for each run, and ids
        self._lock = threading.Lock()

    def explain(
        self, session: Session, viewer: Viewer, run_id: str, learner: str, placement: str | None = None, top: int = 5
    ) -> Explained:
        """Say why a learner is where they are, or why not at one placement.

        Raises
        ------
        UnknownId
            If the viewer may not ask about this run or learner, or the run's round had no such learner or placement.
        InputForgotten
            If the round was purged since.
        """
        named = may_be_named(session, viewer, run_id, learner)
        again = self.again(session, run_id)
        place = _place("learner", learner, {} if learner in again.erased else again.learners)
        asked = None if placement is None else _place("placement", placement, again.placements)
        found = explain_learner(again.planned, place, placement=asked, top=top, situation=again.situation)
        hidden = frozenset() if named is None else frozenset(again.learners) - named
        return Explained(found, hidden)

    def fairness(self, session: Session, viewer: Viewer, run_id: str) -> tuple[FairnessRow, ...]:
        """Say who was served how well; errors as `explain`."""
        get_answer(session, viewer, run_id)
        kept = self._at_hand(run_id, erased_since(session, run_id))
        found = None if kept else fairness_without_pairs(session, viewer, run_id)
        return found or fairness_of((kept or self.again(session, run_id)).planned)

    def shortages(self, session: Session, viewer: Viewer, run_id: str) -> tuple[Shortage, ...]:
        """Say where places are short and where they lie idle; errors as `explain`."""
        return self._worked_out(session, viewer, run_id).rows

    def waiting_of_field(self, session: Session, viewer: Viewer, run_id: str, field: str) -> tuple[str, ...]:
        """Return the learners of a row of `shortages` who wait, by id; errors as `explain`."""
        return self._worked_out(session, viewer, run_id).waiting.get(field, ())

    def shortages_at_hand(self, session: Session, viewer: Viewer, run_id: str) -> tuple[Shortage, ...] | None:
        """Return the same as `shortages` if it takes no time; None: the answer is not at hand."""
        found = self._shortages_kept(session, viewer, run_id)
        return None if found is None else found.rows

    def _worked_out(self, session: Session, viewer: Viewer, run_id: str) -> Shortages:
        found = self._shortages_kept(session, viewer, run_id)
        if found is None:
            found, erased = shortages_of(session, viewer, run_id), erased_since(session, run_id)
            with self._lock:
                self._shortages[run_id] = erased, found
        return found

    def _shortages_kept(self, session: Session, viewer: Viewer, run_id: str) -> Shortages | None:
        get_answer(session, viewer, run_id)
        with self._lock:
            erased, found = self._shortages.get(run_id, (None, None))
        return found if erased == erased_since(session, run_id) else None

    def pin_cost(self, session: Session, viewer: Viewer, run_id: str, learner: str, placement: str) -> PinCost | None:
        """Say what a pin cost that the run kept; None: it kept no such pin. Errors as `explain`."""
        get_answer(session, viewer, run_id)
        return self.again(session, run_id).pin_costs.get((learner, placement))

    def findings(self, session: Session, viewer: Viewer, run_id: str) -> list[str]:
        """Check rules, figures and certificate without a solver; return every claim that doesn't hold.

        Raises
        ------
        UnknownId, InputForgotten
            As `untouched`.
        """
        get_answer(session, viewer, run_id)
        from matcher.rounds import check_answer  # brings the solver, which a process that only reads can do without

        again = self.untouched(session, run_id)
        return check_answer(again.planned, again.answer)

    def again(self, session: Session, run_id: str) -> Again:
        """Return an answer worked out again, if its round was not purged since."""
        require_input(session, run_id)
        erased = erased_since(session, run_id)
        kept = self._at_hand(run_id, erased) or _again(session, run_id, erased)
        with self._lock:
            self._kept[run_id] = kept
            self._kept.move_to_end(run_id)
            if len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return kept

    def untouched(self, session: Session, run_id: str) -> Again:
        """Return an answer worked out again from all that it was found from.

        Raises
        ------
        InputForgotten
            If somebody in it was erased since: what is left proves nothing.
        """
        again = self.again(session, run_id)
        if not again.erased.isdisjoint(again.learners):
            raise InputForgotten(run_id)
        return again

    def _at_hand(self, run_id: str, erased: frozenset[str]) -> Again | None:
        """What is kept, if it names nobody who was erased since."""
        with self._lock:
            kept = self._kept.get(run_id)
        return kept if kept is not None and kept.erased == erased else None


def compare(session: Session, viewer: Viewer, before: str | None, after: str) -> Comparison:
    """Say who moved between two answers of one round.

    Parameters
    ----------
    before
        None: the run that was published last.

    Raises
    ------
    UnknownId
        If the viewer doesn't see both, or they are of different rounds, or none was published.
    """
    round_id = get_answer(session, viewer, after).round_id
    before = before or published_run(session, round_id) or ""
    if get_answer(session, viewer, before).round_id != round_id:
        raise UnknownId("answer of run", before)
    return compare_answers(load_answer(session, before), load_answer(session, after))


def _again(session: Session, run_id: str, erased: frozenset[str]) -> Again:
    from matcher.rounds import planned_from

    round, answer = input_of(session, run_id), load_answer(session, run_id)
    return Again(planned_from(round, answer, erased), answer, erased)


def _place(kind: str, id: str, places: dict[str, int]) -> int:
    if id not in places:
        raise UnknownId(kind, id)
    return places[id]
