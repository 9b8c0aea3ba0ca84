"""Whatever the OpenAPI allows, and what it does not, is answered with a documented status and shape, never with 5xx.

`MATCHER_API_EXAMPLES` sets how many requests each route gets; by default few; `make fuzz` sends many.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import Settings
from tests.api.asked import ASKED, Asked
from tests.api.scene import Stage, staged
from tests.api.test_access import routes
from tests.databases import NewDatabase

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("MATCHER_API_EXAMPLES", "3"))
WHO = ("coordinator", "sending", "school", "hosting", "auditor")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(create_app(Settings(database="sqlite://")).openapi())
WITHOUT_BODY = ("GET", "DELETE")


@pytest.fixture(scope="module")
def stage(new_sqlite: NewDatabase) -> Iterator[Stage]:
    with staged(new_sqlite) as stage:
        yield stage


@pytest.mark.parametrize("route", routes())
def test_whatever_is_asked_is_answered_as_documented(stage: Stage, route: str) -> None:
    method, path = route.split(" ")
    operation = SCHEMA[path][method]
    stage.as_before()

    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)), st.data())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: schemathesis.Case[Any], data: st.DataObject) -> None:
        there = {**stage.scene.params, **ASKED.get(route, Asked()).params(stage.scene)}
        for name in case.path_parameters or {}:
            if name in there and data.draw(st.integers(0, 3)):
                case.path_parameters[name] = there[name]  # what is there, as often as not
        who = data.draw(st.sampled_from(WHO))
        case.validate_response(send(stage, who, case), checks=CHECKS)

    asked()


def send(stage: Stage, who: str, case: schemathesis.Case[Any]) -> Response:
    kwargs: dict[str, Any] = case.as_transport_kwargs()
    method, url = kwargs.pop("method"), kwargs.pop("url").removeprefix("http://localhost")
    if kwargs.get("files"):
        kwargs["files"] = [(name, _as_file(file)) for name, file in kwargs["files"]]
    body = kwargs.pop("data", None)
    kwargs |= {"content" if isinstance(body, str | bytes) else "data": body}
    headers = {name: value for name, value in (kwargs.pop("headers", None) or {}).items() if _is_sendable(name, value)}
    kwargs.pop("cookies", None)
    client = stage.client(who)
    request = client.build_request(method, url, headers=headers, **kwargs)
    request.read()  # files too: a failure shows what was sent
    return client.send(request)


def _as_file(file: Any) -> tuple[str | None, bytes]:
    """A part of a form, whatever was drawn for it."""
    name, content = file[:2] if isinstance(file, tuple) else ("learners.csv", file)
    return name, content if isinstance(content, bytes) else str(content).encode(errors="replace")


def _is_sendable(name: str, value: object) -> bool:
    """Who asks is said by the cookie; HTTP's own library sends no other letters."""
    return isinstance(value, str) and value.isascii() and name.lower() not in ("authorization", "x-csrf-token")
