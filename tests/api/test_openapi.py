"""The OpenAPI says enough to be used without asking: what each route does, what it answers, what a body looks like."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.test_access import METHODS, table

PUBLIC = {"GET /healthz", "GET /readyz"}
PROBLEM = "application/problem+json"


@cache
def openapi() -> dict[str, Any]:
    return create_app(Settings(database="sqlite://")).openapi()


def operations() -> Iterator[Any]:
    for path, methods in openapi()["paths"].items():
        for method in METHODS:
            if method in methods:
                yield pytest.param(methods[method], id=f"{method.upper()} {path}")


EACH = pytest.mark.parametrize("operation", list(operations()))


@EACH
def test_every_route_says_what_it_does_and_who_is_refused(
    operation: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    assert operation["summary"]
    assert operation["description"].strip().endswith(".")
    if request.node.callspec.id not in PUBLIC:
        assert {"401", "429"} <= operation["responses"].keys() or "invitations" in operation["operationId"]


@EACH
def test_every_refusal_is_a_problem(operation: dict[str, Any]) -> None:
    refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    assert all(PROBLEM in answer["content"] for answer in refusals.values())


@EACH
def test_whatever_the_access_table_expects_is_documented(
    operation: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    expected = {cell for cell in table().get(request.node.callspec.id, {}).values() if cell.isdigit()}
    assert expected <= operation["responses"].keys()


@EACH
def test_every_body_has_an_example(operation: dict[str, Any]) -> None:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if media_type == "application/json":
            assert has_example(content["schema"]), content["schema"]


def has_example(schema: dict[str, Any]) -> bool:
    """Whether the schema has one, or a field of it, however deep."""
    if {"example", "examples"} & schema.keys():
        return True
    if "$ref" in schema:
        return has_example(openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), schema.get("items", {})]
    return any(isinstance(part, dict) and part and has_example(part) for part in inner)


def test_the_description_tells_how_to_sign_in() -> None:
    assert "API key" in openapi()["info"]["description"]
