"""What all names of a concept have in common: its centroid among letter groups and among words."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.profiles.vectors import TextVectors

Floats: TypeAlias = NDArray[np.float32]


class Concepts:
    """Centroids of concepts.

    Parameters
    ----------
    vectors
        Of the texts, shape (texts, features).
    words
        Of the texts.
    owners
        Per text the concept that it is a name of.
    of_label
        Per label its concept; every label has at least one text.
    """

    def __init__(
        self, vectors: sparse.csr_matrix, words: Sequence[Sequence[str]], owners: Sequence[str], of_label: Sequence[str]
    ) -> None:
        ids, number = np.unique(np.asarray(owners, dtype=str), return_inverse=True)
        self._of_label = np.searchsorted(ids, np.asarray(of_label, dtype=str))
        members = sparse.csr_matrix(
            (np.ones(len(owners), dtype=np.float32), (number, np.arange(len(owners)))), shape=(len(ids), len(owners))
        )
        self._words = TextVectors([" ".join(text) for text in words], "word", sublinear=True)
        self._by_letters = _unit_rows(members @ vectors)
        self._by_words = _unit_rows(members @ self._words.matrix)

    def by_letters(self, queries: sparse.csr_matrix) -> Floats:
        """Cosines of query vectors with the concept of every label, shape (queries, labels)."""
        return np.asarray((queries @ self._by_letters.T).toarray(), dtype=np.float32)[:, self._of_label]

    def by_words(self, queries: Sequence[Sequence[str]]) -> Floats:
        found = self._words.of([" ".join(words) for words in queries]) @ self._by_words.T
        return np.asarray(found.toarray(), dtype=np.float32)[:, self._of_label]

    @staticmethod
    def words_of_labels(words: Sequence[Sequence[str]], owners: Sequence[str]) -> list[list[frozenset[str]]]:
        """Per concept its names as sets of words."""
        names: dict[str, list[frozenset[str]]] = {}
        for text, owner in zip(words, owners, strict=True):
            names.setdefault(owner, []).append(frozenset(text))
        return [names[owner] for owner in sorted(names)]


def _unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags(1.0 / np.maximum(lengths, 1e-9)).astype(np.float32) @ matrix
