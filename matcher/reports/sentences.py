"""Reasons in words, each only once: an answer shares what many learners have in common."""

from matcher.explain import sentence
from matcher.model import FeatureEvidence, Reason, UnplacedReason

MOST_REMEMBERED = 1 << 16


class Sentences:
    """Says reasons in words; those who share a reason, by identity, share its words."""

    def __init__(self) -> None:
        self._words: dict[int, tuple[object, str]] = {}  # by identity; held, so that it stays unique

    def of(self, found: FeatureEvidence | UnplacedReason) -> str:
        known = self._words.get(id(found))
        if known is None:
            if len(self._words) >= MOST_REMEMBERED:
                self._words.clear()
            code = found.reason if isinstance(found, FeatureEvidence) else found.code
            known = self._words[id(found)] = found, sentence(Reason(code, found.params))
        return known[1]
