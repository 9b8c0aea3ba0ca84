"""What a learner could get, told before and without deciding anything: by the placements of a round kept at hand."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel, Field

from api.collector import set_apart
from api.schemas.reasons import EvidenceShown, ReasonShown
from matcher.errors import InputError
from matcher.explain import Option, Preview, Scarcity, preview
from matcher.model import Evidence, FieldGuess, Learner, LearnerSide, Round
from matcher.pairs import Offers, Sides
from matcher.pairs.sides import looked_up, side_of
from matcher.profiles import resolve_titles
from matcher.store.answers import load_answer
from matcher.store.engine import Session
from matcher.store.learners import KEEPERS, learners_of_school
from matcher.store.loading import load_round
from matcher.store.previewing import Mark, OffersStamp, learner_to_preview, mark_of, offers_stamp
from matcher.store.rounds import get_round
from matcher.store.viewers import Viewer, require

KEPT_ROUNDS = 8
KEPT_TITLES = 50_000
KEPT_EVIDENCE = 50_000


class OptionShown(BaseModel):
    """A placement that is open to a learner."""

    placement: str
    host: str
    destination: str
    fit: int = Field(description="0 to 1000.")
    evidence: dict[str, EvidenceShown] = Field(description="What each part of the fit rests on.")
    band: ReasonShown | None = Field(
        description="band_likely, band_contested or band_closed, by the prices of the last run; null before the first."
    )


class PreviewShown(BaseModel):
    """The placements open to a learner, best fit first, and what would open more."""

    learner: str
    open: int = Field(description="How many placements are open; `options` shows the best.")
    options: list[OptionShown]
    shut: list[ReasonShown] = Field(description="Which rules shut how many placements.")
    would_open: list[ReasonShown] = Field(description="Which rule alone shuts how many.")
    run: str | None = Field(description="The run whose prices the bands are told by.")


@dataclass(frozen=True)
class Offered:
    """A round's placements ready to be ranked for anybody."""

    stamp: OffersStamp
    round: Round
    sides: Sides
    offers: Offers
    scarcity: Scarcity | None
    field_of: Callable[[Learner], FieldGuess | None]
    _said: dict[int, tuple[Evidence, EvidenceShown]] = field(default_factory=dict, repr=False)

    def preview(self, learner: Learner, top: int) -> PreviewShown:
        found = preview(self.sides, self.offers, self._side(learner), top, self.scarcity)
        return self._shown(found)

    def _shown(self, found: Preview) -> PreviewShown:
        return PreviewShown(
            learner=found.learner,
            open=found.open,
            options=[self._option(option) for option in found.options],
            shut=[ReasonShown.again(reason) for reason in found.shut],
            would_open=[ReasonShown.again(reason) for reason in found.would_open],
            run=self.stamp.run,
        )

    def _option(self, option: Option) -> OptionShown:
        assert option.fit is not None, "only open placements are shown"
        return OptionShown(
            placement=option.placement,
            host=option.host,
            destination=option.destination,
            fit=option.fit,
            evidence={name: self._says(found) for name, found in option.evidence.items()},
            band=ReasonShown.again(option.reasons[0]) if option.reasons else None,
        )

    def _says(self, evidence: Evidence) -> EvidenceShown:
        """The evidence for the wire; `offers` gives the same object again and again."""
        known = self._said.get(id(evidence))
        if known is None or known[0] is not evidence:
            if len(self._said) >= KEPT_EVIDENCE:
                self._said.clear()
            known = self._said[id(evidence)] = (evidence, EvidenceShown.again(evidence))
        return known[1]

    def _side(self, learner: Learner) -> LearnerSide:
        if learner.stay not in self.round.stay_by_id:
            known = ", ".join(sorted(self.round.stay_by_id))
            raise InputError("stay-unknown", f"stay {learner.stay!r}: the round has {known}", stay=learner.stay)
        return side_of(self.round, learner, self.field_of(learner))


class _Kept(NamedTuple):
    mark: Mark  # of the round when these were its offers
    offered: Offered


