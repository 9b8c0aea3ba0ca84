"""Finds listed names in running text: the longest name that stands at a position wins."""

from collections.abc import Mapping
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Folded names of one to several words, each with one meaning."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self.meanings = meanings
        self.longest = max(len(name.split()) for name in meanings)

    def at(self, words: tuple[str, ...], start: int) -> tuple[Meaning, int] | None:
        """What the longest name beginning at `words[start]` means, and how many words it has."""
        for count in range(min(self.longest, len(words) - start), 0, -1):
            meaning = self.meanings.get(" ".join(words[start : start + count]))
            if meaning is not None:
                return meaning, count
        return None
