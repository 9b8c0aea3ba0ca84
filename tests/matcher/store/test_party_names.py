import pytest
from sqlalchemy import select

from matcher.errors import UnknownId
from matcher.model import Destination
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion
from matcher.store.learners import get_learner
from matcher.store.links import links_of
from matcher.store.loading import load_round
from matcher.store.party_names import rename_party
from matcher.store.round_tables import get_noun
from matcher.store.tables import SchoolRow
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def school_of(store: Store, there: Played, name: str) -> str:
    with reading(store) as session:
        return session.scalars(select(SchoolRow.id).filter_by(round_id=there.id, name=name)).one()


def test_a_school_keeps_its_learners_under_its_new_name(store: Store, there: Played) -> None:
    id = school_of(store, there, "TS Nis")
    with writing(store) as session:
        assert rename_party(session, there.coordinator, there.id, "school", id, "Technical School", "TS Nis") == id
    with reading(store) as session:
        learner, _ = get_learner(session, there.own["TS Nis"], there.id, "L1")
        assert learner.school == "Technical School"
    with pytest.raises(StaleVersion), writing(store) as session:
        rename_party(session, there.coordinator, there.id, "school", id, "School", "TS Nis")


def test_a_hosting_partner_keeps_its_destinations_and_its_people(store: Store, there: Played) -> None:
    with writing(store) as session:
        assert rename_party(session, there.coordinator, there.id, "hosting_partner", "INCOMA", "Incoma", "INCOMA")
    with reading(store) as session:
        seville, _ = get_noun(session, there.own["INCOMA"], there.id, "destination", "Seville")
        assert isinstance(seville, Destination) and seville.hosting_partner == "Incoma"
        behind = {id: organisation for _, id, organisation in links_of(session, there.coordinator, there.id)}
        assert behind["Incoma"] == there.own["INCOMA"].organisation and "INCOMA" not in behind


def test_a_sending_partner_keeps_its_id(store: Store, there: Played) -> None:
    was = next(one.name or one.id for one in there.round.sending_partners if one.id == "CCIS")
    with writing(store) as session:
        assert rename_party(session, there.coordinator, there.id, "sending_partner", "CCIS", "Chamber", was) == "CCIS"
    with reading(store) as session:
        assert "Chamber" in {one.name for one in load_round(session, there.id).sending_partners}


def test_no_name_is_given_twice(store: Store, there: Played) -> None:
    with pytest.raises(ReferenceMissing), writing(store) as session:
        rename_party(session, there.coordinator, there.id, "hosting_partner", "INCOMA", "ZNI", "INCOMA")
    with writing(store) as session:
        assert rename_party(session, there.coordinator, there.id, "hosting_partner", "ZNI", "ZNI", "ZNI") == "ZNI"


def test_only_the_rounds_coordinator_renames(store: Store, there: Played) -> None:
    for viewer in (there.own["INCOMA"], there.own["CCIS"], there.auditor, there.foreign["coordinator"]):
        with pytest.raises((NotAllowed, UnknownId)), writing(store) as session:
            rename_party(session, viewer, there.id, "hosting_partner", "INCOMA", "Incoma", "INCOMA")
    with pytest.raises(UnknownId), writing(store) as session:
        rename_party(session, there.coordinator, there.id, "school", "no such", "x", "y")