class Previews:
    """Keeps the offers of the rounds asked about last; loaded anew when they or the last run's answer changed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._loading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def of_learner(self, session: Session, viewer: Viewer, round_id: str, learner: str, top: int) -> PreviewShown:
        """Preview a learner of the viewer's own.

        Raises
        ------
        NotAllowed, UnknownId
            If the viewer is not on the sending side, or sees no such learner.
        """
        noun, mark = learner_to_preview(session, viewer, round_id, learner)
        return self._offered(session, round_id, mark).preview(noun, top)

    def of_learner_at_hand(
        self, session: Session, viewer: Viewer, round_id: str, learner: str, top: int
    ) -> PreviewShown | None:
        """Return the same if it takes no time, errors and all; None: the round must be looked into first."""
        noun, mark = learner_to_preview(session, viewer, round_id, learner)
        kept = self._at_hand(round_id, mark)
        return None if kept is None else kept.offered.preview(noun, top)

    def of_school(
        self, session: Session, viewer: Viewer, round_id: str, school: str, top: int, after: str, limit: int
    ) -> list[PreviewShown]:
        """Preview up to `limit` learners of a school of the viewer's own, by id, those after this one."""
        learners = learners_of_school(session, viewer, round_id, school, after, limit)
        offered = self.offered(session, round_id)
        return [offered.preview(learner, top) for learner in learners]

    def of_profile(self, session: Session, viewer: Viewer, round_id: str, learner: Learner, top: int) -> PreviewShown:
        """Preview somebody who is not stored."""
        require(viewer, "previewing", KEEPERS)
        get_round(session, viewer, round_id)
        return self.offered(session, round_id).preview(learner, top)

    def offered(self, session: Session, round_id: str) -> Offered:
        """Return the round's offers as they are now."""
        return self._offered(session, round_id, mark_of(session, round_id))

    def _offered(self, session: Session, round_id: str, mark: Mark) -> Offered:
        """While nothing was written down in the round since, what is kept is as the round is."""
        kept = self._at_hand(round_id, mark) or self._looked_into(session, round_id, mark)
        return kept.offered

    def _looked_into(self, session: Session, round_id: str, mark: Mark) -> "_Kept":
        """See whether what was written down touches the offers; one of several who ask at once loads them."""
        with self._lock:
            loading = self._loading.setdefault(round_id, threading.Lock())
        with loading:
            return self._at_hand(round_id, mark) or self._anew(session, round_id, mark)

    def _anew(self, session: Session, round_id: str, mark: Mark) -> "_Kept":
        stamp, before = offers_stamp(session, round_id), self._kept.get(round_id)
        same = before is not None and before.offered.stamp == stamp
        kept = _Kept(mark, before.offered if before and same else _loaded(session, round_id, stamp))
        self._keep(round_id, kept)
        set_apart()  # a large round is of millions of objects
        return kept

    def _at_hand(self, round_id: str, mark: Mark) -> "_Kept | None":
        """What is kept, if it is as the round is at this mark or later."""
        with self._lock:
            kept = self._kept.get(round_id)
            if kept is None or kept.mark < mark:
                return None
            self._kept.move_to_end(round_id)
            return kept

    def _keep(self, round_id: str, kept: "_Kept") -> None:
        with self._lock:
            self._kept[round_id] = kept
            self._kept.move_to_end(round_id)
            while len(self._kept) > KEPT_ROUNDS:
                self._loading.pop(self._kept.popitem(last=False)[0], None)


def _loaded(session: Session, round_id: str, stamp: OffersStamp) -> Offered:
    round = load_round(session, round_id, people=False)
    sides = looked_up(round, resolve_titles(round))
    scarcity = Scarcity(round, load_answer(session, stamp.run)) if stamp.run else None
    return Offered(stamp, round, sides, Offers(round, sides), scarcity, _fields(round))


def _fields(round: Round) -> Callable[[Learner], FieldGuess | None]:
    """Resolves a learner's study title, every distinct one once."""
    nobody = round.model_copy(update={"placements": ()})

    @lru_cache(KEPT_TITLES)
    def resolved(known: Learner) -> FieldGuess | None:
        return resolve_titles(nobody.model_copy(update={"learners": (known,)})).of_learner[0]

    def field_of(learner: Learner) -> FieldGuess | None:
        title, language = learner.study_title, learner.study_language
        country, partner = learner.country, learner.sending_partner
        return resolved(
            Learner(
                id="title", stay="any", isced_f=learner.isced_f, study_title=title, study_language=language,
                country=country, sending_partner=partner,
            )
        )  # fmt: skip

    return field_of
