"""Files of any kind are answered: what was read, or what is wrong with it; the service goes on."""

import os
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.service import V1, Service, running
from tests.databases import NewDatabase
from tests.matcher.store.cast import organisation, stored
from tests.rounds import ROUND_TOML, TABLES, csv_text

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("MATCHER_API_EXAMPLES", "3")) * 8
LEARNERS = csv_text(TABLES["learners"]).encode()
ODD_CELLS = (
    "=1+1",
    "@x",
    "\x00",
    "\ud800",
    "\ufeff",
    "9" * 400,
    "Ω",
    '"',
    "\r",
    "1e309",
    "-0",
    "0000-00-00",
    "A" * 40_000,
)


@pytest.fixture(scope="module")
def service(new_postgres: NewDatabase) -> Iterator[Service]:
    """On PostgreSQL, the pickier of the two: it holds no NUL and no number beyond its columns."""
    with running(new_postgres()) as service:
        yield service


@pytest.fixture(scope="module")
def client(service: Service) -> TestClient:
    viewer = organisation(service.store, "coordinator")
    return service.browser(viewer, raise_server_exceptions=False)


def packed(parts: dict[str, bytes]) -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return raw.getvalue()


def spliced(draw: tuple[bytes, int, bytes]) -> bytes:
    raw, place, more = draw
    place %= len(raw) + 1
    return raw[:place] + more + raw[place + len(more) :]


any_cell = st.sampled_from(ODD_CELLS) | st.text(max_size=20) | st.sampled_from(TABLES["learners"][1])
any_table = st.lists(st.lists(any_cell, min_size=1, max_size=15), min_size=1, max_size=4).map(
    lambda rows: csv_text([TABLES["learners"][0], *rows]).encode(errors="surrogatepass")
)
any_part = st.sampled_from(["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "[x].xml"])
any_bytes = (
    st.binary(max_size=300)
    | st.tuples(st.just(LEARNERS), st.integers(0), st.binary(min_size=1, max_size=8)).map(spliced)
    | st.text(max_size=200).map(lambda text: text.encode("utf-16", errors="surrogatepass"))
    | any_table
    | st.dictionaries(any_part, st.binary(max_size=200), max_size=3).map(packed)
)
any_name = st.sampled_from(["learners.csv", "learners.xlsx", "placements.tsv", "round.toml", "rules.toml", "x", ""])


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(files=st.dictionaries(any_name, any_bytes, max_size=3), whole=st.booleans(), trial=st.booleans())
def test_whatever_is_sent_is_read_or_named(
    client: TestClient, files: dict[str, bytes], whole: bool, trial: bool
) -> None:
    around = {f"{name}.csv": csv_text(rows).encode() for name, rows in TABLES.items()} if whole else {}
    contents = {"round.toml": ROUND_TOML.encode(), **around, **files} if whole else files
    sent = [("files", (name or "x", raw)) for name, raw in contents.items()]
    answer = client.post(f"{V1}/rounds/imports", params={"dry_run": trial}, files=sent or None)
    assert answer.status_code in (200, 201, 422), answer.text[:500]
    assert answer.status_code != 422 or answer.json()["rows"] or answer.json()["code"] == "request-invalid"


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(raw=any_bytes)
def test_whatever_is_sent_to_a_round_is_read_or_named(service: Service, raw: bytes) -> None:
    there = stored(service.store)
    client = service.browser(there.coordinator, raise_server_exceptions=False)
    answer = client.post(f"{V1}/rounds/{there.id}/imports", files=[("files", ("learners.csv", raw))])
    assert answer.status_code in (201, 409, 422), answer.text[:500]


def test_after_all_that_the_service_goes_on(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 200
    bomb = packed({"xl/worksheets/sheet1.xml": b" " * 250_000_000})
    answer = client.post(f"{V1}/rounds/imports", files=[("files", ("learners.xlsx", bomb))])
    assert answer.status_code == 422
    named = {(row["file"], row["code"]) for row in answer.json()["rows"]}
    assert ("learners.xlsx", "not-a-spreadsheet") in named or ("learners.xlsx", "too-large") in named
