"""How the fit of the placed is distributed, and its tail: the tenth who fit least."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

TAIL_SHARE = 0.1  # the worst-served tenth of the placed
STEP = 50  # of the fit, a column


@dataclass(frozen=True, slots=True)
class FitColumns:
    """Counts between edges, the first `tail` of them wholly within the worst-served tenth; and that tenth in figures.

    `of_half` is what half of the placed have or exceed; all are fits from 0 to 1000.
    """

    edges: Sequence[int]
    counts: Sequence[int]
    tail: int
    of_half: float
    worst_from: int
    worst_to: int
    worst_mean: float


def fit_columns(fit: Ints) -> FitColumns | None:
    """Return the distribution of the fit of the placed, shape (placed,); None: nobody is placed."""
    if len(fit) == 0:
        return None
    fit = np.sort(fit)
    low = int(fit[0]) // STEP * STEP
    edges = list(range(low, 1001, STEP)) if low < 1000 else [1000 - STEP, 1000]
    worst = fit[: max(1, int(len(fit) * TAIL_SHARE))]
    return FitColumns(
        edges=edges,
        counts=np.histogram(fit, bins=edges)[0].tolist(),
        tail=sum(edge < int(worst[-1]) for edge in edges[1:]),
        of_half=float(np.median(fit)),
        worst_from=int(worst[0]),
        worst_to=int(worst[-1]),
        worst_mean=float(worst.mean()),
    )
