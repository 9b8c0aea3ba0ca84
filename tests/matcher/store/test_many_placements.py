"""Placements in bulk: what changed gets a version, what did not gets none, and nobody's else is touched."""

import pytest

from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing
from matcher.store.loading import load_round
from matcher.store.many_learners import Counts
from matcher.store.many_placements import put_placements
from matcher.store.placements import versions_of, withdraw_placement
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def test_only_what_changed_gets_a_version(store: Store, there: Played) -> None:
    first, *others = there.round.placements
    more = first.model_copy(update={"places": 9, "host": "A new host"})
    new = first.model_copy(update={"id": "P0"})
    with writing(store) as session:
        assert put_placements(session, there.coordinator, there.id, [new, more, *others], "more") == Counts(1, 1)
    with reading(store) as session:
        assert load_round(session, there.id).placements == (new, more, *others)
        versions = {id: len(versions_of(session, there.coordinator, there.id, id)) for id in ("P0", "P1", "P2")}
        assert versions == {"P0": 1, "P1": 2, "P2": 1}
        assert versions_of(session, there.coordinator, there.id, "P1")[-1].reason == "more"


def test_what_was_withdrawn_and_is_sent_again_is_offered_again(store: Store, there: Played) -> None:
    with writing(store) as session:
        withdraw_placement(session, there.own["INCOMA"], there.id, "P1", 1, "closed")
        sent = [there.round.placement_by_id[id] for id in ("P1", "P2")]
        assert put_placements(session, there.own["INCOMA"], there.id, sent) == Counts(added=0, changed=1)
    with reading(store) as session:
        assert load_round(session, there.id) == there.round


def test_what_is_not_ones_own_is_left_alone(store: Store, there: Played) -> None:
    p1, p3 = there.round.placement_by_id["P1"], there.round.placement_by_id["P3"]
    with pytest.raises(NotAllowed), writing(store) as session:
        put_placements(session, there.own["INCOMA"], there.id, [p1, p3])
    with pytest.raises(ReferenceMissing), writing(store) as session:
        put_placements(session, there.own["INCOMA"], there.id, [p1.model_copy(update={"id": "P3"})])
    with pytest.raises(NotAllowed), writing(store) as session:
        put_placements(session, there.own["CCIS"], there.id, [p1])
    with reading(store) as session:
        assert load_round(session, there.id) == there.round
