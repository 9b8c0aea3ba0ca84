"""Tables that nothing is wrong with -> the nouns of a round, in canonical order."""

from collections.abc import Mapping
from typing import Any

from matcher.model import (
    DaySpan,
    Destination,
    FlowCell,
    Group,
    Learner,
    Noun,
    Pin,
    Placement,
    PreviousAssignment,
    SendingPartner,
    TitleConfirmation,
)
from matcher.reading.memo import BAD
from matcher.reading.table_rows import TableRows

MODELS: Mapping[str, type[Noun]] = {
    "learners": Learner,
    "placements": Placement,
    "destinations": Destination,
    "sending_partners": SendingPartner,
    "groups": Group,
    "pins": Pin,
    "flow_plan": FlowCell,
    "confirmations": TitleConfirmation,
    "previous": PreviousAssignment,
}


def nouns_of(tables: Mapping[str, TableRows]) -> dict[str, tuple[Noun, ...]]:
    """The nouns of every table, sorted by their key columns."""
    return {name: _nouns(rows) for name, rows in tables.items()}


def _nouns(rows: TableRows) -> tuple[Noun, ...]:
    """One noun per row; what is not stated takes the model's default."""
    model = MODELS[rows.table.name]
    columns = dict(rows.values)
    if model is Placement:
        columns["window"] = _windows(columns.pop("from"), columns.pop("to"))
    if any(rows.extra) and "extra" in model.model_fields:
        columns["extra"] = rows.extra
    names = list(columns)
    return tuple(
        model(**{name: value for name, value in zip(names, values, strict=True) if value is not None})
        for values in _in_order(rows, list(zip(*columns.values(), strict=True)))
    )


def _in_order(rows: TableRows, records: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The records that are kept, sorted by their key; what is not stated comes first."""
    keys = zip(*(rows[name] for name in rows.table.key), strict=True)
    keyed = [
        (tuple("" if part is None else part for part in key), index) for index, key in enumerate(keys) if BAD not in key
    ]
    return [records[index] for _, index in sorted(keyed)]


def _windows(first_days: list[Any], last_days: list[Any]) -> list[DaySpan]:
    spans: dict[tuple[Any, Any], DaySpan] = {}
    pairs = zip(first_days, last_days, strict=True)
    return [spans.get(pair) or spans.setdefault(pair, DaySpan(first_day=pair[0], last_day=pair[1])) for pair in pairs]


def fill_countries(learners: TableRows, partners: TableRows) -> None:
    """A learner without a country has that of the sending partner."""
    country_of = dict(zip(partners["id"], partners["country"], strict=True))
    pairs = zip(learners["country"], learners["sending_partner"], strict=True)
    learners.values["country"] = [country_of.get(partner) if country is None else country for country, partner in pairs]
