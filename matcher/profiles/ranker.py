"""Ranks a list of labels for each query: letter groups find candidates, words and edit distances put them in order."""

import unicodedata
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy import sparse

from matcher.errors import ProblemInvalid
from matcher.profiles.concepts import Concepts
from matcher.profiles.halves import halves
from matcher.profiles.normalise import family, search_form
from matcher.profiles.stems import stem
from matcher.profiles.vectors import TextVectors
from matcher.profiles.wordlikeness import WordLikeness

Floats: TypeAlias = NDArray[np.float32]
Indices: TypeAlias = NDArray[np.int64]

_BATCH = 256  # queries looked at together: 256 x 35 000 scores of four channels are 140 MB
_RESCORED = 150  # candidates per query that are looked at word by word

# Fitted by `benchmarks/profiles/fit_ranker.py` as one set for eight languages; what each stands for is in `_features`.
WEIGHTS = {
    "letters": 3.0, "groups": 1.5, "variants": 1.9, "stems": 2.5, "ratio": 2.7, "token_set": -2.4,
    "title_in_label": 5.6, "label_in_title": 3.4, "same_title_words": -1.1, "same_label_words": -0.8,
}  # fmt: skip
WEIGHTS_WITH_CONCEPTS = {
    "letters": 1.47, "groups": 1.75, "variants": 0.91, "stems": 0.92, "ratio": 1.64, "token_set": -0.71,
    "title_in_label": 0.51, "label_in_title": 0.30, "same_title_words": -1.67, "same_label_words": -1.38,
    "concept_letters": 1.49, "concept_words": 1.19,
    "title_in_label_by_synonyms": 3.88, "label_in_title_by_synonyms": 3.83,
}  # fmt: skip


