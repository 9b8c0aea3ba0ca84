import pytest

from matcher.errors import UnknownId
from matcher.profiles import resolve_titles
from matcher.store.confirmations import titled_round
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.learners import get_learner, put_learner
from matcher.store.placements import get_placement, put_placement, withdraw_placement
from matcher.store.reserves import rank_reserves
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(store: Store) -> Played:
    """L1 and L4 state a title and no field, as P2 does, and P3, which is withdrawn."""
    there = played(store)
    with writing(store) as session:
        for id in ("L1", "L4"):
            learner, version = get_learner(session, there.coordinator, there.id, id)
            stated = learner.model_copy(update={"isced_f": None, "study_title": f"Xyzzy of {id}"})
            put_learner(session, there.coordinator, there.id, stated, version)
        for id in ("P2", "P3"):
            placement, version = get_placement(session, there.coordinator, there.id, id)
            stated_placement = placement.model_copy(update={"study_fields": (), "study_title": f"Plugh of {id}"})
            version = put_placement(session, there.coordinator, there.id, stated_placement, version)
        withdraw_placement(session, there.coordinator, there.id, "P3", version, "closed")
        rank_reserves(session, there.coordinator, there.id, {"L4": 1})
    return there


def test_the_coordinator_is_asked_about_every_title_without_a_field(store: Store, there: Played) -> None:
    with reading(store) as session:
        round = titled_round(session, there.coordinator, there.id)
        whole, _ = get_learner(session, there.coordinator, there.id, "L1")
    without = [one.id for one in there.round.learners if one.study_title and not one.isced_f]
    assert [one.id for one in round.learners] == sorted({*without, "L1", "L4"})
    assert {"P2"} <= {one.id for one in round.placements} and all(not one.study_fields for one in round.placements)
    assert {"Xyzzy of L1", "Xyzzy of L4", "Plugh of P2"} <= {one.title for one in resolve_titles(round).unresolved}
    read = next(one for one in round.learners if one.id == "L1")
    assert (read.country, read.study_language, read.sending_partner) == (
        whole.country,
        whole.study_language,
        whole.sending_partner,
    )


def test_a_school_is_asked_about_its_own_learners_only(store: Store, there: Played) -> None:
    with reading(store) as session:
        round = titled_round(session, there.own["TS Nis"], there.id)
    titles = {one.title for one in resolve_titles(round).unresolved}
    assert "Xyzzy of L1" in titles and "Xyzzy of L4" not in titles
    assert round.placements == ()


def test_hosts_and_strangers_are_not_asked(store: Store, there: Played) -> None:
    with pytest.raises(NotAllowed), reading(store) as session:
        titled_round(session, there.own["INCOMA"], there.id)
    with pytest.raises(UnknownId), reading(store) as session:
        titled_round(session, there.foreign["school"], there.id)
