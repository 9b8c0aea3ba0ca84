"""The bans of a round, looked up by the pair they forbid."""

from collections.abc import Iterable
from functools import cached_property

from matcher.model import Pin


class Bans:
    """Pairs that must not be: a learner or group against a placement or destination."""

    def __init__(self, pins: Iterable[Pin] = ()) -> None:
        self.pins = tuple(pin for pin in pins if pin.kind == "ban")

    @cached_property
    def _of_learner(self) -> dict[tuple[str, str], tuple[int, ...]]:
        return _numbers_by_name(("learner", "group"), self.pins)

    @cached_property
    def _of_placement(self) -> dict[tuple[str, str], tuple[int, ...]]:
        return _numbers_by_name(("placement", "destination"), self.pins)

    def naming_learner(self, learner: str, group: str | None) -> tuple[int, ...]:
        """Numbers of the bans that name this learner or its group."""
        named = self._of_learner.get(("learner", learner), ())
        return named + self._of_learner.get(("group", group), ()) if group else named

    def naming_placement(self, placement: str, destination: str) -> tuple[int, ...]:
        """Numbers of the bans that name this placement or its destination."""
        return self._of_placement.get(("placement", placement), ()) + self._of_placement.get(
            ("destination", destination), ()
        )

    def between(self, learner_numbers: tuple[int, ...], placement_numbers: tuple[int, ...]) -> Pin | None:
        """The first ban that names both sides."""
        both = set(learner_numbers) & set(placement_numbers)
        return self.pins[min(both)] if both else None


def _numbers_by_name(kinds: tuple[str, ...], pins: tuple[Pin, ...]) -> dict[tuple[str, str], tuple[int, ...]]:
    numbers: dict[tuple[str, str], tuple[int, ...]] = {}
    for number, pin in enumerate(pins):
        for kind in kinds:
            if name := getattr(pin, kind):
                numbers[kind, name] = (*numbers.get((kind, name), ()), number)
    return numbers
