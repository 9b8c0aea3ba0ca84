"""What was confirmed to somebody is in the tables and in the event log exactly once, and nothing else is."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from benchmarks.kills_story import SOMEBODY, Told
from matcher.store.engine import Session
from matcher.store.proposals import STEPS
from matcher.store.tables import (
    DecisionRow,
    EventRow,
    EventSubjectRow,
    HostingPartnerRow,
    LearnerRow,
    PinRow,
    PlacementRow,
    PlacementVersionRow,
    ProposalRow,
    PublicationRow,
    RequestRow,
    RoundRow,
    RulesRow,
    RunRow,
    SchoolRow,
    SendingPartnerRow,
)

PARTIES: Mapping[str, Any] = {
    "sending_partner": SendingPartnerRow,
    "school": SchoolRow,
    "hosting_partner": HostingPartnerRow,
}
ABOUT: Mapping[str, str] = {
    "import round": "round",
    "ask for allocation": "request",
    "answer request": "request",
    "request approved": "request",
    "add pin": "pin",
    "publish run": "run",
    "change placement": "placement",
    "withdraw placement": "placement",
    **dict.fromkeys(STEPS, "proposal"),
}
"""What each event is about that is confirmed to somebody."""

AT_WILL = ("queue run", "queue run again", "start run", "end run: complete", "end run: failed", "export person")
"""Events that may come again: runs are audited by themselves, and a file that did not arrive is asked for anew."""

CONSEQUENCES = ("planned_anew", "erased")
"""Withdrawals that publishing and erasing bring along."""

Steps = Counter[tuple[str, str]]


def audit_stories(session: Session, stories: Sequence[Told]) -> Iterator[str]:
    """Compare what clients were told of each round with what there is, one sentence per finding."""
    names = Counter(session.scalars(select(RoundRow.name)))
    for told in stories:
        yield from (() if told.ended else (f"{told.name} did not come to its end: {told.now}",))
        if names[told.name] != (1 if told.round_id else 0):
            yield f"{told.name} is there {names[told.name]} times"
        confirmed = Counter(told.steps)
        yield from _differences(told.name, "the tables", confirmed, _in_tables(session, told.round_id))
        yield from _differences(told.name, "the event log", confirmed, _in_events(session, told.round_id))
        yield from _requests(session, told.round_id)
        yield from _proposals(session, told.round_id)
        yield from _people(session, told)
    if others := names.keys() - {told.name for told in stories}:
        yield f"rounds that nobody was told of: {', '.join(sorted(others))}"


def _differences(name: str, where: str, confirmed: Steps, found: Steps) -> Iterator[str]:
    for step in sorted(confirmed.keys() | found.keys()):
        if confirmed[step] != found[step]:
            yield f"{name}: {' '.join(step)}: confirmed {confirmed[step]} times, in {where} {found[step]} times"


def _in_tables(session: Session, round_id: str) -> Steps:
    def ids(column: Any, *where: Any) -> Sequence[str]:
        return session.scalars(select(column).where(column.class_.round_id == round_id, *where)).all()

    found: Steps = Counter()
    if session.get(RoundRow, round_id):
        found["import round", round_id] = 1
    found.update(("change rules", "") for _ in ids(RulesRow.version))
    for party, table in PARTIES.items():
        linked = ids(table.id, table.organisation_id.is_not(None))
        found.update(("link organisation", f"{party} {id}") for id in linked)
    found.update(("ask for allocation", id) for id in ids(RequestRow.id))
    answered = session.execute(select(RequestRow.id, RequestRow.answer).where(RequestRow.round_id == round_id))
    found.update(("answer request", id) for id, answer in answered if answer is not None)
    found.update(("request approved", id) for id in ids(RequestRow.id, RequestRow.state == "approved"))
    found.update(("add pin", id) for id in ids(PinRow.id))
    found.update(("publish run", id) for id in ids(PublicationRow.run_id))
    withdrawn = set(ids(PlacementRow.id, PlacementRow.withdrawn_at.is_not(None)))
    for id in ids(PlacementVersionRow.placement_id, PlacementVersionRow.reason != ""):
        found["withdraw placement" if id in withdrawn else "change placement", id] += 1
    for decision, _ in _decisions(session, round_id):
        if decision.reason_code not in CONSEQUENCES:
            found[decision.step, decision.proposal_id] += 1
    found.update(("erase person", SOMEBODY) for _ in ids(LearnerRow.id, LearnerRow.erased_at.is_not(None)))
    return found


def _in_events(session: Session, round_id: str) -> Steps:
    found: Steps = Counter()
    about: dict[int, dict[str, str]] = defaultdict(dict)
    subjects = select(EventSubjectRow).join(EventRow).where(EventRow.round_id == round_id)
    for subject in session.scalars(subjects):
        about[subject.event_id][subject.kind] = subject.subject_id
    for event in session.scalars(select(EventRow).where(EventRow.round_id == round_id)):
        if event.what not in AT_WILL and event.reason_code not in CONSEQUENCES:
            found[event.what, _subject(event.what, about[event.id])] += 1
    return found


def _subject(what: str, about: Mapping[str, str]) -> str:
    if what == "link organisation":
        return next(f"{party} {about[party]}" for party in PARTIES if party in about)
    return SOMEBODY if what == "erase person" else about.get(ABOUT.get(what, ""), "")


def _decisions(session: Session, round_id: str) -> list[tuple[DecisionRow, ProposalRow]]:
    rows = select(DecisionRow, ProposalRow).join(ProposalRow, ProposalRow.id == DecisionRow.proposal_id)
    of_round = rows.where(ProposalRow.round_id == round_id).order_by(DecisionRow.id)
    return [(decision, proposal) for decision, proposal in session.execute(of_round)]


def _requests(session: Session, round_id: str) -> Iterator[str]:
    """Every request is settled or replaced by another, and one run answered it."""
    runs = Counter(
        session.scalars(select(RunRow.request_id).where(RunRow.round_id == round_id, RunRow.request_id.is_not(None)))
    )
    for request in session.scalars(select(RequestRow).where(RequestRow.round_id == round_id)):
        failed = "failure" in (request.answer or {})
        if request.state != ("replaced" if failed else "approved") or runs[request.id] != 1:
            yield f"request {request.id} is {request.state} after {runs[request.id]} runs"


def _proposals(session: Session, round_id: str) -> Iterator[str]:
    """Each proposal's state follows from the decisions on it, one after the other."""
    states = dict.fromkeys(session.scalars(select(ProposalRow.id).where(ProposalRow.round_id == round_id)), "proposed")
    for decision, proposal in _decisions(session, round_id):
        step = STEPS[decision.step]  # type: ignore[index]
        if states[proposal.id] not in step.before:
            yield f"proposal {proposal.id}: {decision.step} when it was {states[proposal.id]}"
        states[proposal.id] = step.after
    for row in session.scalars(select(ProposalRow).where(ProposalRow.round_id == round_id)):
        if row.state != states[row.id]:
            yield f"proposal {row.id} is {row.state}, its decisions say {states[row.id]}"


def _people(session: Session, told: Told) -> Iterator[str]:
    there = set(session.scalars(select(LearnerRow.id).where(LearnerRow.round_id == told.round_id)))
    for learner in told.erased:
        if learner in there:
            yield f"{told.name}: learner {learner} was erased and is there"
