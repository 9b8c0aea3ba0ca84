"""One certificate out of those of independent parts: the same worth of earlier stages for all, prices side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.allocation.answer import Certificate, Stage, StageName
from matcher.allocation.bounds import certified_bound
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

OfPart = Mapping[StageName, Certificate]


@dataclass
class _Priced:
    """A part's certificate of a stage: its tables, and what a unit of each earlier stage is worth, in 1/`scale`."""

    tables: dict[str, IntArray]
    worth: list[int]
    scale: int


def joined_stages(problem: AllocationProblem, parts: Sequence[OfPart], taken: BoolArray) -> tuple[Stage, ...] | None:
    """Return each stage with one certificate for all parts; None if a part's is of another kind than "prices".

    Parameters
    ----------
    parts
        Of each part the certificates of its stages, with the whole problem's rows; where nothing of a stage can be
        had (nobody published, say), a part need not have it.
    taken
        Shape (pairs,): the pairs that the answer realises.
    """
    if any(certificate.kind != "prices" for part in parts for certificate in part.values()):
        return None
    names = stage_names(problem)
    done: list[list[_Priced]] = [[] for _ in parts]
    stages: list[Stage] = []
    earlier: list[tuple[IntArray, int]] = []
    for name in names:
        priced = [_priced(part, name, names) for part in parts]
        _same_scale(priced)
        for stage in reversed(range(len(stages))):
            _same_worth(priced, stage, [of_part[stage] for of_part in done])
        for of_part, one in zip(done, priced, strict=True):
            of_part.append(one)
        certificate, value = _certificate(priced), pair_values(problem, name)
        attained = int(value[taken].sum())
        stages.append(Stage(name, attained, certified_bound(problem, certificate, value, earlier), certificate))
        earlier.append((value, attained))
    return tuple(stages)


def _priced(part: OfPart, name: StageName, names: Sequence[StageName]) -> _Priced:
    """Return a part's prices; stages are counted as in the whole, not as in the part."""
    certificate = part.get(name, Certificate())
    worth = [0] * names.index(name)
    own = [one for one in names if one in part]
    for stage, price in certificate.prices.get("stage", np.zeros((0, 2), dtype=np.int64)).tolist():
        worth[names.index(own[stage])] += price
    tables = {table: rows for table, rows in certificate.prices.items() if table != "stage"}
    return _Priced(tables, worth, certificate.scale)


def _same_scale(priced: Sequence[_Priced]) -> None:
    """Bring all to the finest scale; any prices prove a bound, so that rounding costs little and harms nothing."""
    scale = max(one.scale for one in priced)
    for one in priced:
        one.tables = {table: _times(rows, scale, one.scale) for table, rows in one.tables.items()}
        one.worth = [_rounded(worth * scale, one.scale) for worth in one.worth]
        one.scale = scale


def _same_worth(priced: Sequence[_Priced], stage: int, before: Sequence[_Priced]) -> None:
    """Raise the worth of an earlier stage to the greatest among the parts, and the prices by that stage's own prices.

    If that stage is proven, the bound stays as tight as it was: what is worth more is paid more for.
    """
    most = max(one.worth[stage] for one in priced)
    for one, earlier in zip(priced, before, strict=True):
        more = most - one.worth[stage]
        if more:
            one.worth[stage] = most
            for place, worth in enumerate(earlier.worth):
                one.worth[place] += _rounded(worth * more, earlier.scale)
            for table, rows in earlier.tables.items():
                raised = _times(rows, more, earlier.scale)
                one.tables[table] = np.concatenate([one.tables[table], raised]) if table in one.tables else raised


def _times(rows: IntArray, factor: int, divisor: int) -> IntArray:
    """Return a table with its prices multiplied and divided, rounded."""
    changed = rows.copy()
    whole, rest = np.divmod(rows[:, -1], divisor)
    changed[:, -1] = whole * factor + (rest * factor + divisor // 2) // divisor
    return changed


def _rounded(value: int, divisor: int) -> int:
    return (value + divisor // 2) // divisor


def _certificate(priced: Sequence[_Priced]) -> Certificate:
    names = sorted({table for one in priced for table in one.tables})
    prices = {name: _summed([one.tables[name] for one in priced if name in one.tables]) for name in names}
    stages = [[stage, worth] for stage, worth in enumerate(priced[0].worth) if worth]
    if stages:
        prices["stage"] = np.array(stages, dtype=np.int64)
    return Certificate({name: table for name, table in prices.items() if len(table)}, scale=priced[0].scale)


def _summed(tables: Sequence[IntArray]) -> IntArray:
    """Return all rows, sorted, those of the same entity added up; what costs nothing is left out."""
    rows = np.concatenate(tables)
    if rows.shape[1] == 1:  # of the round, and of no entity
        total: IntArray = rows.sum(axis=0, keepdims=True)
        return total
    keys, place = np.unique(rows[:, :-1], axis=0, return_inverse=True)
    price = np.zeros(len(keys), dtype=np.int64)
    np.add.at(price, place.reshape(-1), rows[:, -1])
    table: IntArray = np.column_stack([keys, price])[price > 0]
    return table
