"""Who stands on which placement, as its hosting partner may know."""

import pytest

from matcher.errors import UnknownId
from matcher.store.engine import Store, reading, writing
from matcher.store.occupancy import live_stays, standing_on, taken_places
from matcher.store.placements import PlacementFilter, list_placements
from matcher.store.proposals import decide
from tests.matcher.store.cast import played, published


def test_live_proposals_at_ones_own_destinations_count_with_their_groups(store: Store) -> None:
    there = played(store)
    proposals = published(store, there)
    with reading(store) as session:
        seville = live_stays(session, there.own["INCOMA"], there.id)
        assert {(stay.placement, stay.group, stay.companions) for stay in seville} == {("P1", "G1", 1), ("P2", "G2", 1)}
        assert taken_places(session, there.own["INCOMA"], there.id, ["P1", "P3"]) == {"P1": 2}
        assert live_stays(session, there.own["TS Nis"], there.id) != live_stays(session, there.coordinator, there.id)
    with writing(store) as session:
        decide(session, there.own["CCIS"], proposals["L1"], "withdraw", reason_code="illness")
    with reading(store) as session:
        assert taken_places(session, there.own["INCOMA"], there.id, ["P1"]) == {"P1": 1}
        assert [row.learner_id for row in standing_on(session, there.own["INCOMA"], there.id, "P1")] == ["L2"]
        with pytest.raises(UnknownId):
            standing_on(session, there.own["INCOMA"], there.id, "P3")
        with pytest.raises(UnknownId):
            live_stays(session, there.foreign["hosting"], there.id)


def test_placements_are_found_by_id_host_and_destination(store: Store) -> None:
    there = played(store)

    def found(asked: PlacementFilter) -> list[str]:
        with reading(store) as session:
            return [row.id for row, _ in list_placements(session, there.coordinator, there.id, "", 9, asked)]

    assert found(PlacementFilter("DRAVA")) == ["P3"]
    assert found(PlacementFilter("p4")) == ["P4"]
    assert found(PlacementFilter("%")) == []
    assert found(PlacementFilter(destination="Seville")) == ["P1", "P2"]
    assert found(PlacementFilter("hotel", "Maribor")) == []
