"""Pages are tested in a real browser, on a real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.api.pages.browsing import Site, chromium, served
from tests.databases import NewDatabase


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """A browser for the tests of pages. It keeps an event loop running, which no other test could bear."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(chrome: Browser, new_sqlite: NewDatabase) -> Iterator[Site]:
    """A site that a module's tests share: each makes the organisations and rounds it looks at."""
    with served(new_sqlite(), chrome) as site:
        yield site


@pytest.fixture(autouse=True)
def windows_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test opened is closed after it: a few dozen forgotten windows slow everything down."""
    yield
    if "site" in request.fixturenames:
        for window in request.getfixturevalue("chrome").contexts:
            window.close()
