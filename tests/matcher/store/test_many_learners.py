"""Learners in bulk: a list changes what is one's own, all of it or nothing."""

from typing import Any

import pytest

from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing
from matcher.store.loading import load_round
from matcher.store.many_learners import Counts, put_learners
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def test_a_school_sends_its_own_list(store: Store, there: Played) -> None:
    one, two, *_ = there.round.learners
    changed, new = one.model_copy(update={"eqf": 3}), two.model_copy(update={"id": "L0", "group": None})
    with writing(store) as session:
        assert put_learners(session, there.own["TS Nis"], there.id, [changed, new]) == Counts(added=1, changed=1)
    with reading(store) as session:
        assert load_round(session, there.id).learners == (new, changed, *there.round.learners[1:])


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"sending_partner": "ALBS", "school": "Shkolla Teknike"},
        {"sending_partner": "CCIS", "school": "Another School"},
        {"sending_partner": "CCIS", "school": None},
        {"sending_partner": None, "school": "TS Nis"},
    ],
)
@pytest.mark.parametrize("id", ["L1", "L0"])
def test_nobody_is_added_to_or_moved_to_another_school(
    store: Store, there: Played, id: str, elsewhere: dict[str, Any]
) -> None:
    stated = there.round.learner_by_id["L1"].model_copy(update={"id": id, "group": None, **elsewhere})
    with pytest.raises((NotAllowed, ReferenceMissing)), writing(store) as session:
        put_learners(session, there.own["TS Nis"], there.id, [there.round.learner_by_id["L2"], stated])
    with reading(store) as session:
        assert load_round(session, there.id) == there.round


def test_whose_id_somebody_else_has_is_refused(store: Store, there: Played) -> None:
    stated = there.round.learner_by_id["L1"].model_copy(update={"id": "L4"})
    with pytest.raises(ReferenceMissing), writing(store) as session:
        put_learners(session, there.own["TS Nis"], there.id, [stated])
