"""The rounds that the benchmarks of a programme year plan."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from typing import NamedTuple

from matcher.generate import generate_round

PLACEMENTS_PER_LEARNER = 0.4
GROUP_LEARNERS = 10.5  # on average
SEED = "year"
ROUNDS = "--rounds="


class Size(NamedTuple):
    """Learners of a round, the share of them who travel in groups, and at most how many stays (0: a whole year's)."""

    learners: int
    grouped: float = 0.0
    stays: int = 0

    @property
    def placements(self) -> int:
        return round(self.learners * PLACEMENTS_PER_LEARNER)

    @property
    def groups(self) -> int:
        return int(self.learners * self.grouped / GROUP_LEARNERS)

    @property
    def name(self) -> str:
        return f"{self.learners}:{self.grouped:g}:{self.stays}"


YEAR = (Size(10_000), Size(30_000), Size(100_000), Size(400_000), Size(100_000, 0.1))
REDUCED = (Size(1_000), Size(3_000), Size(10_000))


def parse(text: str) -> Size:
    """`"100000"`, with a tenth in groups `"100000:0.1"`, with everybody away on the same days `"100000:0:1"`."""
    learners, grouped, stays, *_ = [*text.split(":"), "0", "0"]
    return Size(int(learners), float(grouped), int(stays))


@contextmanager
def rounds_folder(arguments: Sequence[str]) -> Iterator[Path]:
    """A folder of this process for rounds and runs; `--rounds=FOLDER` keeps the rounds for the next time."""
    kept = [text.removeprefix(ROUNDS) for text in arguments if text.startswith(ROUNDS)]
    if kept:
        folder = Path(kept[-1])
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="matcher-year-") as own:
        yield Path(own)


def written(size: Size, folder: Path) -> Path:
    """The round of that size as a folder, generated once."""
    target = folder / size.name.replace(":", "-")
    if not (target / "learners.csv").exists():
        generate_round(target, size.learners, size.placements, groups=size.groups, stays=size.stays or None, seed=SEED)
    return target


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Slope of a straight line through the logarithms: seconds grow with size to this power."""
    x, y = [log(size) for size in sizes], [log(max(second, 1e-3)) for second in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((one - mean_x) ** 2 for one in x)
    return sum((one - mean_x) * (other - mean_y) for one, other in zip(x, y, strict=True)) / spread
