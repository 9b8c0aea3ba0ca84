"""The words of synthetic rounds, from `data/generate`."""

import csv
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from matcher.codelists.files import data_folder


class Country(NamedTuple):
    """A country with its share of sending and of hosting, and the cities that host."""

    code: str
    language: str
    sends: int
    hosts: int
    cities: tuple[str, ...]


class Field(NamedTuple):
    """A study field: its share, and what a host in it does."""

    code: str
    share: int
    firm: str
    title: str
    nace: str
    tasks: tuple[str, ...]
    skills: tuple[str, ...]


class Title(NamedTuple):
    language: str
    text: str
    field: str


@lru_cache
def countries() -> tuple[Country, ...]:
    return tuple(
        Country(row["country"], row["language"], int(row["sends"]), int(row["hosts"]), _several(row["cities"]))
        for row in _rows("countries.csv")
    )


@lru_cache
def fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            row["isced_f"],
            int(row["share"]),
            row["firm"],
            row["title"],
            row["nace"],
            _several(row["tasks"]),
            _several(row["skills"]),
        )
        for row in _rows("fields.csv")
    )


@lru_cache
def titles() -> tuple[Title, ...]:
    return tuple(Title(row["language"], row["title"], row["isced_f"]) for row in _rows("titles.csv"))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("; ") if word)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (data_folder("generate") / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
