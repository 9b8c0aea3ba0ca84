"""How alike two words are that are not the same: slips of the pen, shared beginnings, parts of a compound."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

_SHORTEST = 5  # shorter words are not guessed at: "tik" and "tip" are two words, not one and a slip
_MOST_MATCHES = 8
_LEAST_SHARE = 0.55  # of the longer word that a shared beginning must make up


class Vocabulary:
    """Words to compare with, in canonical order."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word for word in words if len(word) >= _SHORTEST - 1 and word.isalpha()})
        self._known = frozenset(self.words)

    def alike(self, word: str) -> list[tuple[str, float]]:
        """The words that `word` may stand for, likest first, with a likeness in (0, 1).

        One wrong, missing, extra or swapped letter is likely a slip (two in long words). A shared beginning that makes
        up most of the word is likely an unknown form; a known word that begins or ends it, a part of a compound.
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return []
        found: dict[str, float] = {}
        slips = 1 if len(word) < 9 else 2
        cost = 1.0 if len(word) >= 8 else 1.5
        for other, distance, _ in process.extract(
            word, self.words, scorer=OSA.distance, processor=None, score_cutoff=slips, limit=None
        ):
            if distance and (other[0] == word[0] or distance == 1):
                found[other] = 1.0 - cost * distance / max(len(word), len(other))
        least = max(_SHORTEST, int(_LEAST_SHARE * len(word)))
        for other, shared, _ in process.extract(
            word, self.words, scorer=Prefix.similarity, processor=None, score_cutoff=least, limit=None
        ):
            share = shared / max(len(word), len(other))
            if share >= _LEAST_SHARE and other != word:
                found[other] = max(found.get(other, 0.0), 0.9 * share)
        for part in self._parts(word):
            found[part] = max(found.get(part, 0.0), 0.4 + 0.5 * len(part) / len(word))
        return sorted(found.items(), key=lambda match: (-match[1], match[0]))[:_MOST_MATCHES]

    def _parts(self, word: str) -> list[str]:
        cuts = range(_SHORTEST, len(word) - 2)
        return [part for cut in cuts for part in (word[:cut], word[-cut:]) if part in self._known]
