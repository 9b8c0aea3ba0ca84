"""Every test of the service has a real app on a real database, SQLite and PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.api.service import Service, running
from tests.databases import NewDatabase


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def service(new_database: NewDatabase) -> Iterator[Service]:
    """A service that a module's tests share: each makes the organisations and rounds it looks at."""
    with running(new_database()) as service:
        yield service
