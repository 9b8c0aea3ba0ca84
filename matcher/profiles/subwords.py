"""What groups of letters say about the study field, for words that the lexicon does not have.

"Kälteanlagenbauer" is in no lexicon, but the terms with "kälte", "anlagen" and "bauer" point somewhere: a ridge
regression over letter groups of all terms of a family learns where. It is learnt once per lexicon and kept on disk.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.profiles.lexicon import Term, lexicon_of
from matcher.profiles.normalise import search_form
from matcher.profiles.store import load_arrays, store_arrays

Floats: TypeAlias = NDArray[np.float32]

_SHORTEST, _LONGEST = 3, 5
_FEWEST_TERMS = 30  # below, there is nothing to learn from


class Subwords:
    """A linear model: letter group x field → weight."""

    def __init__(
        self, groups: Sequence[str], idf: Floats, fields: Sequence[str], weights: Floats, intercepts: Floats
    ) -> None:
        self._groups = {group: position for position, group in enumerate(groups)}
        self._idf = idf
        self.fields = tuple(fields)
        self._weights = weights
        self._intercepts = intercepts

    def scores(self, form: str) -> dict[str, float]:
        """Per field how much the letter groups of a title (in search form) speak for it, from about 0 to about 1."""
        counts = Counter(
            self._groups[group] for word in form.split() for group in groups_of(word) if group in self._groups
        )
        if not counts:
            return {}
        positions = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self._idf[
            positions
        ]
        values /= np.sqrt(values @ values)
        found = (values @ self._weights[positions] + self._intercepts + 1.0) / 2.0  # learnt as -1 and 1
        return dict(zip(self.fields, map(float, found), strict=True))


def groups_of(word: str) -> list[str]:
    """The letter groups of a word with a blank before and after it, each as often as it occurs."""
    padded = f" {word} "
    if len(padded) <= _SHORTEST:
        return [padded]
    return [
        padded[start : start + length]
        for length in range(_SHORTEST, min(_LONGEST, len(padded)) + 1)
        for start in range(len(padded) - length + 1)
    ]


def subwords_of(family: str, terms: Sequence[Term], on_disk: bool) -> Subwords | None:
    """The model of a family's terms, None if there are too few; `on_disk` keeps it for the next start."""
    telling = [term for term in terms if term.isced_f]
    if len(telling) < _FEWEST_TERMS or len({term.isced_f for term in telling}) < 3:
        return None
    key = f"subwords-{family}-{lexicon_of(telling).digest}"
    arrays = load_arrays(key) if on_disk else None
    if arrays is None:
        arrays = _learnt(telling)
        if on_disk:
            store_arrays(key, arrays)
    return Subwords(
        [str(group) for group in arrays["groups"]],
        arrays["idf"],
        [str(field) for field in arrays["fields"]],
        arrays["weights"].astype(np.float32),
        arrays["intercepts"],
    )


def _learnt(terms: Sequence[Term]) -> dict[str, NDArray[Any]]:
    from matcher.profiles.vectors import TextVectors, linear_model  # a second to import, and only needed to learn

    vectors = TextVectors(
        [search_form(term.term, term.language) for term in terms],
        "char_wb",
        (_SHORTEST, _LONGEST),
        sublinear=True,
        at_least=2,
    )
    fields, weights, intercepts = linear_model(vectors.matrix, [term.isced_f for term in terms])
    groups = sorted(vectors.vocabulary, key=vectors.vocabulary.__getitem__)
    return {
        "groups": np.asarray(groups, dtype=np.str_),
        "idf": vectors.idf,
        "fields": np.asarray(fields, dtype=np.str_),
        "weights": weights.astype(np.float16),
        "intercepts": intercepts,
    }
