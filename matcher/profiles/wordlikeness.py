"""How much of one text's words another one has, word by word: the same, alike, or learnt to mean the same."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

Floats: TypeAlias = NDArray[np.float32]

_ALIKE_FROM = 0.6  # likeness below which two words have nothing to do with one another
_SHORTEST_BEGINNING = 4
_BEGINNING = 0.9  # what a shorter word counts that the longer one begins with
_SYNONYMS_KEPT = 12
_LEAST_ASSOCIATION = 0.08


class WordLikeness:
    """Words of labels, weighed by how rare they are, and compared with words of queries.

    Parameters
    ----------
    texts
        Every text as words; their counts decide what a word weighs.
    labels
        Per label the words that queries are compared with.
    """

    def __init__(self, texts: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> None:
        counts = Counter(word for text in texts for word in set(text))
        self._words = sorted(counts)
        self._number = {word: number for number, word in enumerate(self._words)}
        self._most = math.log(len(texts) + 1)
        self._texts = len(texts)
        self._counts = counts
        longest = max(map(len, labels))
        none = len(self._words)  # one number past the last word fills short rows
        self._ids = np.full((len(labels), max(longest, 1)), none, dtype=np.int32)
        for row, words in enumerate(labels):
            self._ids[row, : len(words)] = [self._number[word] for word in words]
        weights = [self._weight(word) for word in self._words]
        self._weights = np.asarray([*weights, 0.0], dtype=np.float32)
        self._whole = np.maximum(self._weights[self._ids].sum(axis=1), np.float32(1e-6))
        self._synonyms: dict[str, list[tuple[int, float]]] | None = None
        self._rows: dict[str, Floats] = {}

    def _weight(self, word: str) -> float:
        return math.log((self._texts + 1) / (self._counts.get(word, 0) + 1)) / self._most

    def learn_synonyms(self, names: Iterable[Sequence[frozenset[str]]]) -> None:
        """From each concept's names (sets of words): which word stands in one where another word stands in another.

        The likeness of b to a is the share of concepts with a in which some name has b and not a, and another a and
        not b, shrunk where a is rare.
        """
        swaps: dict[str, Counter[str]] = defaultdict(Counter)
        occurs: Counter[str] = Counter()
        for concept in names:
            words = sorted(set().union(*concept))
            occurs.update(words)
            if len(concept) < 2:
                continue
            for a in words:
                with_a = [name for name in concept if a in name]
                without = set().union(*(name for name in concept if a not in name))
                always = frozenset.intersection(*with_a)
                swaps[a].update(without - always - {a})
        self._synonyms = {}
        for a, others in swaps.items():
            strengths = [
                (self._number[b], count / (occurs[a] + 2.0) * self._weight(b))
                for b, count in others.items()
                if b in self._number
            ]
            kept = sorted((pair for pair in strengths if pair[1] >= _LEAST_ASSOCIATION), key=lambda p: (-p[1], p[0]))
            self._synonyms[a] = kept[:_SYNONYMS_KEPT]

    def features(self, queries: Sequence[Sequence[str]], top: NDArray[np.int64]) -> dict[str, Floats]:
        """Shares of words covered, shape of `top` each, where `top` has the labels to compare each query with."""
        self._look_up(queries)
        names = ["title_in_label", "label_in_title", "same_title_words", "same_label_words"]
        if self._synonyms is not None:
            names += ["title_in_label_by_synonyms", "label_in_title_by_synonyms"]
        found = {name: np.zeros(top.shape, dtype=np.float32) for name in names}
        for row, words in enumerate(queries):
            if not words:
                continue
            weights = np.asarray([self._weight(word) for word in words], dtype=np.float32)
            ids = self._ids[top[row]]
            likeness = np.stack([self._rows[word] for word in words])
            self._cover(found, row, ("title_in_label", "label_in_title"), likeness, weights, ids, top[row])
            same = np.where(likeness >= 1.0, likeness, np.float32(0.0))
            self._cover(found, row, ("same_title_words", "same_label_words"), same, weights, ids, top[row])
            if self._synonyms is not None:
                names_by_synonyms = ("title_in_label_by_synonyms", "label_in_title_by_synonyms")
                learnt = self._with_synonyms(words, likeness)
                self._cover(found, row, names_by_synonyms, learnt, weights, ids, top[row])
        return found

    def _cover(
        self,
        found: dict[str, Floats],
        row: int,
        names: tuple[str, str],
        likeness: Floats,
        weights: Floats,
        ids: NDArray[np.int32],
        labels: NDArray[np.int64],
    ) -> None:
        pairs = likeness[:, ids]  # (query words, labels, label words)
        found[names[0]][row] = weights @ pairs.max(axis=2) / max(float(weights.sum()), 1e-6)
        found[names[1]][row] = (pairs.max(axis=0) * self._weights[ids]).sum(axis=1) / self._whole[labels]

    def _look_up(self, queries: Sequence[Sequence[str]]) -> None:
        """Rows of likenesses with every label word, for the words of these queries."""
        new = sorted({word for words in queries for word in words})
        self._rows = {word: self._rows[word] for word in new if word in self._rows}
        new = [word for word in new if word not in self._rows]
        if not new:
            return
        alike = process.cdist(
            new, self._words, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE_FROM, dtype=np.float32
        )
        rows = np.zeros((len(new), len(self._words) + 1), dtype=np.float32)
        rows[:, :-1] = np.maximum(0.0, (alike - _ALIKE_FROM) / (1.0 - _ALIKE_FROM))
        for position, word in enumerate(new):
            self._add_beginnings(word, rows[position])
            if word in self._number:
                rows[position, self._number[word]] = 1.0
            self._rows[word] = rows[position]

    def _add_beginnings(self, word: str, row: Floats) -> None:
        """A word that begins another counts nearly as the same."""
        value = (_BEGINNING - _ALIKE_FROM) / (1.0 - _ALIKE_FROM)
        for end in range(_SHORTEST_BEGINNING, len(word)):
            number = self._number.get(word[:end])
            if number is not None:
                row[number] = max(row[number], value)
        if len(word) >= _SHORTEST_BEGINNING:
            start, stop = np.searchsorted(self._words, [word, word + "\uffff"])
            row[start:stop] = np.maximum(row[start:stop], value)

    def _with_synonyms(self, words: Sequence[str], likeness: Floats) -> Floats:
        assert self._synonyms is not None
        learnt = likeness.copy()
        for position, word in enumerate(words):
            for number, strength in self._synonyms.get(word, ()):
                learnt[position, number] = max(learnt[position, number], min(1.0, 2.0 * strength))
        return learnt
