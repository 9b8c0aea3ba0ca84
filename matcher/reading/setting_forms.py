"""What a setting may be, in words: from the schema of its model, so that no setting needs words of its own."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Schema = Mapping[str, Any]
Location = tuple[int | str, ...]


def form_of(model: type[BaseModel], error: ErrorDetails) -> tuple[Location, str]:
    """Where an error is, without what only the validator knows, and what was expected there."""
    schema = _schema(model)
    location, found = _walk(schema, error["loc"])
    if error["type"] == "extra_forbidden":
        return error["loc"], _one_of_keys(list(found["properties"]), str(error["loc"][-1]))
    if error["type"] == "value_error":
        return error["loc"], error["msg"].removeprefix("Value error, ")
    return location, _words(schema, found)


@cache
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


def _walk(root: Schema, location: Location) -> tuple[Location, Schema]:
    """Follow a location as far as the schema knows it."""
    schema = _plain(root, root)
    for depth, step in enumerate(location):
        inner = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
        if inner is None:
            return location[:depth], schema
        schema = _plain(root, inner)
    return location, schema


def _plain(root: Schema, schema: Schema) -> Schema:
    """The schema that is referred to, and of one that may be null the other."""
    if "$ref" in schema:
        return _plain(root, root["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    stated = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return _plain(root, stated[0]) if len(stated) == 1 else schema


def _words(root: Schema, schema: Schema) -> str:
    schema = _plain(root, schema)
    if choices := schema.get("anyOf"):
        return " or ".join(_words(root, choice) for choice in choices)
    if "enum" in schema:
        return "one of " + ", ".join(f'"{choice}"' for choice in schema["enum"])
    match schema.get("type"):
        case "integer":
            return "a whole number" + _range(schema)
        case "number":
            return "a number" + _range(schema)
        case "string":
            return "a text"
        case "array":
            return f"a list in [ ], of each {_words(root, schema['items'])}"
        case _:
            return f"settings in {{ }}: {', '.join(schema.get('properties', ['a name = a number for each']))}"


def _range(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if most is None:
        return "" if least is None else f", {least:g} or more"
    return f", {least:g} to {most:g}"


def _one_of_keys(known: Sequence[str], given: str) -> str:
    near = get_close_matches(given, known, n=1)
    return f"one of {', '.join(known)}" + (f"; is it {near[0]}?" if near else "")
