"""Fits the constants of `matcher.profiles.calibration` on titles that the lexicon does not hold.

    python -m benchmarks.profiles.calibrate

The sum of log chances of the right fields is made as large as it gets (a title whose field is no candidate counts for
"none of these"). Then the first guesses are put on a logistic curve, on these titles and on those of
`benchmarks/titles.csv` that are neither held out nor in the lexicon. The former lack a fifth of the lexicon and are
harder than what schools write; the latter have been worked on and are easier, so they have a third of the weight.
Languages count alike, and typing slips are put into every third title.
"""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.profiles.study_titles import TITLES, is_unseen, may_be_looked_at, read_titles, right_codes
from benchmarks.profiles.unseen import Asked, folds
from matcher.profiles.classify import competitors, default_classifier

CANDIDATES = 12
WORKED_ON = 1 / 3  # the weight of titles that the classifier was improved on


@dataclass(frozen=True)
class Sample:
    """Raw scores of shape (titles, CANDIDATES), which candidate is right, and the weight of each title."""

    words: NDArray[np.float64]
    letters: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]


def sample(seed: int = 0) -> Sample:
    chance = random.Random(seed)
    rows, languages = [], []
    for classifier, asked in folds():
        for number, title in enumerate(asked):
            text = with_slip(title.title, chance) if number % 3 == 0 else title.title
            found = competitors(classifier.fields(text, title.language, title.country))[:CANDIDATES]
            rows.append([(match.words, match.letters, is_right(match.code, title)) for match in found])
            languages.append(title.language)
    padded = np.full((len(rows), CANDIDATES, 3), -9.0)
    for position, row in enumerate(rows):
        if row:
            padded[position, : len(row)] = row
    counts = Counter(languages)
    weight = np.asarray([1.0 / counts[language] for language in languages])
    return Sample(padded[..., 0], padded[..., 1], padded[..., 2] > 0, weight / weight.sum())


def tuned_titles() -> Sample:
    """The titles of `benchmarks/titles.csv` that may be looked at."""
    rows = [row for row in read_titles(TITLES) if may_be_looked_at(row) and is_unseen(row)]
    padded = np.full((len(rows), CANDIDATES, 3), -9.0)
    for position, row in enumerate(rows):
        right = right_codes(row)
        found = competitors(default_classifier().fields(row["title"], row["language"] or None, row["country"] or None))
        for place, match in enumerate(found[:CANDIDATES]):
            padded[position, place] = match.words, match.letters, match.code in right
    return Sample(padded[..., 0], padded[..., 1], padded[..., 2] > 0, np.full(len(rows), 1.0 / len(rows)))


def is_right(code: str, title: Asked) -> bool:
    return code in title.right


def with_slip(text: str, chance: random.Random) -> str:
    position = chance.randrange(len(text))
    kind = chance.choice(("drop", "double", "swap", "other"))
    before, letter, after = text[:position], text[position], text[position + 1 :]
    if kind == "swap" and after:
        return before + after[0] + letter + after[1:]
    return before + {"drop": "", "double": letter * 2}.get(kind, chance.choice("aeionrst")) + after


def chances(data: Sample, constants: Sequence[float]) -> NDArray[np.float64]:
    letters, sharpness, none = constants
    z = sharpness * (data.words + letters * data.letters)
    z = np.hstack((z, np.full((len(z), 1), sharpness * none)))
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    found: NDArray[np.float64] = e / e.sum(axis=1, keepdims=True)
    return found


def fit(data: Sample, more: Sample) -> tuple[Sequence[float], Sequence[float]]:
    right = np.hstack((data.right, ~data.right.any(axis=1, keepdims=True)))

    def surprise(constants: Sequence[float]) -> float:
        found = (chances(data, constants) * right).sum(axis=1)
        return float(-(data.weight * np.log(found + 1e-9)).sum())

    best = minimize(surprise, (0.8, 9.0, 0.6), method="Nelder-Mead", options={"maxiter": 400}).x
    both = [(*firsts(part, best), part.weight * share) for part, share in ((data, 1 - WORKED_ON), (more, WORKED_ON))]
    first, hit, weight = (np.concatenate(column) for column in zip(*both, strict=True))
    logit = np.log(first / (1.0 - first))

    def miss(curve: Sequence[float]) -> float:
        value = 1.0 / (1.0 + np.exp(-(curve[0] * logit + curve[1])))
        return float(-(weight * np.where(hit, np.log(value + 1e-9), np.log(1.0 - value + 1e-9))).sum())

    return best, minimize(miss, (1.0, 0.0), method="Nelder-Mead").x


def firsts(data: Sample, constants: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The chance of each title's first guess, and whether it is right."""
    found = chances(data, constants)[:, :-1]
    position = found.argmax(axis=1)[:, None]
    chance = np.take_along_axis(found, position, 1)[:, 0]
    return np.clip(chance, 1e-6, 1.0 - 1e-6), np.take_along_axis(data.right, position, 1)[:, 0]


def main() -> None:
    data = sample()
    constants, curve = fit(data, tuned_titles())
    print("LETTERS = {:.2f}\nSHARPNESS = {:.1f}\nNONE_OF_THESE = {:.2f}".format(*constants))
    print("SLOPE, INTERCEPT = {:.2f}, {:.2f}".format(*curve))
    first, hit = firsts(data, constants)
    value = 1.0 / (1.0 + np.exp(-(curve[0] * np.log(first / (1.0 - first)) + curve[1])))
    error = 0.0
    print(f"{len(first)} titles; right first: {hit.mean():.3f}\n confidence  titles  said  right")
    for low in range(10):
        inside = (value >= low / 10) & (value < (low + 1) / 10 + math.floor(low / 9))
        if inside.any():
            error += inside.mean() * abs(value[inside].mean() - hit[inside].mean())
            print(f"   from {low / 10:.1f}  {inside.sum():6d}  {value[inside].mean():.2f}  {hit[inside].mean():.2f}")
    print(f"calibration error {error:.3f}; wrong with 0.8 or more: {(~hit & (value >= 0.8)).mean():.3f}")


if __name__ == "__main__":
    main()
