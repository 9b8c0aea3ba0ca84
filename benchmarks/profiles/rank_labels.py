"""Mean reciprocal rank of `LabelRanker`, of plain TF-IDF of letters, and of a rapidfuzz loop, in the same run.

python -m benchmarks.profiles.rank_labels [LANGUAGE ...]
"""

import resource
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from benchmarks.profiles.held_out import ESCO, LANGUAGES, STYLES, Task, _read, task
from matcher.profiles.ranker import LabelRanker
from matcher.profiles.vectors import TextVectors

Order = Callable[[Sequence[str]], NDArray[np.int64]]


def mean_reciprocal_rank(order: NDArray[np.int64], concepts: Sequence[str], right: Sequence[frozenset[str]]) -> float:
    """Of the first label of a right concept; 0 where none is in the order."""
    owner = np.asarray(concepts, dtype=object)
    total = 0.0
    for row, wanted in zip(order, right, strict=True):
        hits = np.flatnonzero(np.isin(owner[row], list(wanted)))
        total += 1.0 / (hits[0] + 1) if hits.size else 0.0
    return total / len(right)


def letters_tfidf(labels: Sequence[str]) -> Order:
    vectors = TextVectors([label.lower() for label in labels], "char", (2, 4))

    def order(queries: Sequence[str]) -> NDArray[np.int64]:
        scores = (vectors.of([query.lower() for query in queries]) @ vectors.matrix.T).toarray()
        return np.argsort(-scores, axis=1, kind="stable")

    return order


def word_groups_tfidf(labels: Sequence[str]) -> Order:
    vectors = TextVectors([label.lower() for label in labels], "char_wb", (3, 5))

    def order(queries: Sequence[str]) -> NDArray[np.int64]:
        scores = (vectors.of([query.lower() for query in queries]) @ vectors.matrix.T).toarray()
        return np.argsort(-scores, axis=1, kind="stable")

    return order


def rapidfuzz_loop(labels: Sequence[str]) -> Order:
    lower = [label.lower() for label in labels]

    def order(queries: Sequence[str]) -> NDArray[np.int64]:
        scores = process.cdist([query.lower() for query in queries], lower, scorer=fuzz.token_sort_ratio)
        return np.argsort(-scores, axis=1, kind="stable")

    return order


def methods(data: Task, language: str) -> dict[str, Order]:
    with_concepts = LabelRanker(data.labels, language, data.concepts)
    without = LabelRanker(data.labels, language)
    everything = len(data.labels)
    return {
        "TF-IDF of letters (2-4)": letters_tfidf(data.labels),
        "TF-IDF of letters in words (3-5)": word_groups_tfidf(data.labels),
        "rapidfuzz token sort": rapidfuzz_loop(data.labels),
        "LabelRanker": lambda queries: without.rank(queries, everything)[0],
        "LabelRanker, concepts": lambda queries: with_concepts.rank(queries, everything)[0],
    }


def main(languages: Sequence[str]) -> None:
    found: dict[str, dict[str, list[float]]] = {}
    for language in languages:
        data = task(language)
        for name, order in methods(data, language).items():
            for style in STYLES:
                queries = [query for query, _ in data.queries[style]]
                right = [wanted for _, wanted in data.queries[style]]
                value = mean_reciprocal_rank(order(queries), data.concepts, right)
                found.setdefault(name, {}).setdefault(style, []).append(value)
    for style in STYLES:
        print(f"\n{style:34}" + "".join(f"{language:>7}" for language in languages) + "   mean")
        for name, values in found.items():
            row = values[style]
            print(f"{name:34}" + "".join(f"{value:7.3f}" for value in row) + f"{sum(row) / len(row):7.3f}")
    _speed()


def _speed() -> None:
    rows = [row for row in _read(ESCO / "labels_en.csv.gz") if row["kind"] == "occupation"]
    labels = [row["label"] for row in rows]
    labels += labels[: max(0, 35_000 - len(labels))]
    concepts = [row["conceptUri"] for row in rows]
    concepts += concepts[: len(labels) - len(concepts)]
    queries = [f"{label} trainee" for label in labels[:: len(labels) // 3000]][:3000]
    started, processor = time.perf_counter(), time.process_time()
    LabelRanker(labels, "en", concepts).rank(queries, 10)
    seconds, of_processor = time.perf_counter() - started, time.process_time() - processor
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\n{len(labels)} labels x {len(queries)} queries: {seconds:.0f} s, {of_processor:.0f} s of one processor, "
        f"peak {peak_mb} MB"
    )


if __name__ == "__main__":
    if "--speed" in sys.argv:
        _speed()
    else:
        main(sys.argv[1:] or LANGUAGES)
