"""Quick answers in their turn: few at a time, first come first served, each in one transaction and one thread.

They hardly wait for anything but the processor. More threads would only take it from each other, in the middle of
their answers, and all would be late together.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.rates import Rates
from api.security import Bringing, Brought, asker_of
from matcher.store.engine import Session, Store, reading
from matcher.store.viewers import Viewer

AT_ONCE = 2  # answers; the second works while the first waits for the database

AnswerT = TypeVar("AnswerT")
Work = Callable[[Session, Viewer], AnswerT]


class Turns:
    """The threads of quick answers of one process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "turn")

    async def take(self, work: Callable[[], AnswerT]) -> AnswerT:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        self._threads.shutdown()


class Turn:
    """A request that is looked at, counted and answered in its turn."""

    def __init__(self, store: Store, brought: Brought, turns: Turns, rates: Rates, per_minute: int) -> None:
        self._store, self._brought, self._turns, self._rates, self._per_minute = (
            store, brought, turns, rates, per_minute,
        )  # fmt: skip

    async def answer(self, quick: Work[AnswerT | None], thorough: Work[AnswerT]) -> AnswerT:
        """Return what `quick` finds for who asks; if that is None, what `thorough` finds among all other requests.

        Raises
        ------
        TooManyRequests, NotSignedIn, ScopeMissing, FormNotOurs
            As for any request.
        """
        found = await self._turns.take(lambda: self._answered(quick, self._per_minute))
        return found if found is not None else await run_in_threadpool(self._answered, thorough, 0)

    def _answered(self, work: Work[AnswerT], per_minute: int) -> AnswerT:
        with reading(self._store) as session:
            asker = asker_of(session, self._brought)
            self._rates.count("requests", asker.viewer.person, per_minute)
            answer = work(session, asker.viewer)
        asker.note(self._store)
        return answer


async def turn_of(request: Request, brought: Bringing) -> Turn:
    state = request.app.state
    return Turn(state.store, brought, state.turns, state.rates, state.settings.requests_per_minute)


InTurn = Annotated[Turn, Depends(turn_of)]
