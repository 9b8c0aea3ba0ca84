"""The certificate in `allocation.json`: prices under the round's own ids and dates, and back to arrays."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from matcher.allocation import Certificate, Conflict, Stage
from matcher.allocation.answer import PRICE_COLUMNS, Case
from matcher.explain import conflict_in_words
from matcher.model import Round
from matcher.rounds.arrays import places_of

Write = Callable[[int], Any]
Read = Callable[[Any], int]


def certificate_of(round: Round, stages: Sequence[Stage], conflicts: Sequence[Conflict]) -> dict[str, Any]:
    """Return the certificate as it stands in `allocation.json`.

    Its digest is there because other prices may prove the same bound: whoever changes one, even harmlessly, is found.
    """
    written = stages_to_json(round, stages)
    return {
        "stages": written,
        "conflicts": [conflict_to_json(round, conflict) for conflict in conflicts],
        "digest": hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest(),
    }


def stages_to_json(round: Round, stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Write every stage with its certificate, entities by id and days as dates."""
    return [
        {
            "stage": stage.name,
            "value": stage.value,
            "bound": stage.bound,
            **certificate_to_json(round, stage.certificate),
        }
        for stage in stages
    ]


def stages_from_json(round: Round, stages: Sequence[Mapping[str, Any]]) -> tuple[Stage, ...]:
    """Read what `stages_to_json` wrote; raises KeyError, ValueError or TypeError if it is something else."""
    return tuple(
        Stage(stage["stage"], int(stage["value"]), int(stage["bound"]), certificate_from_json(round, stage))
        for stage in stages
    )


def certificate_to_json(round: Round, certificate: Certificate) -> dict[str, Any]:
    write = {entity: pair[0] for entity, pair in _columns(round).items()}
    return {
        "kind": certificate.kind,
        "scale": certificate.scale,
        "prices": {name: _table_to_json(table, name, write) for name, table in sorted(certificate.prices.items())},
        "cases": [_case_to_json(case, write) for case in certificate.cases],
    }


def certificate_from_json(round: Round, written: Mapping[str, Any]) -> Certificate:
    read = {entity: pair[1] for entity, pair in _columns(round).items()}
    return Certificate(
        prices={name: _table_from_json(rows, name, read) for name, rows in written["prices"].items()},
        scale=int(written["scale"]),
        kind=written["kind"],
        cases=tuple(_case_from_json(case, read) for case in written.get("cases", ())),
    )


def conflict_to_json(round: Round, conflict: Conflict) -> dict[str, Any]:
    """Write a contradiction in the round's own ids and in words.

    `rows` says it once more by the places of rows in the round's sorted tables; `proof` holds the prices that prove
    it, None if it speaks for itself.
    """
    words = conflict_in_words(round, conflict)
    proof = None if conflict.proof is None else certificate_to_json(round, conflict.proof)
    return {
        "code": words.code,
        "params": dict(words.params),
        "sentence": words.sentence,
        "repair": words.repair,
        "rows": {"params": dict(conflict.params), "repair": dict(conflict.repair)},
        "proof": proof,
    }


def conflict_from_json(round: Round, written: Mapping[str, Any]) -> Conflict:
    """Read what `conflict_to_json` wrote."""
    proof = None if written["proof"] is None else certificate_from_json(round, written["proof"])
    return Conflict(written["code"], written["rows"]["params"], written["rows"]["repair"], proof)


def _case_to_json(case: Case, write: Mapping[str, Write]) -> dict[str, Any]:
    return {
        "destination": write["destination"](case.destination),
        "groups": [[write["group"](group), bool(goes)] for group, goes in case.decisions.tolist()],
        "prices": _table_to_json(case.prices, "placement", write),
    }


def _case_from_json(written: Mapping[str, Any], read: Mapping[str, Read]) -> Case:
    decisions = [[read["group"](group), int(goes)] for group, goes in written["groups"]]
    return Case(
        destination=read["destination"](written["destination"]),
        decisions=np.array(decisions, dtype=np.int64).reshape(len(decisions), 2),
        prices=_table_from_json(written["prices"], "placement", read),
    )


def _table_to_json(table: np.ndarray[Any, Any], name: str, write: Mapping[str, Write]) -> list[list[Any]]:
    columns = [write[entity] for entity in PRICE_COLUMNS[name]]
    return [[*(to(cell) for to, cell in zip(columns, row, strict=False)), row[-1]] for row in table.tolist()]


def _table_from_json(rows: Sequence[Sequence[Any]], name: str, read: Mapping[str, Read]) -> np.ndarray[Any, Any]:
    columns = [read[entity] for entity in PRICE_COLUMNS[name]]
    cells = [[*(of(cell) for of, cell in zip(columns, row, strict=False)), int(row[-1])] for row in rows]
    return np.array(cells, dtype=np.int64).reshape(len(cells), len(columns) + 1)


def _columns(round: Round) -> dict[str, tuple[Write, Read]]:
    return {
        "placement": _by_id(round.placements),
        "destination": _by_id(round.destinations),
        "sender": _by_id(round.sending_partners),
        "group": _by_id(round.groups),
        "learner": _by_id(round.learners),
        "day": (lambda day: date.fromordinal(day).isoformat(), lambda text: date.fromisoformat(text).toordinal()),
        "cell": (int, int),
        "stage": (int, int),
    }


def _by_id(table: Sequence[Any]) -> tuple[Write, Read]:
    places = places_of(table)
    return lambda place: table[place].id, lambda id: places[id]
