"""Somebody under another name, wherever a document names them."""

import re
from typing import Any


def renamed(value: Any, learner: str, erased: str) -> Any:
    """Rename somebody in a document of plain values: as a value, quoted or not, as a key, and in sentences."""
    if isinstance(value, dict):
        return {renamed(name, learner, erased): renamed(inner, learner, erased) for name, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, learner, erased) for inner in value]
    if isinstance(value, str) and value != learner and " " in value:
        return re.sub(rf"(?<!\w){re.escape(learner)}(?!\w)", erased, value)
    if value == repr(learner):  # as sentences quote it
        return repr(erased)
    return erased if value == learner else value
