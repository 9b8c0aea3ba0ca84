"""How alike two words are that are not the same: slips of the pen, shared beginnings, parts of a compound."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5  # shorter words are not guessed at: "tik" and "tip" are two words, not one and a slip
_MOST_MATCHES = 8
_COMPLETED = 0.85  # likeness of an abbreviation and a word that begins with it
_LEAST_SHARE = 0.55  # of the longer word that a shared beginning must make up


class Vocabulary:
    """Words to compare with, in canonical order."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if len(word) >= _SHORTEST - 1 and word.isalpha()})
        self._known = frozenset(self._words)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._words:
            self._by_length[len(word)].append(word)

    def alike(self, word: str) -> list[tuple[str, float]]:
        """The words that `word` may stand for, likest first, with a likeness in (0, 1).

        One wrong, missing, extra or swapped letter is likely a slip (two in long words). A shared beginning that makes
        up most of the word is likely an unknown form; a known word that begins or ends it, a part of a compound.
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return []
        found: dict[str, float] = {}
        for matches in (self._slips(word), self._beginnings(word), self._parts(word)):
            for other, likeness in matches:
                found[other] = max(found.get(other, 0.0), likeness)
        found.pop(word, None)
        return sorted(found.items(), key=lambda match: (-match[1], match[0]))[:_MOST_MATCHES]

    def completions(self, beginning: str) -> list[tuple[str, float]]:
        """The words that an abbreviation ("stomat.") may be cut from, shortest first."""
        start = bisect_left(self._words, beginning)
        stop = bisect_left(self._words, beginning + "\uffff")
        words = sorted(self._words[start:stop], key=lambda word: (len(word), word))
        return [(word, _COMPLETED) for word in words[:_MOST_MATCHES]]

    def _slips(self, word: str) -> list[tuple[str, float]]:
        allowed = 1 if len(word) < 9 else 2
        cost = 1.0 if len(word) >= 8 else 1.5 if len(word) > _SHORTEST else 2.0
        return [
            (other, 1.0 - cost * distance / max(len(word), len(other)))
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for other, distance, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=allowed, limit=None
            )
            if other[0] == word[0] or distance == 1
        ]

    def _beginnings(self, word: str) -> list[tuple[str, float]]:
        least = max(_SHORTEST, int(_LEAST_SHARE * len(word)))
        beginning = word[:least]
        found = []
        for position in range(bisect_left(self._words, beginning), len(self._words)):
            other = self._words[position]
            if not other.startswith(beginning):
                break
            share = _shared(word, other) / max(len(word), len(other))
            if share >= _LEAST_SHARE:
                found.append((other, 0.9 * share))
        return found

    def _parts(self, word: str) -> list[tuple[str, float]]:
        cuts = range(_SHORTEST, len(word) - 2)
        return [
            (part, 0.4 + 0.5 * len(part) / len(word))
            for cut in cuts
            for part in (word[:cut], word[-cut:])
            if part in self._known
        ]


def _shared(word: str, other: str) -> int:
    """How many letters the two begin with in common."""
    for position, (a, b) in enumerate(zip(word, other, strict=False)):
        if a != b:
            return position
    return min(len(word), len(other))
