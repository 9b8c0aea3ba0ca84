"""Peak memory of a process with all that it starts, watched from outside."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
EVERY_SECONDS = 0.5


class Watched:
    """While entered, asks the kernel now and then what the process and its descendants hold, shared pages once."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(EVERY_SECONDS):
            self.peak_mb = max(self.peak_mb, sum(map(_held_kb, _family(self._pid))) // 1024)


def _family(pid: int) -> Iterator[int]:
    """A process and its descendants, as far as they still run; nothing but itself where there is no /proc."""
    yield pid
    with suppress(OSError):
        for task in (PROC / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _held_kb(pid: int) -> int:
    with suppress(OSError):
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
