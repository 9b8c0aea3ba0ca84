"""Random draws by share, repeatable: each stretch of a table has a stream of its own."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Chances = NDArray[np.float64]
Happens = NDArray[np.bool_]


class Choices:
    """Values to draw from, by key: key `k` is one of `options[k]`, by its share among them (equal if left out)."""

    def __init__(self, options: Sequence[Sequence[Any]], shares: Sequence[Sequence[float]] | None = None) -> None:
        self.values = np.empty(sum(map(len, options)), dtype=object)
        self.values[:] = [value for some in options for value in some]
        weights = shares or [[1.0] * len(some) for some in options]
        self._upto = np.concatenate([key + _upto(some) for key, some in enumerate(weights)])

    def places(self, keys: Numbers | int, chances: Chances) -> Numbers:
        """Places in `values`, for chances in [0, 1)."""
        return np.searchsorted(self._upto, keys + chances, side="right")

    def draw(self, keys: Numbers | int, chances: Chances) -> list[Any]:
        drawn: list[Any] = self.values[self.places(keys, chances)].tolist()
        return drawn


def _upto(shares: Sequence[float]) -> Chances:
    upto = np.cumsum(np.array(shares, dtype=np.float64))
    return upto / upto[-1] if len(upto) else upto


class Draws:
    """The random numbers that a key (seed, table, stretch) stands for, `size` at a time."""

    def __init__(self, size: int, *key: object) -> None:
        digest = hashlib.blake2b("\x1f".join(map(str, key)).encode(), digest_size=16).digest()
        self._stream = np.random.Generator(np.random.PCG64(int.from_bytes(digest)))
        self.size = size

    def chances(self) -> Chances:
        """Numbers in [0, 1), shape (size,)."""
        return self._stream.random(self.size)

    def happens(self, share: float) -> Happens:
        """Where something of that share is so."""
        happens: Happens = self.chances() < share
        return happens

    def whole(self, low: int, high: int) -> Numbers:
        """Whole numbers from `low` to `high`, both possible."""
        return (low + self.chances() * (high - low + 1)).astype(np.int64)

    def of(self, choices: Choices, keys: Numbers | int = 0) -> list[Any]:
        return choices.draw(keys, self.chances())

    def place(self, choices: Choices, keys: Numbers | int = 0) -> Numbers:
        return choices.places(keys, self.chances())


def one_of(shares: dict[Any, float]) -> Choices:
    """The same choice for everybody."""
    return Choices([list(shares)], [list(shares.values())])
