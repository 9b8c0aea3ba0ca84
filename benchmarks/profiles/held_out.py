"""Queries for the ranker: labels of ESCO concepts held out, and the wording of national classifications.

Two styles, for the public benchmark (MELO) ranks all ESCO labels of a language for titles of national classifications:
- "other name": an alternative label of a concept, left out of the list, and no mere form of a label that stays;
- "national title": the title of an ISCO-08 unit group, which is how national classifications word theirs, with every
  occupation of the group right.
The data stay where they are (`../shared/data/esco`); nothing of them is in this project.
"""

import csv
import gzip
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from matcher.profiles.normalise import family, search_form
from matcher.profiles.stems import stem

ESCO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "esco"
LANGUAGES = ("hr", "sl", "bg", "it", "es", "fr", "pl", "de")
STYLES = ("other name", "national title")


@dataclass(frozen=True)
class Task:
    """Labels with their concepts, and per style the queries with the concepts that are right."""

    labels: list[str]
    concepts: list[str]
    queries: dict[str, list[tuple[str, frozenset[str]]]]


def task(language: str, count: int = 400, seed: int = 7) -> Task:
    rows = _read(ESCO / f"labels_{language}.csv.gz")
    occupations = [row for row in rows if row["kind"] == "occupation"]
    by_concept: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in occupations:
        by_concept[row["conceptUri"]].append(row)
    held, other_names = _other_names(by_concept, language, count, random.Random(seed))
    kept = [row for row in occupations if id(row) not in held]
    queries = {"other name": other_names, "national title": _national_titles(rows, by_concept)}
    return Task([row["label"] for row in kept], [row["conceptUri"] for row in kept], queries)


def _other_names(
    by_concept: dict[str, list[dict[str, str]]], language: str, count: int, chance: random.Random
) -> tuple[set[int], list[tuple[str, frozenset[str]]]]:
    held: set[int] = set()
    queries: list[tuple[str, frozenset[str]]] = []
    concepts = sorted(by_concept)
    chance.shuffle(concepts)
    for concept in concepts:
        rows = by_concept[concept]
        alternatives = [row for row in rows if row["label_no"] != "000"]
        chance.shuffle(alternatives)
        for row in alternatives:
            words = _stems(row["label"], language)
            others = [_stems(other["label"], language) for other in rows if other is not row]
            if others and not any(words <= other or other <= words for other in others):
                held.add(id(row))
                queries.append((row["label"], frozenset((concept,))))
                break
        if len(queries) == count:
            break
    return held, queries


def _national_titles(
    rows: list[dict[str, str]], by_concept: dict[str, list[dict[str, str]]]
) -> list[tuple[str, frozenset[str]]]:
    members: dict[str, set[str]] = defaultdict(set)
    for row in _read(ESCO / "official_v1.2.0" / "occupations_en.csv.gz"):
        if row["conceptUri"] in by_concept:
            members[row["iscoGroup"]].add(row["conceptUri"])
    groups = [(row["conceptUri"].rsplit("/C", 1)[-1], row["label"]) for row in rows if row["kind"] == "isco"]
    return [(label, frozenset(members[code])) for code, label in groups if len(code) == 4 and members[code]]


def _stems(label: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, family(language)) for word in search_form(label, language).split())


def _read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
