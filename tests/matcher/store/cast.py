"""Who appears in the tests of the store: every kind of organisation twice, and a round that they play in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from matcher.model import Allocation, Round
from matcher.reading import read_round
from matcher.store.answers import save_answer
from matcher.store.clock import new_id
from matcher.store.engine import Store, reading, writing
from matcher.store.imports import import_round
from matcher.store.links import link
from matcher.store.organisations import add_organisation
from matcher.store.proposals import StepName, decide
from matcher.store.publishing import publish
from matcher.store.runs import claim_next_run, finish_run, record_run
from matcher.store.tables import ProposalRow, SchoolRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from tests.rounds import write_round

WHERE: Mapping[str, str] = {"L1": "P1", "L2": "P1", "L3": "P3", "L4": "P2", "L5": "P5"}
"""A plan of the small round: L6 stays without a placement."""


def organisation(store: Store, *roles: Role) -> Viewer:
    """Make an organisation with these roles and return somebody who acts for it in all of them."""
    with writing(store) as session:
        id = add_organisation(session, f"Organisation {new_id()}", roles)
    return Viewer(f"person of {id}", id, frozenset(roles))


def colleague(viewer: Viewer) -> Viewer:
    """Somebody else of the same organisation."""
    return Viewer(f"colleague of {viewer.person}", viewer.organisation, viewer.roles)


@dataclass(frozen=True)
class Stored:
    """A round in the store and its coordinator."""

    id: str
    coordinator: Viewer
    round: Round


@cache
def small_round() -> Round:
    """The small round of `tests.rounds`, read once."""
    with TemporaryDirectory() as folder:
        return read_round(write_round(Path(folder))).round


def stored(store: Store, round: Round | None = None) -> Stored:
    """Import a round, the small one if none is given, for a coordinator of its own."""
    coordinator = organisation(store, "coordinator")
    round = round or small_round()
    with writing(store) as session:
        return Stored(import_round(session, coordinator, round), coordinator, round)


@dataclass(frozen=True)
class Played(Stored):
    """The small round with an organisation behind each name; and others of the same kind who have no part in it.

    CCIS and its school "TS Nis" send L1, L2, L3; ALBS and its school send L4, L5, L6.
    """

    own: Mapping[str, Viewer]
    foreign: Mapping[str, Viewer]
    auditor: Viewer


def played(store: Store) -> Played:
    there = stored(store)
    own: dict[str, Viewer] = {"coordinator": there.coordinator}
    with reading(store) as session:
        schools = {
            row.sending_partner_id: row.id for row in session.scalars(select(SchoolRow).filter_by(round_id=there.id))
        }
    for name, role, party, id in (
        ("CCIS", "sending", "sending_partner", "CCIS"),
        ("ALBS", "sending", "sending_partner", "ALBS"),
        ("TS Nis", "school", "school", schools["CCIS"]),
        ("Shkolla Teknike", "school", "school", schools["ALBS"]),
        ("INCOMA", "hosting", "hosting_partner", "INCOMA"),
        ("ZNI", "hosting", "hosting_partner", "ZNI"),
    ):
        own[name] = organisation(store, role)  # type: ignore[arg-type]
        with writing(store) as session:
            link(session, there.coordinator, there.id, party, id, own[name].organisation)  # type: ignore[arg-type]
    kinds: tuple[Role, ...] = ("coordinator", "sending", "school", "hosting")
    foreign: dict[str, Viewer] = {role: organisation(store, role) for role in kinds}
    return Played(there.id, there.coordinator, there.round, own, foreign, organisation(store, "auditor"))


def answer(there: Stored, where: Mapping[str, str] = WHERE, status: str = "optimal") -> Allocation:
    """An answer that puts learners where `where` says, with something in every part of it."""
    round = there.round
    learners = [round.learner_by_id[id] for id in sorted(where) if id in round.learner_by_id]
    return Allocation.model_validate(
        {
            "round": round.name,
            "rules_version": round.rules.version,
            "input_digest": round.digest,
            "software": {"mobility-matcher": "0"},
            "seed": round.seed,
            "status": status,
            "objective": {"placed": len(learners), "fit": 700 * len(learners), "value": 0},
            "bound": {"placed": len(learners), "value": 1.5},
            "gap": 0.25,
            "assignments": [
                {
                    "learner": learner.id,
                    "placement": where[learner.id],
                    "destination": round.placement_by_id[where[learner.id]].destination,
                    "stay": learner.stay,
                    "from": round.stay_by_id[learner.stay].first_day,
                    "to": round.stay_by_id[learner.stay].last_day,
                    "fit": 700,
                    "evidence": {
                        "language": {"score": None, "weight": 2, "reason": "unknown", "params": {"has": "sr"}}
                    },
                    "pinned": False,
                }
                for learner in learners
            ],
            "groups": [{"group": "G1", "destination": "Seville", "companions": 1, "placed": 3}],
            "unplaced": [
                {"learner": learner.id, "reasons": [{"code": "no_place", "params": {"field": "0721"}}]}
                for learner in round.learners
                if learner.id not in where
            ],
            "destinations": [],
            "warnings": [{"code": "minor", "params": {"learner": "L3"}}],
            "certificate": {"stages": [{"prices": {"learner": [["L3", 12], ["L1", 3]]}}], "digest": "d"},
        }
    )


def finished_run(store: Store, there: Stored, where: Mapping[str, str] = WHERE) -> str:
    """Queue, take and finish a run of the round with this answer; return its id."""
    with writing(store) as session:
        run = record_run(session, there.coordinator, there.id, {})
        while run.state == "queued":  # what others left waiting comes first
            assert claim_next_run(session, "worker")
        save_answer(session, run.id, answer(there, where))
        finish_run(session, run.id, run.attempt, "complete")
    return run.id


def published(store: Store, there: Stored, where: Mapping[str, str] = WHERE) -> dict[str, str]:
    """Publish a run and return the live proposals by learner."""
    run = finished_run(store, there, where)
    with writing(store) as session:
        publish(session, there.coordinator, run)
    with reading(store) as session:
        rows = session.scalars(select(ProposalRow).filter_by(round_id=there.id, run_id=run))
        return {row.learner_id: row.id for row in rows}


def accepted(store: Store, proposal: str, sending: Viewer, hosting: Viewer) -> None:
    """Take a proposal through all its acceptances."""
    steps: tuple[tuple[StepName, Viewer], ...] = (
        ("accept_for_sending", sending),
        ("accept_for_hosting", hosting),
        ("accept_for_learner", sending),
    )
    for step, viewer in steps:
        with writing(store) as session:
            decide(session, viewer, proposal, step)
