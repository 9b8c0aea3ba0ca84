"""The order of equals: decided by keyed hashes, which nobody can choose and everybody can recompute."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)  # constants of SplitMix64 (Steele, Lea, Flood 2014)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def tie_keys(seed: str, ids: Iterable[str]) -> Keys:
    """BLAKE2 of each id, keyed with the round's seed. Shape (ids,)."""
    key = hashlib.blake2b(seed.encode()).digest()
    digests = (hashlib.blake2b(id_.encode(), key=key, digest_size=8).digest() for id_ in ids)
    return np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)


def mixed(some: Keys, others: Keys) -> Keys:
    """One key for each pair of keys; the shapes are broadcast."""
    mix: Keys = some + others * _STEP
    mix = (mix ^ (mix >> np.uint64(30))) * _FIRST
    mix = (mix ^ (mix >> np.uint64(27))) * _SECOND
    mix ^= mix >> np.uint64(31)
    return mix


def rank_within(owner: NDArray[np.int64], *keys: NDArray[np.generic]) -> NDArray[np.int64]:
    """The place of each row among the rows of its owner, 0 for the first in the order of `keys`. Shape (rows,)."""
    order = np.lexsort((*reversed(keys), owner))
    starts = np.searchsorted(owner[order], owner[order], side="left")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - starts
    return rank
