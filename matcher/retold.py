"""Sentences kept as JSON, so that they can be said in any language later."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from matcher.said import Counted, Listed, Name, Percent, Said, Typed


def kept(sentence: str) -> Any:
    """Return a sentence as JSON holds it; a text that is no `Said` stays a text."""
    return _kept(sentence)


def retold(written: Any) -> str:
    """Return the sentence that `kept` wrote."""
    value = _read(written)
    return value if isinstance(value, str) else ""


def _kept(value: object) -> Any:
    match value:
        case Said():
            words = [value.words] if isinstance(value.words, str) else list(_counted(value.words))
            return {"said": words, "values": {name: _kept(inner) for name, inner in value.values.items()}}
        case Name():
            return {"name": [value.kind, value.code, value.english]}
        case Typed():
            return {"typed": value.text}
        case Percent():
            return {"percent": [value.share, value.digits]}
        case Listed():
            return {"listed": [_kept(part) for part in value.parts], "ends": [_kept(value.between), _kept(value.last)]}
        case list() | tuple():
            return {"listed": [_kept(part) for part in value], "ends": [", ", ""]}
        case date():
            return value.isoformat()
        case None | bool() | int() | float():
            return value
    return str(value)


def _counted(words: Counted) -> tuple[str, str, str]:
    return words.one, words.many, words.by


def _read(written: Any) -> Any:
    if not isinstance(written, Mapping):
        return written
    if "said" in written:
        one, *rest = written["said"]
        words = Counted(rest[1], one, rest[0]) if rest else one
        return Said(words, **{name: _read(inner) for name, inner in written["values"].items()})
    if "name" in written:
        return Name(*written["name"])
    if "typed" in written:
        return Typed(written["typed"])
    if "percent" in written:
        return Percent(*written["percent"])
    between, last = map(_read, written["ends"])
    return Listed(tuple(map(_read, written["listed"])), between, last)
