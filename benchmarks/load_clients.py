"""Clients of the service under load: they ask the next as soon as the last was answered.

They share the machine with the server, so they cost as little as a client can: one process, plain sockets that are kept
open, nothing of an answer read but its status and its length.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import uvloop

END_OF_HEAD, LENGTH = b"\r\n\r\n", b"content-length: "

Draw = random.Random
Mix = Sequence[tuple[str, int]]
"""What is asked, and how often for each other."""


@dataclass
class Taken:
    """Seconds of every answer, by what was asked, and what it all took."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: int = 0
    wall_seconds: float = 0.0
    client_seconds: float = 0.0  # of the processor

    def note(self, what: str, seconds: float, status: int) -> None:
        self.seconds.setdefault(what, []).append(seconds)
        self.wrong += status != 200

    @property
    def answers(self) -> int:
        return sum(map(len, self.seconds.values()))


def load(
    port: int, key: str, path_of: Callable[[str, Draw], str], clients: int, mix: Mix, seconds: float, round: int = 0
) -> Taken:
    """Let so many clients ask for so long; each draws its own questions, others in another `round`."""
    taken = Taken()

    async def everybody() -> None:
        loop, until = asyncio.get_running_loop(), time.perf_counter() + seconds
        askers = [_Client(key, path_of, mix, Draw(f"{round} {number}"), until, taken) for number in range(clients)]
        for asker in askers:
            await loop.create_connection(partial(_same, asker), "127.0.0.1", port)
        await asyncio.gather(*(asker.over for asker in askers))

    wall, work = time.perf_counter(), time.process_time()
    uvloop.run(everybody())
    taken.wall_seconds, taken.client_seconds = time.perf_counter() - wall, time.process_time() - work
    return taken


def _same(asker: "_Client") -> "_Client":
    return asker


class _Client(asyncio.Protocol):
    """One client over one connection; `over` is done when it has had the answer that it waited for at the end."""

    def __init__(
        self, key: str, path_of: Callable[[str, Draw], str], mix: Mix, draw: Draw, until: float, taken: Taken
    ) -> None:
        self._head = f" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n"
        self._path_of, self._draw, self._until, self._taken = path_of, draw, until, taken
        self._names, self._weights = [name for name, _ in mix], [weight for _, weight in mix]
        self._what, self._began, self._got, self._length = "", 0.0, bytearray(), 0
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has no such base
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(error or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._length:
            head = self._got.find(END_OF_HEAD)
            if head < 0:
                return
            said = bytes(self._got[:head]).lower()
            self._length = head + len(END_OF_HEAD) + int(said.split(LENGTH)[1].split(b"\r\n")[0])
        if len(self._got) >= self._length:
            self._taken.note(self._what, time.perf_counter() - self._began, int(self._got[9:12]))
            self._ask()

    def _ask(self) -> None:
        if time.perf_counter() >= self._until:
            self.over.set_result(None)
            self._transport.close()
            return
        [self._what] = self._draw.choices(self._names, self._weights)
        self._got, self._length = bytearray(), 0
        request = f"GET {self._path_of(self._what, self._draw)}{self._head}".encode()
        self._began = time.perf_counter()
        self._transport.write(request)
