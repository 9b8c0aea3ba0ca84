"""Every route × everybody: who is answered what stands in `access.csv`, and nobody reads of what is another's."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from httpx2 import Response

from api.app import create_app
from api.settings import Settings
from tests.api.asked import ASKED, Asked
from tests.api.scene import STRANGERS, Scene, Stage, staged
from tests.databases import NewDatabase

TABLE = Path(__file__).with_name("access.csv")
COLUMNS = (
    "coordinator", "foreign_coordinator", "sending", "foreign_sending", "school", "foreign_school", "hosting",
    "foreign_hosting", "auditor", "nobody",
)  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")

OF_CCIS = ("L1", "L2", "L3", "G1", "TS Nis", "Autoelektričar", "GivenL1", "GivenL2", "GivenL3", "was there last year")
OF_ALBS = ("L4", "L5", "L6", "G2", "Shkolla Teknike", "Ekonomist", "GivenL4", "GivenL5", "GivenL6", "asked for her")
IN_SEVILLE = ("P1", "P2", "Seville", "INCOMA", "Electrónica Triana", "Hotel Giralda")
IN_MARIBOR = ("P3", "P4", "P5", "Maribor", "ZNI", "Servis Drava", "Pekarna Lent")
SCHOOLS = ("TS Nis", "Shkolla Teknike")
EVERYTHING = (*OF_CCIS, *OF_ALBS, *IN_SEVILLE, *IN_MARIBOR, "CCIS", "ALBS")

HIDDEN: Mapping[str, tuple[str, ...]] = {
    "foreign_coordinator": EVERYTHING,
    "sending": OF_ALBS,
    "foreign_sending": OF_CCIS,
    "school": OF_ALBS,
    "foreign_school": OF_CCIS,
    "hosting": (*IN_MARIBOR, *SCHOOLS, "L3", "L5", "L6", *(f"GivenL{n}" for n in range(2, 7)), "asked for her"),
    "foreign_hosting": (*IN_SEVILLE, *SCHOOLS, "L1", "L2", "L4", "L6", *(f"GivenL{n}" for n in range(1, 7))),
    "auditor": tuple(f"GivenL{n}" for n in range(1, 7)),
    "nobody": EVERYTHING,
}
"""Words that no answer to this column may have, unless the asker said them first."""


@pytest.fixture(scope="module")
def stage(new_sqlite: NewDatabase) -> Iterator[Stage]:
    with staged(new_sqlite) as stage:
        yield stage


@cache
def routes() -> tuple[str, ...]:
    paths = create_app(Settings(database="sqlite://")).openapi()["paths"]
    return tuple(f"{method.upper()} {path}" for path in paths for method in METHODS if method in paths[path])


def table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {f"{row['method']} {row['path']}": row for row in csv.DictReader(file)}


def send(stage: Stage, who: str, route: str, params: Mapping[str, str] | None = None) -> tuple[Response, str]:
    """Ask, put the database back if something was let through, and return the answer and what was said in asking."""
    method, template = route.split(" ")
    asked = ASKED.get(route, Asked())
    path = stage.scene.path(template, {**asked.params(stage.scene), **(params or {})})
    answer = stage.client(who).request(method, path, **asked.options(stage.scene))
    if method != "GET" and answer.status_code < 300:
        stage.as_before()
    return answer, f"{path} {asked.options(stage.scene)}"


def test_every_route_has_a_row(stage: Stage) -> None:
    missing = [route for route in routes() if route not in table()]
    lines = [
        ",".join((*route.split(" "), *(str(send(stage, who, route)[0].status_code) for who in COLUMNS)))
        for route in missing
    ]
    assert not missing, (
        f"{TABLE.name} has no row for {missing}. If that is who should be answered what, add:\n"
        + "\n".join(lines)
        + "\n(a body or header it needs goes into tests/api/asked.py, a path variable into tests/api/scene.py)"
    )


def test_no_row_is_about_a_route_that_is_gone() -> None:
    assert set(table()) <= set(routes())


@pytest.mark.parametrize("route", table())
def test_everybody_is_answered_what_the_table_says(stage: Stage, route: str) -> None:
    if route not in routes():
        pytest.fail(f"{route} is gone: take its row out of {TABLE.name}")
    answers = {who: send(stage, who, route) for who in COLUMNS}
    statuses = {who: str(answer.status_code) for who, (answer, _) in answers.items()}
    expected = {who: table()[route][who] for who in COLUMNS}
    bodies = {who: answers[who][0].text[:500] for who in COLUMNS if statuses[who] != expected[who]}
    assert statuses == expected, bodies
    for who, (answer, said) in answers.items():
        leaks = [word for word in HIDDEN.get(who, ()) if has_word(answer.text, word) and not has_word(said, word)]
        assert not leaks, f"{route} tells {who} of {leaks}: {answer.text[:500]}"


def has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


@pytest.mark.parametrize("route", [route for route in table() if "{round_id}" in route])
def test_who_takes_no_part_cannot_tell_a_round_from_none(stage: Stage, route: str) -> None:
    """The answer about what is there is, word for word, the answer about what is not."""
    nothing = {name: f"no-{name.replace('_', '-')}" for name in stage.scene.params}
    for role in STRANGERS:
        there, _ = send(stage, f"stranger_{role}", route)
        nowhere, _ = send(stage, f"stranger_{role}", route, nothing)
        assert there.status_code >= 400, f"{route} answers a stranger: {there.text[:500]}"
        assert (there.status_code, without_ids(stage.scene, there.text)) == (nowhere.status_code, nowhere.text)


def without_ids(scene: Scene, text: str) -> str:
    for name, id in scene.params.items():
        text = text.replace(f"'{id}'", f"'no-{name.replace('_', '-')}'").replace(
            f'"{id}"', f'"no-{name.replace("_", "-")}"'
        )
    return text
