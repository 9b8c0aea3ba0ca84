"""Documents of the demonstration round: processor time for each kind, in both formats.

    python -m benchmarks.documents

The round is planned first; only the writing is measured, in memory.
"""

import time
from collections.abc import Iterable, Iterator
from functools import partial

from matcher.codelists.files import data_folder
from matcher.profiles import resolve_titles
from matcher.reading import read_round
from matcher.reports.documents import (
    FORMATS,
    Document,
    Roster,
    agreement_document,
    calendar_files,
    company_sheet,
    learning_agreement,
    mobility_rows,
    parties,
    placement_sheet,
    programme,
    rendered,
    roster_of,
)
from matcher.reports.tables import csv_pieces
from matcher.rounds import plan


def documents_of(roster: Roster) -> Iterator[tuple[str, list[Document]]]:
    """Every document by kind, as sections."""
    agreements = [learning_agreement(roster, one) for one in roster.placed]
    yield "learning agreements", list(map(agreement_document, agreements))
    yield "placement sheets", list(map(placement_sheet, agreements, roster.placed))
    yield "group programmes", [programme(roster, party) for party in parties(roster)]
    yield "company sheets", [company_sheet(roster, trainees) for trainees in roster.by_host.values()]


def main() -> None:
    """Print a line for each kind and format."""
    round = read_round(data_folder("intervet")).round
    roster = roster_of(round, plan(round, time_limit_seconds=10).answer, resolve_titles(round))
    print(f"{'what':<22}{'number':>8}{'format':>8}{'seconds':>9}{'ms each':>9}")
    for kind, documents in documents_of(roster):
        for format in FORMATS:
            rendered(documents[0], format)  # loads the library and the font
            print_line(kind, format, map(partial(rendered, format=format), documents))
    print_line("calendars", "ics", calendar_files(roster))
    print_line("mobility export", "csv", csv_pieces(mobility_rows(roster)))


def print_line(kind: str, format: str, written: Iterable[object]) -> None:
    """Write everything and say how long that took."""
    began = time.process_time()
    number = sum(1 for _ in written)
    spent = time.process_time() - began
    print(f"{kind:<22}{number:>8}{format:>8}{spent:>9.2f}{1000 * spent / max(number, 1):>9.1f}", flush=True)


if __name__ == "__main__":
    main()