class LabelRanker:
    """Ranks labels (occupation titles, say) by how well each stands for a query.

    Parameters
    ----------
    labels
        The list to rank.
    language
        Of labels and queries, a BCP 47 tag; decides transliteration and word endings.
    concepts
        For each label the id of what it is a name of. Names of one concept teach which words mean the same, and a
        query that is near all names of a concept is nearer to each.
    """

    def __init__(
        self, labels: Sequence[str], language: str | None = None, concepts: Sequence[str] | None = None
    ) -> None:
        labels = list(labels)
        if not labels:
            raise ProblemInvalid("labels", "an empty list cannot be ranked")
        if concepts is not None and len(concepts) != len(labels):
            raise ProblemInvalid("concepts", f"{len(concepts)} ids for {len(labels)} labels; one each is needed")
        concepts = None if concepts is None else [str(concept) for concept in concepts]
        self._language = language
        self._family = family(language)
        plain = [_plain(label) for label in labels]
        variants = [[self._form(half) for half in halves(label)] for label in labels]
        self._first_forms = [both[0] for both in variants]
        self._starts = np.cumsum([0, *map(len, variants)])[:-1]
        flat = [half for both in variants for half in both]
        stemmed = [self._stems(form) for form in flat]
        self._letters = TextVectors(plain, "char", (2, 4))
        self._groups = TextVectors(plain, "char_wb", (3, 5))
        self._variants = TextVectors(flat, "char_wb", (2, 5), sublinear=True)
        self._stemmed = TextVectors([" ".join(words) for words in stemmed], "char", (3, 5), sublinear=True)
        self._words = WordLikeness(stemmed, [stemmed[start] for start in self._starts])
        self._concepts: Concepts | None = None
        if concepts is not None:
            owners = np.repeat(np.asarray(concepts, dtype=object), [len(both) for both in variants])
            self._concepts = Concepts(self._variants.matrix, stemmed, list(owners), list(concepts))
            self._words.learn_synonyms(self._concepts.words_of_labels(stemmed, list(owners)))
        self._size = len(labels)

    def rank(self, queries: Sequence[str], limit: int = 10) -> tuple[Indices, Floats]:
        """The best labels for each query.

        Returns
        -------
        indices, scores
            Shape (queries, min(limit, labels)): positions in `labels`, best first (of equals the earlier first), and
            their scores, which fall along a row and can be compared within it.
        """
        if limit < 1:
            raise ProblemInvalid("limit", f"{limit}: at least 1 is needed")
        limit = min(limit, self._size)
        indices = np.empty((len(queries), limit), dtype=np.int64)
        scores = np.empty((len(queries), limit), dtype=np.float32)
        for start in range(0, len(queries), _BATCH):
            stop = min(start + _BATCH, len(queries))
            indices[start:stop], scores[start:stop] = self._rank_batch(queries[start:stop], limit)
        return indices, scores

    def features(self, queries: Sequence[str]) -> tuple[Indices, dict[str, Floats], Floats]:
        """What the order is made of, for fitting: candidates, features of shape (queries, candidates), first scores."""
        channels = self._channels(queries)
        first = _sum(channels)
        top = _best(first, min(_RESCORED, self._size))
        return top, self._features(queries, channels, top), first

    def _rank_batch(self, queries: Sequence[str], limit: int) -> tuple[Indices, Floats]:
        top, features, first = self.features(queries)
        weights = WEIGHTS if self._concepts is None else WEIGHTS_WITH_CONCEPTS
        values = sum((np.float32(weights[name]) * feature for name, feature in features.items()), np.float32(0.0))
        values = np.asarray(values, dtype=np.float32) / np.float32(sum(weights.values()))
        order = np.lexsort((top, -values), axis=1)
        indices, scores = np.take_along_axis(top, order, 1), np.take_along_axis(values, order, 1)
        if limit > top.shape[1]:
            indices, scores = _with_rest(indices, scores, first)
        return indices[:, :limit], scores[:, :limit]

    def _channels(self, queries: Sequence[str]) -> dict[str, Floats]:
        """Cosines with every label, shape (queries, labels) each."""
        plain = [_plain(query) for query in queries]
        forms = [self._form(halves(query)[0]) for query in queries]
        by_letters = self._variants.of(forms)
        channels = {
            "letters": _cosines(self._letters.of(plain), self._letters.matrix),
            "groups": _cosines(self._groups.of(plain), self._groups.matrix),
            "variants": self._best_half(_cosines(by_letters, self._variants.matrix)),
            "stems": self._best_half(
                _cosines(self._stemmed.of([" ".join(self._stems(form)) for form in forms]), self._stemmed.matrix)
            ),
        }
        if self._concepts is not None:
            channels["concept_letters"] = self._concepts.by_letters(by_letters)
            channels["concept_words"] = self._concepts.by_words([self._stems(form) for form in forms])
        return channels

    def _best_half(self, cosines: Floats) -> Floats:
        return np.maximum.reduceat(cosines, self._starts, axis=1)

    def _features(self, queries: Sequence[str], channels: dict[str, Floats], top: Indices) -> dict[str, Floats]:
        features = {name: np.take_along_axis(channel, top, 1) for name, channel in channels.items()}
        forms = [self._form(halves(query)[0]) for query in queries]
        pairs = np.repeat(np.asarray(forms, dtype=object), top.shape[1])
        labels = np.asarray(self._first_forms, dtype=object)[top.ravel()]
        for name, scorer in (("ratio", fuzz.ratio), ("token_set", fuzz.token_set_ratio)):
            likeness = process.cpdist(pairs, labels, scorer=scorer, dtype=np.float32)
            features[name] = np.asarray(likeness / 100.0, dtype=np.float32).reshape(top.shape)
        return features | self._words.features([self._stems(form) for form in forms], top)

    def _form(self, text: str) -> str:
        return search_form(text, self._language)

    def _stems(self, form: str) -> list[str]:
        return list(dict.fromkeys(stem(word, self._family) for word in form.split()))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _cosines(queries: sparse.csr_matrix, labels: sparse.csr_matrix) -> Floats:
    return np.asarray((queries @ labels.T).toarray(), dtype=np.float32)


def _sum(channels: dict[str, Floats]) -> Floats:
    total = channels["letters"].copy()
    for name, channel in channels.items():
        if name != "letters":
            total += channel
    return total


def _best(scores: Floats, count: int) -> Indices:
    """The columns of the `count` highest scores per row, highest first, of equals the first."""
    if count < scores.shape[1]:
        kept = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    else:
        kept = np.broadcast_to(np.arange(count), scores.shape).copy()
    order = np.lexsort((kept, -np.take_along_axis(scores, kept, 1)), axis=1)
    return np.take_along_axis(kept, order, 1)


def _with_rest(indices: Indices, scores: Floats, first: Floats) -> tuple[Indices, Floats]:
    """All labels: those looked at closely, then the others by their first score, scaled to stay below."""
    rest = first.copy()
    np.put_along_axis(rest, indices, -np.inf, axis=1)
    behind = np.argsort(-rest, axis=1, kind="stable")[:, : first.shape[1] - indices.shape[1]]
    behind_scores = np.take_along_axis(first, behind, 1)
    highest = np.maximum(behind_scores.max(axis=1, keepdims=True), np.float32(1e-6))
    lowest = scores[:, -1:]
    behind_scores = lowest - np.abs(lowest) * (1.0 - behind_scores / highest) - np.float32(1e-6)
    return np.hstack((indices, behind)), np.hstack((scores, behind_scores)).astype(np.float32)
