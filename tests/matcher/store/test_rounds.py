from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from matcher.errors import UnknownId
from matcher.model import Learner
from matcher.store.closing import close_round, reopen_round
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion, TransitionRefused
from matcher.store.learners import get_learner
from matcher.store.loading import load_round
from matcher.store.many_learners import Counts, put_learners
from matcher.store.retention import purge_round
from matcher.store.rounds import RoundChange, change_round, due_rounds, latest_run
from matcher.store.tables import RoundRow, RunRow
from tests.matcher.store.cast import Played, finished_run, played, published

DAY = date(2026, 9, 1)


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


@pytest.fixture
def due(store: Store, there: Played) -> Iterator[Played]:
    """A round to be planned on `DAY`; nothing else is due."""
    with writing(store) as session:
        session.execute(update(RoundRow).values(planning_date=None))
        session.expire_all()
        change_round(session, there.coordinator, there.id, 1, RoundChange(planning_date=DAY))
    yield there


def _due(store: Store, today: date) -> list[str]:
    with reading(store) as session:
        return due_rounds(session, today)


def test_a_round_is_changed_by_its_coordinator_in_its_latest_version(store: Store, there: Played) -> None:
    with writing(store) as session:
        assert change_round(session, there.coordinator, there.id, 1, RoundChange(name="Spring", seed="s")) == 2
    with reading(store) as session:
        round = load_round(session, there.id)
        assert (round.name, round.seed) == ("Spring", "s")
    with pytest.raises(StaleVersion), writing(store) as session:
        change_round(session, there.coordinator, there.id, 1, RoundChange(name="Summer"))
    with pytest.raises(NotAllowed), writing(store) as session:
        change_round(session, there.own["CCIS"], there.id, 2, RoundChange(name="Summer"))
    with pytest.raises(UnknownId), writing(store) as session:
        change_round(session, there.foreign["coordinator"], there.id, 2, RoundChange(name="Summer"))


def test_a_round_is_due_from_its_planning_date_on_until_it_is_planned(store: Store, due: Played) -> None:
    assert _due(store, DAY - timedelta(days=1)) == []
    assert _due(store, DAY) == _due(store, DAY + timedelta(days=9)) == [due.id]
    run = finished_run(store, due)
    with writing(store) as session:
        early = datetime(2026, 8, 31, 23, 59, tzinfo=UTC)
        session.execute(update(RunRow).where(RunRow.id == run).values(created_at=early))
    assert _due(store, DAY) == [due.id]
    with writing(store) as session:
        on_the_day = datetime(2026, 9, 1, 6, tzinfo=UTC)
        session.execute(update(RunRow).where(RunRow.id == run).values(created_at=on_the_day))
    assert _due(store, DAY) == []


def test_a_closed_round_is_never_due(store: Store, due: Played) -> None:
    with writing(store) as session:
        close_round(session, due.coordinator, due.id)
    assert _due(store, DAY) == []


def test_a_closed_round_is_reopened_where_it_was(store: Store, there: Played) -> None:
    for published_before, state in ((False, "open"), (True, "published")):
        if published_before:
            published(store, there)
        with writing(store) as session:
            close_round(session, there.coordinator, there.id)
        with writing(store) as session:
            reopen_round(session, there.coordinator, there.id, "closed too early")
            assert session.get_one(RoundRow, there.id).state == state
    with pytest.raises(TransitionRefused, match="cannot reopen: it is published"), writing(store) as session:
        reopen_round(session, there.coordinator, there.id, "again")
    with pytest.raises(NotAllowed), writing(store) as session:
        reopen_round(session, there.own["CCIS"], there.id, "ours too")


def test_a_round_whose_people_are_forgotten_stays_closed(store: Store, there: Played) -> None:
    with writing(store) as session:
        purge_round(session, there.id)
    with pytest.raises(TransitionRefused, match="it is purged"), writing(store) as session:
        reopen_round(session, there.coordinator, there.id, "closed too early")


def test_the_latest_run_is_the_one_that_ended_last(store: Store, there: Played) -> None:
    with reading(store) as session:
        assert latest_run(session, there.id) is None
    runs = [finished_run(store, there) for _ in range(2)]
    with reading(store) as session:
        latest = latest_run(session, there.id)
        assert latest is not None
        assert latest.id == runs[1]


def test_a_list_of_learners_adds_and_changes_and_takes_nobody_away(store: Store, there: Played) -> None:
    known = there.round.learner_by_id["L1"].model_copy(update={"eqf": 5, "extra": (("shoe", "43"),)})
    new = Learner(id="L7", stay="short", sending_partner="CCIS", school="TS Nis")
    with writing(store) as session:
        assert put_learners(session, there.own["TS Nis"], there.id, [known, new]) == Counts(added=1, changed=1)
    with reading(store) as session:
        round = load_round(session, there.id)
        assert (round.learner_by_id["L1"], round.learner_by_id["L7"]) == (known, new)
        assert len(round.learners) == len(there.round.learners) + 1
        assert get_learner(session, there.coordinator, there.id, "L1")[1] == 2


def test_a_list_leaves_those_alone_of_whom_it_says_nothing_else(store: Store, there: Played) -> None:
    changed = there.round.learner_by_id["L1"].model_copy(update={"eqf": 5})
    rest = [learner for learner in there.round.learners if learner.id != "L1"]
    with writing(store) as session:
        assert put_learners(session, there.coordinator, there.id, [changed, *rest]) == Counts(added=0, changed=1)
    with reading(store) as session:
        versions = {row.id: get_learner(session, there.coordinator, there.id, row.id)[1] for row in rest}
        assert set(versions.values()) == {1}


def test_a_list_with_one_learner_of_others_changes_nobody(store: Store, there: Played) -> None:
    own = there.round.learner_by_id["L1"].model_copy(update={"eqf": 5})
    others = there.round.learner_by_id["L4"]
    added = Learner(id="L7", stay="short", sending_partner="ALBS", school="Shkolla Teknike")
    for viewer, learner, error in (
        ("TS Nis", others, ReferenceMissing),
        ("TS Nis", added, NotAllowed),
        ("CCIS", own.model_copy(update={"id": "L2", "sending_partner": "ALBS"}), ReferenceMissing),
        ("CCIS", own.model_copy(update={"id": "L2", "stay": "winter"}), ReferenceMissing),
        ("INCOMA", own, NotAllowed),
    ):
        with pytest.raises(error), writing(store) as session:
            put_learners(session, there.own[viewer], there.id, [own, learner])
    with pytest.raises(UnknownId), writing(store) as session:
        put_learners(session, there.foreign["school"], there.id, [own])
    with reading(store) as session:
        assert load_round(session, there.id) == there.round


def test_a_coordinators_list_may_name_new_schools(store: Store, there: Played) -> None:
    new = [Learner(id=f"N{number}", stay="short", sending_partner="ALBS", school="New") for number in range(3)]
    with writing(store) as session:
        assert put_learners(session, there.coordinator, there.id, new).added == 3
        assert put_learners(session, there.coordinator, there.id, []).changed == 0
