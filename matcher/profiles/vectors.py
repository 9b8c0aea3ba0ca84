"""Texts as TF-IDF vectors of letter groups and words, and a linear model over them (the only user of scikit-learn)."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import RidgeClassifier


class TextVectors:
    """TF-IDF over a list of texts: `of` gives the vectors of other texts in the same space, rows of length 1.

    Parameters
    ----------
    unit
        "char": letter groups across words; "char_wb": within words; "word": words, cut at blanks.
    lengths
        Shortest and longest group.
    sublinear
        Count a group that occurs n times 1 + ln n times.
    """

    def __init__(
        self,
        texts: Sequence[str],
        unit: Literal["char", "char_wb", "word"],
        lengths: tuple[int, int] = (1, 1),
        sublinear: bool = False,
        at_least: int = 1,
    ) -> None:
        analyzer: str | Callable[[str], list[str]] = str.split if unit == "word" else unit
        self._vectorizer = TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=lengths,
            sublinear_tf=sublinear,
            min_df=at_least,
            lowercase=False,
            dtype=np.float32,
        )
        groups_of = self._vectorizer.build_analyzer()
        self._is_empty = not any(groups_of(text) for text in texts)  # scikit-learn refuses to learn nothing
        self.matrix: sparse.csr_matrix = (
            self._nothing(texts) if self._is_empty else self._vectorizer.fit_transform(texts)
        )

    def of(self, texts: Sequence[str]) -> sparse.csr_matrix:
        return self._nothing(texts) if self._is_empty else self._vectorizer.transform(texts)

    @staticmethod
    def _nothing(texts: Sequence[str]) -> sparse.csr_matrix:
        return sparse.csr_matrix((len(texts), 1), dtype=np.float32)

    @property
    def vocabulary(self) -> dict[str, int]:
        return {group: int(position) for group, position in self._vectorizer.vocabulary_.items()}

    @property
    def idf(self) -> NDArray[np.float32]:
        return np.asarray(self._vectorizer.idf_, dtype=np.float32)


def linear_model(
    vectors: sparse.csr_matrix, answers: Sequence[str]
) -> tuple[list[str], NDArray[np.float32], NDArray[np.float32]]:
    """Ridge regression of each answer against the rest.

    Returns
    -------
    The answers in order, their coefficients of shape (features, answers), their intercepts of shape (answers,).
    """
    model = RidgeClassifier(alpha=1.0, solver="sparse_cg", tol=1e-3).fit(vectors, list(answers))
    names = [str(name) for name in model.classes_]
    coefficients, intercepts = np.atleast_2d(model.coef_), np.atleast_1d(model.intercept_)
    if len(names) == 2:  # scikit-learn gives one row for two answers
        coefficients, intercepts = np.vstack((-coefficients, coefficients)), np.r_[-intercepts, intercepts]
    return names, np.ascontiguousarray(coefficients.T, dtype=np.float32), intercepts.astype(np.float32)
