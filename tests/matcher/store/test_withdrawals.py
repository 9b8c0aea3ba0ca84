from datetime import UTC

import pytest

from matcher.errors import UnknownId
from matcher.store.clock import now
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.placements import get_placement, put_placement, withdraw_placement
from matcher.store.withdrawals import list_withdrawn, withdrawn_at
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(store: Store) -> Played:
    there = played(store)
    for host, id, why in (("INCOMA", "P2", "the kitchen burnt down"), ("ZNI", "P5", "no mentor")):
        with writing(store) as session:
            withdraw_placement(session, there.own[host], there.id, id, 1, why)
    return there


def test_the_latest_stands_first_with_its_reason(store: Store, there: Played) -> None:
    with reading(store) as session:
        first, second = list_withdrawn(session, there.coordinator, there.id, None, 10)
        assert (first.id, first.why, second.id, second.why) == ("P5", "no mentor", "P2", "the kitchen burnt down")
        assert second.host == there.round.placement_by_id["P2"].host
        after = list_withdrawn(session, there.coordinator, there.id, (first.at, first.id), 10)
        assert after == [second] == list_withdrawn(session, there.own["INCOMA"], there.id, None, 10)
        assert first.at.astimezone(UTC) <= now()


def test_what_is_offered_again_is_withdrawn_no_more(store: Store, there: Played) -> None:
    with writing(store) as session:
        placement, version = get_placement(session, there.own["INCOMA"], there.id, "P2")
        assert withdrawn_at(session, there.own["INCOMA"], there.id, "P2") is not None
        put_placement(session, there.own["INCOMA"], there.id, placement, version)
        assert withdrawn_at(session, there.own["INCOMA"], there.id, "P2") is None
        assert list_withdrawn(session, there.own["INCOMA"], there.id, None, 10) == []


def test_schools_are_not_told_why(store: Store, there: Played) -> None:
    with pytest.raises(NotAllowed), reading(store) as session:
        list_withdrawn(session, there.own["TS Nis"], there.id, None, 10)
    with pytest.raises(UnknownId), reading(store) as session:
        list_withdrawn(session, there.foreign["hosting"], there.id, None, 10)
