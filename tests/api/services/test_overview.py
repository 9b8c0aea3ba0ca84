"""The figures of a round at a glance are those of its report, whatever added them up."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.event import listen, remove

from api.services.answers import Answers
from api.services.overview import beds_by_day, fairness_of_senders, open_places, overview
from matcher.explain import fairness, fit_of_learners, occupancy_of, shortages
from matcher.generate import generate_round
from matcher.model import Destination, Round
from matcher.reading import read_round
from matcher.reports.fit_columns import fit_columns
from matcher.store.engine import Store, reading
from matcher.store.overview import Presence, SenderFit
from tests.api.routes.test_answers import answered
from tests.api.service import Service
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import WHERE, Stored, finished_run, played, stored

__all__ = ["solvable"]

DAY = date(2026, 10, 5)
presences = st.lists(
    st.builds(
        lambda where, start, days, people: Presence(
            where, DAY + timedelta(start), DAY + timedelta(start + days), people
        ),
        st.sampled_from(["Seville", "Maribor"]),
        st.integers(0, 20),
        st.integers(0, 20),
        st.integers(1, 5),
    ),
    min_size=1,
)


def test_the_figures_are_those_of_the_report(service: Service, solvable: Round) -> None:
    there = answered(service.store, solvable)
    with reading(service.store) as session:
        found = overview(session, there.coordinator, there.id).answer
        planned = Answers().again(session, there.run).planned
        assert Answers().shortages(session, there.coordinator, there.run) == shortages(planned) != ()
    assert found is not None
    fit = fit_of_learners(planned)
    assert (found.placed, found.waiting) == (int((fit >= 0).sum()), int((fit < 0).sum()))
    assert found.fits == fit_columns(fit[fit >= 0])
    assert sum(cell.learners for cell in found.flows) == sum(map(sum, found.flow_grid.values)) == found.placed
    assert found.open_places == sum(sum(row.free_places.values()) for row in shortages(planned))
    occupancy = occupancy_of(planned)
    fullest = dict(
        zip([one.id for one in solvable.destinations], occupancy.people_at.max(axis=1).tolist(), strict=True)
    )
    assert {beds.id: beds.fullest for beds in found.beds} == fullest
    of_report = [row for row in fairness(planned) if row.by == "sending partner"]
    with reading(service.store) as session:
        assert Answers().fairness(session, there.coordinator, there.run) == fairness(planned)
    assert [(row.learners, row.placed_rate, row.mean_fit, row.worst_decile_fit) for row in found.fairness] == [
        (row.learners, row.placed_rate, row.mean_fit, row.worst_decile_fit) for row in of_report
    ]


def test_nobody_but_who_oversees_a_round_sees_the_answer(service: Service, solvable: Round) -> None:
    there = answered(service.store, solvable)
    with reading(service.store) as session:
        assert overview(session, there.school, there.id).answer is None


def test_a_larger_round_asks_the_database_no_more_often(store: Store, tmp_path: Path) -> None:
    generate_round(tmp_path, learners=200, placements=80)
    large = stored(store, read_round(tmp_path).round)
    spread = dict(zip([one.id for one in large.round.learners], cycle(one.id for one in large.round.placements)))
    small = played(store)
    assert _asked(store, large, spread) <= _asked(store, small, WHERE)


def _asked(store: Store, there: Stored, where: Mapping[str, str]) -> int:
    """How many statements the overview of a planned round sends."""
    finished_run(store, there, where)
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    listen(store.engine, "before_cursor_execute", note)
    with reading(store) as session:
        overview(session, there.coordinator, there.id)
    remove(store.engine, "before_cursor_execute", note)
    return len(sent)


def test_each_counts_what_is_theirs(service: Service) -> None:
    assert _learners(service.store, "TS Nis") == 3
    assert _learners(service.store, "coordinator") == 6
    assert _learners(service.store, "INCOMA") == 0


def _learners(store: Store, name: str) -> int:
    there = played(store)
    with reading(store) as session:
        return overview(session, there.own[name], there.id).counts.learners


@given(presences)
def test_people_are_counted_on_each_day_that_they_are_there(rows: list[Presence]) -> None:
    found = beds_by_day(rows, Destination(id="Seville", city="", country="ES", beds=9))
    assert found is not None
    days = [found.first_day + timedelta(day) for day in range(len(found.people))]
    here = [row for row in rows if row.where == "Seville"]
    assert found.people == [sum(row.people for row in here if row.first_day <= day <= row.last_day) for day in days]
    assert days[-1] == max(row.last_day for row in rows)


@given(presences, st.integers(0, 20), st.integers(0, 20))
def test_a_place_is_open_if_nobody_has_it_on_any_day(rows: list[Presence], seville: int, maribor: int) -> None:
    rows, places = sorted(rows, key=lambda row: row.where), {"Seville": seville, "Maribor": maribor}
    most = dict.fromkeys(places, 0)
    for day in (DAY + timedelta(number) for number in range(50)):
        for where in places:
            here = [row.people for row in rows if row.where == where and row.first_day <= day <= row.last_day]
            most[where] = max(most[where], sum(here))
    assert open_places(places, rows) == sum(max(number - most[where], 0) for where, number in places.items())


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.none() | st.integers(0, 1000), min_size=1, max_size=12)))
def test_small_cells_stay_hidden(fits: dict[str, list[int | None]]) -> None:
    rows = [SenderFit(sender, fit, 1) for sender, values in fits.items() for fit in values]
    for row in fairness_of_senders(rows):
        values = fits[row.value]
        assert row.learners in (None, len(values))
        if len(values) < 5:
            assert row.learners is None and row.mean_fit is None
        placed = [fit for fit in values if fit is not None]
        assert row.mean_fit is None or np.isclose(row.mean_fit, np.mean(placed))
