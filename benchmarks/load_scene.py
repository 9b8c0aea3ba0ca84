"""The round that the service is asked about under load, planned once in a database of its own, and a key to ask by."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from matcher.generate import generate_round
from matcher.model import Allocation, Round
from matcher.reading import read_round
from matcher.rounds import plan
from matcher.store import migrate
from matcher.store.answers import save_answer
from matcher.store.api_keys import add_key
from matcher.store.engine import Store, open_store, writing
from matcher.store.imports import import_round
from matcher.store.organisations import add_member, add_organisation
from matcher.store.people import add_person
from matcher.store.runs import claim_next_run, finish_run, record_run
from matcher.store.sign_in import begin_sign_in
from matcher.store.tables import SchoolRow
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

LARGE, LARGE_SCHOOL = 300, "A school of three hundred"
RUN_SECONDS = 20.0  # for the allocation that the bands are told by


@dataclass(frozen=True)
class Scene:
    """A round in a database, a key for asking about it, and the sign-in of its coordinator."""

    database: str
    sealing_key: str
    key: str
    sign_in: str
    round_id: str
    learners: Sequence[str]
    school: str


def scene(folder: Path, learners: int, placements: int) -> Scene:
    """Make a round in a new database in this folder and plan it."""
    generate_round(folder / "round", learners=learners, placements=placements)
    round = _with_a_large_school(read_round(folder / "round").round)
    answer = plan(round, time_limit_seconds=RUN_SECONDS).answer
    key, database = new_key(), f"sqlite:///{folder / 'load.db'}"
    migrate.upgrade(database)
    with closing(open_store(database, [key])) as store:
        return _filled(store, database, key, round, answer)


def _with_a_large_school(round: Round) -> Round:
    """Put so many learners who travel alone into one school."""
    alone = (learner for learner in round.learners if learner.group is None)
    its = {learner.id for learner, _ in zip(alone, range(LARGE), strict=False)}
    partner = round.sending_partners[0].id
    moved = {"school": LARGE_SCHOOL, "sending_partner": partner}
    learners = (learner.model_copy(update=moved) if learner.id in its else learner for learner in round.learners)
    return round.model_copy(update={"learners": tuple(learners)})


def _filled(store: Store, database: str, key: str, round: Round, answer: Allocation) -> Scene:
    with writing(store) as session:
        organisation = add_organisation(session, "Coordinator", ["coordinator"])
        person = add_person(session, "load@example.org")
        add_member(session, person, organisation, "coordinator")
        coordinator = Viewer(person, organisation, frozenset({"coordinator"}))
        id = import_round(session, coordinator, round)
        run = record_run(session, coordinator, id, {})
        claimed = claim_next_run(session, "load")
        assert claimed is not None
        save_answer(session, run.id, answer)
        finish_run(session, run.id, claimed.attempt, "complete")
        api_key = add_key(session, coordinator, "load", ["read"], days=1)
        sign_in = begin_sign_in(session, person, organisation)
        school = session.scalars(select(SchoolRow.id).filter_by(round_id=id, name=LARGE_SCHOOL)).first()
    assert school is not None
    return Scene(database, key, api_key, sign_in, id, [learner.id for learner in round.learners], school)
