"""A careful client of a service that may be killed: what was not answered is looked up before it is sent again."""

import time
from collections.abc import Callable
from typing import Any

import httpx2

ANSWER_SECONDS = 120.0  # whatever is asked for is answered by then, or was lost
LOOK_SECONDS = 0.05
Look = Callable[[], Any]


class Unexpected(Exception):
    """The service said what it should not have said."""


class Client:
    """Asks the service with one key."""

    def __init__(self, url: str, key: str) -> None:
        self.answers = 0
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx2.Client(base_url=f"{url}/api/v1", headers=headers, timeout=60)

    def close(self) -> None:
        self._http.close()

    def read(self, path: str, **asked: Any) -> httpx2.Response:
        """Read, as often as it takes to be answered."""
        answer: httpx2.Response = until(lambda: self._good("GET", path, params=asked))
        return answer

    def get(self, path: str, **asked: Any) -> Any:
        return self.read(path, **asked).json()

    def items(self, path: str) -> list[dict[str, Any]]:
        """Read all pages of a list."""
        found, after = [], dict[str, str]()
        while True:
            page = self.get(path, limit=500, **after)
            found += page["items"]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    def version(self, path: str) -> dict[str, str]:
        """Return what has to be sent along to change what is there."""
        return {"If-Match": self.read(path).headers["ETag"]}

    def once(self, method: str, path: str, done: Look, **sent: Any) -> Any:
        """Send, and send again only if nobody answered and `done` finds nothing; return what was said or found."""

        def send() -> Any:
            answer = self._good(method, path, **sent)
            return done() if answer is None else _said(answer)

        return until(send)

    def refused(self, method: str, path: str, *statuses: int, **sent: Any) -> None:
        """Send what must be refused.

        Raises
        ------
        Unexpected
            If it is not, or for another reason.
        """
        answer = until(lambda: self._answer(method, path, **sent))
        if answer.status_code not in statuses:
            raise Unexpected(f"{method} {path}: {answer.status_code} instead of {statuses}: {answer.text}")

    def _good(self, method: str, path: str, **sent: Any) -> httpx2.Response | None:
        answer = self._answer(method, path, **sent)
        if answer is not None and answer.status_code >= 400:
            raise Unexpected(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer

    def _answer(self, method: str, path: str, **sent: Any) -> httpx2.Response | None:
        """None: nobody answered, or not as they should, so that one can't know whether it was done."""
        try:
            answer = self._http.request(method, path, **sent)
        except httpx2.TransportError:
            return None
        if answer.status_code >= 500:
            return None
        self.answers += 1
        return answer


def until(look: Look) -> Any:
    """Look until there is something to be seen."""
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        if (seen := look()) is not None:
            return seen
        time.sleep(LOOK_SECONDS)
    raise TimeoutError(f"no answer within {ANSWER_SECONDS:g} s")


def _said(answer: httpx2.Response) -> Any:
    return answer.json() if answer.content else {}
