"""What the app holds while it runs, and the transactions of a request.

What only looks something up is `async`: anything else is sent to a thread, which costs more than the look.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from api.jobs import Jobs
from api.services.answers import Answers
from api.settings import Settings
from matcher.store.engine import Session, Store, reading, writing


async def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def store_of(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def jobs_of(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


async def answers_of(request: Request) -> Answers:
    answers: Answers = request.app.state.answers
    return answers


AnswersOf = Annotated[Answers, Depends(answers_of)]
JobsOf = Annotated[Jobs, Depends(jobs_of)]
SettingsOf = Annotated[Settings, Depends(settings_of)]
StoreOf = Annotated[Store, Depends(store_of)]


def _reading(store: StoreOf) -> Iterator[Session]:
    with reading(store) as session:
        yield session


def _writing(store: StoreOf) -> Iterator[Session]:
    with writing(store) as session:
        yield session


# Both end before the answer is sent: what a client is told has happened is on disk.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
