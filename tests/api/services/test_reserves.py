"""The reserve list by study field."""

from api.services.reserves import reserves_by_field
from matcher.model import TitleConfirmation
from matcher.store.confirmations import confirm_title
from matcher.store.engine import reading, writing
from matcher.store.learners import put_learner
from matcher.store.reserves import rank_reserves, reserves
from tests.api.service import Service
from tests.matcher.store.cast import played


def test_who_states_a_title_only_waits_among_those_of_its_field(service: Service) -> None:
    there = played(service.store)
    one = there.round.learner_by_id["L2"]
    with writing(service.store) as session:
        for id, title in (("L1", one.study_title), ("L3", "Xyzzy"), ("L4", "Plugh")):
            stated = there.round.learner_by_id[id].model_copy(update={"study_title": title, "isced_f": None})
            put_learner(session, there.coordinator, there.id, stated, 1)
        for learner, title in (("L1", one.study_title), ("L4", "Plugh")):
            code = "0714" if learner == "L1" else "1015"
            said = TitleConfirmation(title=title or "", isced_f=code)
            confirm_title(session, there.coordinator, there.id, said)
        rank_reserves(session, there.coordinator, there.id, {"L2": 2, "L1": 1, "L3": 3, "L4": 4, "L6": 5})
    with reading(service.store) as session:
        stated_only = reserves(session, there.coordinator, there.id)
        found = reserves_by_field(session, there.coordinator, there.id, stated_only)
    assert stated_only == {"": ["L1", "L3", "L4"], "0714": ["L2"], "0721": ["L6"]}
    assert found == {"": ["L3"], "0714": ["L1", "L2"], "0721": ["L6"], "1015": ["L4"]}
