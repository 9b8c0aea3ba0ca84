"""A site on loopback for a real browser to visit, and visitors who have signed in."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from api.app import create_app
from api.security import COOKIE
from api.settings import Settings
from matcher.store.clock import new_id
from matcher.store.engine import Store, writing
from matcher.store.organisations import add_member
from matcher.store.sign_in import begin_sign_in
from matcher.store.tables import PersonRow
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SHOTS = "MATCHER_SHOTS"
"""A folder for screenshots: set it to look at what the tests saw."""


@cache
def chromium() -> str:
    """Return the path of an installed Chromium; `make tools` installs one where it may."""
    named = os.environ.get("MATCHER_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "the tests of pages need Chromium: `make tools`, or name one in MATCHER_CHROMIUM"
    return found


@dataclass(frozen=True)
class Site:
    """A running service and a browser to look at it with."""

    url: str
    store: Store
    browser: Browser

    def visitor(self, viewer: Viewer, *, javascript: bool = True, **options: Any) -> Page:
        """A fresh browser window in which this viewer is signed in."""
        context = self.nobody(javascript=javascript, **options)
        cookie = {"name": COOKIE, "value": self._token(viewer), "url": self.url, "httpOnly": True}
        context.add_cookies([cookie])  # type: ignore[list-item]
        return context.new_page()

    def nobody(self, *, javascript: bool = True, **options: Any) -> BrowserContext:
        """A fresh browser window; whatever it loads comes from the site, or the test fails."""
        context = self.browser.new_context(base_url=self.url, java_script_enabled=javascript, locale="en-GB", **options)
        context.route(
            "**/*", lambda route: route.continue_() if route.request.url.startswith(self.url) else route.abort()
        )
        context.set_default_timeout(20_000)
        return context

    def _token(self, viewer: Viewer) -> str:
        with writing(self.store) as session:
            if session.get(PersonRow, viewer.person) is None:
                session.add(PersonRow(id=viewer.person, email=f"{new_id()}@example.org", name=""))
                session.flush()
            for role in viewer.roles:
                add_member(session, viewer.person, viewer.organisation, role)
            return begin_sign_in(session, viewer.person, viewer.organisation)


@contextmanager
def served(database: str, browser: Browser) -> Iterator[Site]:
    """Serve the pages on loopback, in a thread of this process."""
    unlimited = {"requests_per_minute": 0, "sign_ins_per_minute": 0}
    app = create_app(Settings(database=database, keys=(new_key(),), secure_cookies=False, **unlimited))  # type: ignore[arg-type]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.store, browser)
        server.should_exit = True
        thread.join(20)


def assert_accessible(page: Page) -> None:
    """Fail if axe-core finds a serious violation on the page as it is shown."""
    found = Axe().run(page).response["violations"]
    serious = [row for row in found if row["impact"] in ("serious", "critical")]
    assert not serious, [(row["id"], [node["html"] for node in row["nodes"]][:3]) for row in serious]


def shoot(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a screenshot of the page, or only of what its window shows, if a folder for them is named."""
    if folder := os.environ.get(SHOTS):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)
