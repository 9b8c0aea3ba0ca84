"""How near scoring runs to what the memory allows: bytes moved per pair looked at, against the bandwidth.

`python -m benchmarks.year.roofline 30000`
"""

import sys
import time
from typing import NamedTuple

import numpy as np

from benchmarks.year.sizes import parse, rounds_folder, written
from matcher.pairs import CUT, sides_of
from matcher.pairs.build import _kept_pairs
from matcher.pairs.work import Work, work_of
from matcher.profiles import resolve_titles
from matcher.reading import read_round

BYTES_PER_TABLE = 10  # 16-bit points: taken per learner (read, write), added to the total (two reads, one write)
BYTES_PER_LIST = 4  # of silent learners: added to the total (read, write)
BYTES_PER_DOORS = 5  # one byte: taken per learner (read, write), combined (two reads, one write)
BYTES_ONCE = 14  # total to fit (read, write), closed pairs marked (3), partitioned copy (4), kept or not (3)
COPY_BYTES = 1 << 28
SHARDS = 8


class Roofline(NamedTuple):
    """Of one core: pairs looked at, processor seconds, bytes moved, and the bandwidth of a plain copy (bytes/s)."""

    pairs: int
    seconds: float
    bytes_moved: int
    bandwidth: float

    @property
    def share(self) -> float:
        """Of the bandwidth that scoring reaches."""
        return self.bytes_moved / self.seconds / self.bandwidth


def roofline(work: Work) -> Roofline:
    """Score and cut some shards of a round on one core."""
    shards = [shard[work.group[shard] < 0] for shard in work.shards()[:SHARDS]]
    chosen = np.zeros((len(work.group_ids), len(work.destination_ids)), dtype=np.bool_)
    start = time.process_time()
    for shard in shards:
        _kept_pairs(work, shard, CUT, chosen)
    seconds = time.process_time() - start
    pairs = sum(len(people) * len(places) for shard in shards for people, places in work.buckets.blocks(shard))
    each = BYTES_PER_TABLE * len(work.fit.looked_up) + BYTES_PER_LIST * len(work.fit.others) + BYTES_ONCE
    each += BYTES_PER_DOORS * len(work.buckets.together)
    return Roofline(pairs, seconds, pairs * each, copy_bandwidth())


def copy_bandwidth() -> float:
    """Bytes read and written per second by a copy that no cache holds."""
    source, target = np.ones(COPY_BYTES, dtype=np.uint8), np.empty(COPY_BYTES, dtype=np.uint8)
    seconds = []
    for _ in range(5):
        start = time.process_time()
        np.copyto(target, source)
        seconds.append(time.process_time() - start)
    return 2 * COPY_BYTES / min(seconds)


def main(arguments: list[str]) -> None:
    """Print the figures for one size."""
    text = next((text for text in arguments if not text.startswith("--")), "30000")
    with rounds_folder(arguments) as folder:
        round_ = read_round(written(parse(text), folder)).round
    found = roofline(work_of(sides_of(round_, resolve_titles(round_)), round_))
    print(f"{found.pairs / 1e6:.0f} million pairs looked at, {found.seconds / found.pairs * 1e9:.1f} ns each")
    print(f"{found.bytes_moved / found.pairs:.0f} bytes each, {found.bytes_moved / found.seconds / 1e9:.1f} GB/s")
    print(f"a plain copy moves {found.bandwidth / 1e9:.1f} GB/s: scoring runs at {found.share:.0%} of that")


if __name__ == "__main__":
    main(sys.argv[1:])
