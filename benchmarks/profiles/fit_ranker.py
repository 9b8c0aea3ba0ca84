"""Fits the weights of `LabelRanker` on held-out labels of eight languages, one set for all of them.

    python -m benchmarks.profiles.fit_ranker [--without-concepts]

The log chance of a right label among the candidates of a query, by softmax of the weighted sum of features, is made as
large as it gets. Each language is also judged with weights fitted on the other seven. What `matcher.profiles.ranker`
holds for lists without concepts lies between these weights and those that maximise the reciprocal rank itself, by
hill climbing, with a penalty for any language that plain TF-IDF of letters does better in.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.profiles.held_out import LANGUAGES, STYLES, Task, task
from matcher.profiles.ranker import WEIGHTS, WEIGHTS_WITH_CONCEPTS, LabelRanker

PENALTY = 1e-3
_BATCH = 256


@dataclass(frozen=True)
class Candidates:
    """Features of shape (queries, candidates, features) and which candidates are right."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]


def candidates(data: Task, language: str, names: Sequence[str], concepts: bool) -> Candidates:
    ranker = LabelRanker(data.labels, language, data.concepts if concepts else None)
    owner = np.asarray(data.concepts, dtype=object)
    asked = [pair for style in STYLES for pair in data.queries[style]]
    features: list[NDArray[np.float32]] = []
    right: list[NDArray[np.bool_]] = []
    for start in range(0, len(asked), _BATCH):
        batch = asked[start : start + _BATCH]
        top, found, _ = ranker.features([query for query, _ in batch])
        features.append(np.stack([found[name] for name in names], axis=-1))
        right.extend(np.isin(owner[row], list(wanted)) for row, (_, wanted) in zip(top, batch, strict=True))
    return Candidates(np.concatenate(features), np.asarray(right))


def fit(parts: Sequence[Candidates]) -> NDArray[np.float64]:
    reached = [part.right.any(axis=1) for part in parts]
    x = np.concatenate([part.features[kept] for part, kept in zip(parts, reached, strict=True)])
    y = np.concatenate([part.right[kept] for part, kept in zip(parts, reached, strict=True)])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ weights
        e = np.exp(z - z.max(axis=1, keepdims=True))
        hit, whole = e * y, e.sum(axis=1)
        chance = hit.sum(axis=1) + 1e-12
        slope = np.einsum("ij,ijk->k", e / whole[:, None] - hit / chance[:, None], x) / len(x)
        return float(-np.log(chance / whole).mean() + PENALTY * weights @ weights), slope + 2 * PENALTY * weights

    best: NDArray[np.float64] = minimize(loss, np.ones(x.shape[2]), jac=True, method="L-BFGS-B").x
    return best


def reciprocal_rank(part: Candidates, weights: NDArray[np.float64]) -> float:
    """Mean over queries; right labels that are no candidates count 0."""
    scores = part.features @ weights
    best = np.where(part.right, scores, -np.inf).max(axis=1, keepdims=True)
    return float(np.where(part.right.any(axis=1), 1.0 / ((scores > best).sum(axis=1) + 1), 0.0).mean())


def main(concepts: bool) -> None:
    held = WEIGHTS_WITH_CONCEPTS if concepts else WEIGHTS
    names = list(held)
    parts = {language: candidates(task(language), language, names, concepts) for language in LANGUAGES}
    weights = fit(list(parts.values()))
    print({name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)})
    in_use = np.asarray([held[name] for name in names])
    print("mean reciprocal rank   in use   fitted   fitted on the other languages")
    for language, part in parts.items():
        others = fit([other for name, other in parts.items() if name != language])
        values = (reciprocal_rank(part, chosen) for chosen in (in_use, weights, others))
        print(f"{language:20}" + "".join(f"{value:9.3f}" for value in values))


if __name__ == "__main__":
    main("--without-concepts" not in sys.argv)
