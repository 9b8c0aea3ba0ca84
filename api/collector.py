"""How often Python looks for garbage: rarely, and never through what is kept, as whoever asks waits meanwhile."""

import gc

LOOKED_AFTER = (10_000, 5, 200)  # new objects; times so many; times so many: requests leave little behind


def look_rarely() -> None:
    gc.set_threshold(*LOOKED_AFTER)


def set_apart() -> None:
    """Take what is kept out of the collector's sight, and what is no longer kept out of memory."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
