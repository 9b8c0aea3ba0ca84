"""Checks the arguments of `AllocationProblem` before any solving and fills in what was left out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import ProblemInvalid

IntArray = npt.NDArray[np.int64]
Given = Mapping[str, Any]

MOST_FIT = 1000
MOST_PLACE_VALUE = 10**9  # 400 000 learners at this worth still add up far below 2**63
MOST_NUMBER = 2**40  # places, beds, days: far above any round, far below overflow
MOST_ROWS = 10**7  # learners, groups, senders: more is an id where its row was meant, and would fill the memory

PER_PAIR = ("pair_learner", "pair_placement", "pair_fit")
PER_LEARNER = ("learner_group", "learner_sender", "learner_stay", "pinned", "previous")
NUMBERED = ("learner_group", "learner_sender")  # as many rows as the largest of them, where no table says how many
PER_LEARNER_OTHER = ("learner_reserved", "stay_first_day", "stay_last_day", "learner_key")
PER_CELL = ("cell_sender", "cell_destination", "cell_stay", "cell_reserved", "cell_floor", "cell_ceiling")


def complete(given: Given) -> dict[str, Any]:
    """Return every field of the problem from the arguments `given`, None standing for left out."""
    done: dict[str, Any] = {}
    _pairs_and_places(given, done)
    _learners(given, done)
    _groups(given, done)
    _senders(given, done)
    _cells(given, done)
    _days(given, done)
    _pins(done)
    _settings(given, done)
    for value in done.values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return done


def whole_numbers(name: str, value: npt.ArrayLike, *, least: int, most: int = MOST_NUMBER) -> IntArray:
    """Return `value` as a new one-dimensional int64 array within [least, most], or name the argument."""
    array = _array(name, value)
    if array.ndim != 1:
        raise ProblemInvalid(name, f"expected one dimension, found shape {array.shape}")
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind not in "iuf":
        raise ProblemInvalid(name, f"expected whole numbers, found {array.dtype}")
    wrong = ~((array >= least) & (array <= most))  # NaN is neither
    if array.dtype.kind == "f":
        wrong |= array != np.rint(array)
    if wrong.any():
        row = int(wrong.argmax())
        raise ProblemInvalid(name, f"row {row}: {array[row]} is no whole number from {least} to {most}", row=row)
    return array.astype(np.int64)


def _array(name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    try:
        array = np.asarray(value)
    except ValueError:
        raise ProblemInvalid(name, "expected one dimension, found rows of different lengths") from None
    if np.ma.is_masked(value):
        raise ProblemInvalid(name, "some of it is masked: there is no number to take")
    return array


def _pairs_and_places(given: Given, done: dict[str, Any]) -> None:
    done["placement_capacity"] = whole_numbers("placement_capacity", given["placement_capacity"], least=0)
    done["destination_beds"] = whole_numbers("destination_beds", given["destination_beds"], least=0)
    placements, destinations = len(done["placement_capacity"]), len(done["destination_beds"])
    done["placement_destination"] = _indices("placement_destination", given, destinations, placements)
    done["pair_learner"] = whole_numbers("pair_learner", given["pair_learner"], least=0, most=MOST_ROWS - 1)
    pairs = len(done["pair_learner"])
    done["pair_placement"] = _indices("pair_placement", given, placements, pairs)
    done["pair_fit"] = _shaped("pair_fit", given, pairs, least=0, most=MOST_FIT)
    done["destination_minimum"] = _optional("destination_minimum", given, destinations, least=0, neutral=0)
    done["max_per_sender"] = _optional("max_per_sender", given, placements, least=-1, neutral=-1)
    done["placement_key"] = _keys("placement_key", given, placements)


def _learners(given: Given, done: dict[str, Any]) -> None:
    done["learners"] = learners = _count_learners(given, done["pair_learner"])
    _refuse_repeated_pairs(done["pair_learner"], done["pair_placement"], len(done["placement_capacity"]))
    for name in PER_LEARNER:
        most = MOST_ROWS - 1 if name in NUMBERED else MOST_NUMBER
        done[name] = _optional(name, given, learners, least=-1, neutral=-1, most=most)
    done["learner_reserved"] = _optional("learner_reserved", given, learners, least=0, most=1, neutral=0)
    done["learner_key"] = _keys("learner_key", given, learners)
    if len(done["pair_learner"]) and done["pair_learner"].max() >= learners:
        row = int(done["pair_learner"].argmax())
        raise ProblemInvalid("pair_learner", f"row {row}: there are only {learners} learners", row=row)


def _count_learners(given: Given, pair_learner: IntArray) -> int:
    if given["learners"] is not None:
        return int(whole_numbers("learners", [given["learners"]], least=0, most=MOST_ROWS)[0])
    for name in (*PER_LEARNER, *PER_LEARNER_OTHER):
        if given[name] is not None:
            return int(_array(name, given[name]).size)
    return int(pair_learner.max()) + 1 if len(pair_learner) else 0


def _refuse_repeated_pairs(learner: IntArray, placement: IntArray, placements: int) -> None:
    code = learner * max(placements, 1) + placement
    if (np.diff(code) > 0).all():
        return
    order = np.argsort(code, kind="stable")
    again = np.flatnonzero(np.diff(code[order]) == 0)
    if len(again):
        row = int(order[again[0] + 1])
        raise ProblemInvalid(
            "pair_placement", f"row {row}: learner {learner[row]} and placement {placement[row]} come twice", row=row
        )


def _groups(given: Given, done: dict[str, Any]) -> None:
    group = done["learner_group"]
    least_groups = int(group.max()) + 1 if len(group) else 0
    if given["group_companions"] is None:
        done["group_companions"] = np.zeros(least_groups, dtype=np.int64)
    else:
        done["group_companions"] = whole_numbers("group_companions", given["group_companions"], least=0)
    if least_groups > len(done["group_companions"]):
        raise ProblemInvalid("learner_group", f"there are only {len(done['group_companions'])} groups")


def _senders(given: Given, done: dict[str, Any]) -> None:
    sender = done["learner_sender"]
    senders = int(sender.max()) + 1 if len(sender) else 0
    shapes = [_array(name, given[name]).size for name in ("sender_floor", "sender_ceiling") if given[name] is not None]
    if shapes and senders > shapes[0]:
        raise ProblemInvalid("learner_sender", f"there are only {shapes[0]} senders")
    senders = shapes[0] if shapes else senders
    done["sender_floor"] = _optional("sender_floor", given, senders, least=0, neutral=0)
    done["sender_ceiling"] = _optional("sender_ceiling", given, senders, least=-1, neutral=-1)
    _refuse_floor_above_ceiling("sender_floor", done["sender_floor"], done["sender_ceiling"])


def _cells(given: Given, done: dict[str, Any]) -> None:
    if given["cell_sender"] is None:
        for name in PER_CELL[1:]:
            if given[name] is not None:
                raise ProblemInvalid(name, "needs cell_sender too")
        done.update({name: np.zeros(0, dtype=np.int64) for name in PER_CELL})
        return
    cells = len(whole_numbers("cell_sender", given["cell_sender"], least=-1))
    done["cell_sender"] = _shaped("cell_sender", given, cells, least=-1, most=len(done["sender_floor"]) - 1)
    if given["cell_destination"] is None:
        raise ProblemInvalid("cell_destination", "cell_sender needs it")
    most = len(done["destination_beds"]) - 1
    done["cell_destination"] = _shaped("cell_destination", given, cells, least=-1, most=most)
    done["cell_reserved"] = _optional("cell_reserved", given, cells, least=0, most=1, neutral=0)
    done["cell_stay"] = _optional("cell_stay", given, cells, least=-1, neutral=-1)
    done["cell_floor"] = _optional("cell_floor", given, cells, least=0, neutral=0)
    done["cell_ceiling"] = _optional("cell_ceiling", given, cells, least=-1, neutral=-1)
    _refuse_floor_above_ceiling("cell_floor", done["cell_floor"], done["cell_ceiling"])


def _days(given: Given, done: dict[str, Any]) -> None:
    first, last = given["stay_first_day"], given["stay_last_day"]
    if (first is None) != (last is None):
        missing = "stay_first_day" if first is None else "stay_last_day"
        raise ProblemInvalid(missing, "the first and the last day of stays come together")
    for name in ("stay_first_day", "stay_last_day"):
        done[name] = _optional(name, given, done["learners"], least=-MOST_NUMBER, neutral=0)
    backwards = done["stay_last_day"] < done["stay_first_day"]
    if backwards.any():
        row = int(backwards.argmax())
        raise ProblemInvalid("stay_last_day", f"row {row}: before stay_first_day", row=row)
    for name in ("stay_first_day", "stay_last_day", "learner_stay"):
        _refuse_mixed_group(name, done["learner_group"], done[name])


def _refuse_mixed_group(name: str, group: IntArray, value: IntArray) -> None:
    members = np.flatnonzero(group >= 0)
    ordered = members[np.lexsort((value[members], group[members]))]
    same_group = np.diff(group[ordered]) == 0
    mixed = np.flatnonzero(same_group & (np.diff(value[ordered]) != 0))
    if len(mixed):
        row = int(ordered[mixed[0] + 1])
        raise ProblemInvalid(name, f"row {row}: the members of group {group[row]} differ", row=row)


def _pins(done: dict[str, Any]) -> None:
    placements, pinned = len(done["placement_capacity"]), done["pinned"]
    for name in ("pinned", "previous"):
        if (done[name] >= placements).any():
            row = int((done[name] >= placements).argmax())
            raise ProblemInvalid(name, f"row {row}: there are only {placements} placements", row=row)
    found = pinned < 0
    found[done["pair_learner"][done["pair_placement"] == pinned[done["pair_learner"]]]] = True
    if not found.all():
        row = int(found.argmin())
        raise ProblemInvalid("pinned", f"row {row}: learner {row} and placement {pinned[row]} are no pair", row=row)


def _settings(given: Given, done: dict[str, Any]) -> None:
    moves, place_value = given["moves"], given["place_value"]
    if not isinstance(moves, str) or moves not in ("least", "free"):
        if isinstance(moves, str):
            raise ProblemInvalid("moves", f"{moves!r} is neither 'least' nor 'free' nor a number")
        moves = int(whole_numbers("moves", [moves], least=0)[0])
    if place_value is not None:
        place_value = int(whole_numbers("place_value", [place_value], least=0, most=MOST_PLACE_VALUE)[0])
    done["moves"], done["place_value"] = moves, place_value


def _shaped(name: str, given: Given, length: int, *, least: int, most: int = MOST_NUMBER) -> IntArray:
    array = whole_numbers(name, given[name], least=least, most=most)
    if len(array) != length:
        raise ProblemInvalid(name, f"expected shape ({length},), found ({len(array)},)")
    return array


def _indices(name: str, given: Given, count: int, length: int) -> IntArray:
    return _shaped(name, given, length, least=0, most=count - 1)


def _optional(name: str, given: Given, length: int, *, least: int, neutral: int, most: int = MOST_NUMBER) -> IntArray:
    if given[name] is None:
        return np.full(length, neutral, dtype=np.int64)
    return _shaped(name, given, length, least=least, most=most)


def _keys(name: str, given: Given, length: int) -> npt.NDArray[np.uint64]:
    if given[name] is None:
        return np.arange(length, dtype=np.uint64)
    keys = _array(name, given[name])
    if keys.shape != (length,) or (length and keys.dtype.kind not in "iu"):
        raise ProblemInvalid(name, f"expected shape ({length},) of uint64, found {keys.shape} of {keys.dtype}")
    keys = keys.astype(np.uint64)
    if len(np.unique(keys)) < length:
        raise ProblemInvalid(name, "two rows share a key")
    return keys


def _refuse_floor_above_ceiling(name: str, floor: IntArray, ceiling: IntArray) -> None:
    wrong = (ceiling >= 0) & (floor > ceiling)
    if wrong.any():
        row = int(wrong.argmax())
        raise ProblemInvalid(name, f"row {row}: {floor[row]} is above the ceiling {ceiling[row]}", row=row)
