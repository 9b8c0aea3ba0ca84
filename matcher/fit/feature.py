"""What a feature is: one named function of what it reads of each side, giving a score and the reason for it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.model import Evidence, LearnerSide, PlacementSide, Reason

FULL = 1000  # points; scores are counted in whole points, so that arrays and single pairs give the same fit

# Missing information counts as half a score, for every placement and every learner alike. So an empty cell is neither
# a good answer nor a bad one: it never beats an answer that speaks for the pair, and never loses to one against it.
NEUTRAL = 500

Points = NDArray[np.int16]
Key = Hashable | None  # None: this side does not say
Table = Callable[[Sequence[Any], Sequence[Any]], Points]


class Parts(NamedTuple):
    """How the evidence of several parts of a learner's key (skills, say) adds up to one, singly and in arrays."""

    together: Callable[[Sequence[Evidence]], Evidence]
    join: np.ufunc


@dataclass(frozen=True, slots=True)
class Feature:
    """A part of the fit: `judge(learner_key, placement_key)` tells how much it speaks for the pair, and why.

    `name` is the feature's public key, `sentence` what a coordinator reads about it. With `parts`, the learner's key
    is a tuple whose parts are judged one by one. `table`, if given, judges many keys at once, to the same points.
    """

    name: str
    sentence: str
    judge: Callable[[Any, Any], Evidence]
    learner_key: Callable[[LearnerSide], Key]
    placement_key: Callable[[PlacementSide], Key]
    parts: Parts | None = None
    table: Table | None = None

    def evidence(self, learner_key: Key, placement_key: Key) -> Evidence:
        """The score in whole thousandths, None where a side does not say enough, and the reason."""
        if learner_key is None or placement_key is None:
            return Evidence(None, Reason(f"{self.name}_not_stated", {"by": _silent(learner_key, placement_key)}))
        if self.parts is None:
            return whole(self.judge(learner_key, placement_key))
        assert isinstance(learner_key, tuple)
        return self.parts.together([whole(self.judge(part, placement_key)) for part in learner_key])


def feature(
    *,
    learner: Callable[[LearnerSide], Key],
    placement: Callable[[PlacementSide], Key],
    parts: Parts | None = None,
    table: Table | None = None,
) -> Callable[[Callable[[Any, Any], Evidence]], Feature]:
    """Declare a function as a feature of the fit: its arguments are what the two readers return."""

    def declare(judge: Callable[[Any, Any], Evidence]) -> Feature:
        sentence = " ".join((judge.__doc__ or "").split("\n\n")[0].split())
        return Feature(judge.__name__, sentence, judge, learner, placement, parts, table)

    return declare


def points(evidence: Evidence) -> int:
    """A score in points, 0 to 1000; what is missing counts as NEUTRAL."""
    return NEUTRAL if evidence.score is None else round(evidence.score * FULL)


def whole(evidence: Evidence) -> Evidence:
    """The same evidence with its score rounded to a whole point."""
    return evidence if evidence.score is None else Evidence(points(evidence) / FULL, evidence.reason)


def _silent(learner_key: Key, placement_key: Key) -> str:
    if learner_key is None and placement_key is None:
        return "both"
    return "learner" if learner_key is None else "placement"


def _strongest(found: Sequence[Evidence]) -> Evidence:
    return max(found, key=points)


BEST = Parts(_strongest, np.maximum)
