from datetime import date, timedelta
from pathlib import Path

import pytest

from matcher.codelists.files import data_folder
from matcher.codelists.languages import parse_needs, parse_skills
from matcher.errors import UnknownId
from matcher.model import DaySpan, FlowCell, Learner, PreviousAssignment, Round
from matcher.reading import read_round
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.errors import KeysMissing, NotAllowed, ReferenceMissing
from matcher.store.imports import import_round
from matcher.store.loading import load_round
from matcher.store.vault import new_key
from tests.matcher.store.cast import organisation, small_round, stored
from tests.rounds import write_round


def test_the_intervet_round_comes_back_equal(store: Store) -> None:
    there = stored(store, read_round(data_folder("intervet")).round)
    with reading(store) as session:
        back = load_round(session, there.id)
    assert back == there.round
    assert back.digest == there.round.digest


def test_every_table_of_a_round_comes_back_equal(store: Store) -> None:
    there = stored(store)
    assert all(getattr(there.round, name) for name in Round.model_fields), "a table without rows would prove nothing"
    with reading(store) as session:
        assert load_round(session, there.id) == there.round


def test_open_dates_and_levels_of_uses_come_back_as_they_were(store: Store) -> None:
    (plain,) = (stay for stay in small_round().stays if stay.id == "short")
    open_ = plain.model_copy(update={"last_day": plain.last_day + timedelta(days=30), "length_days": 30})
    open_ = open_.model_copy(update={"start_on": ("monday", "friday")})
    first, *others = small_round().learners
    host, *hosts = small_round().placements
    spoken = parse_skills("en B1 (listening B2, speaking A2); it A2 (tested)")
    there = DaySpan(first_day=date(2026, 9, 1), last_day=date(2026, 10, 20))
    round = small_round().model_copy(
        update={
            "stays": tuple(open_ if stay.id == "short" else stay for stay in small_round().stays),
            "learners": (first.model_copy(update={"available_days": (there,), "languages": spoken}), *others),
            "placements": (host.model_copy(update={"languages": parse_needs("en speaking B1 | it A2")}), *hosts),
            "previous": (PreviousAssignment(learner=first.id, placement="P1", first_day=date(2026, 10, 9)),),
        }
    )
    kept = stored(store, round)
    with reading(store) as session:
        assert load_round(session, kept.id) == round


def test_the_same_round_can_be_stored_twice(store: Store) -> None:
    first, second = stored(store), stored(store)
    assert first.id != second.id
    with reading(store) as session:
        assert load_round(session, first.id) == load_round(session, second.id)


def test_learners_may_name_a_partner_that_has_no_row(store: Store, tmp_path: Path) -> None:
    there = stored(store, read_round(write_round(tmp_path, sending_partners=None, flow_plan=None)).round)
    assert there.round.learners[0].sending_partner == "CCIS"
    with reading(store) as session:
        assert load_round(session, there.id) == there.round


def test_a_round_with_a_lost_reference_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    coordinator = organisation(store, "coordinator")
    lost = FlowCell(sending_partner="CCIS", destination="Atlantis")
    round = read_round(write_round(tmp_path)).round.model_copy(update={"flow_plan": (lost,)})
    with pytest.raises(ReferenceMissing, match="flow_cells"), writing(store) as session:
        import_round(session, coordinator, round)
    with reading(store) as session, pytest.raises(UnknownId):
        load_round(session, "no such round")


def test_only_a_coordinator_imports_a_round(store: Store, tmp_path: Path) -> None:
    round = read_round(write_round(tmp_path)).round
    with pytest.raises(NotAllowed), writing(store) as session:
        import_round(session, organisation(store, "school", "sending", "hosting", "auditor"), round)


def test_birth_dates_and_unknown_columns_are_readable_with_the_key_only(fresh_store: Store) -> None:
    there = stored(fresh_store)
    stranger = open_store(fresh_store.engine.url.render_as_string(hide_password=False), [new_key()])
    with reading(stranger) as session, pytest.raises(KeysMissing):
        load_round(session, there.id)
    stranger.close()


def test_without_a_key_no_birth_date_is_stored(fresh_store: Store) -> None:
    keyless = open_store(fresh_store.engine.url.render_as_string(hide_password=False))
    coordinator = organisation(keyless, "coordinator")
    round = read_round(data_folder("intervet")).round
    with pytest.raises(KeysMissing), writing(keyless) as session:
        import_round(session, coordinator, round)
    anonymous = tuple(Learner(id=learner.id, stay=learner.stay) for learner in round.learners)
    with writing(keyless) as session:
        id = import_round(session, coordinator, round.model_copy(update={"learners": anonymous, "groups": ()}))
    with reading(keyless) as session:
        assert load_round(session, id).learners == anonymous
    keyless.close()
