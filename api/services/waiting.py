"""What waits for whoever signs in: their rounds, and in each the decisions that are theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.store.engine import Session
from matcher.store.rounds import list_rounds
from matcher.store.viewers import Viewer
from matcher.store.waiting import Kind, waiting_counts

MOST_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class RoundWaiting:
    """A round and how many things of each kind wait there."""

    id: str
    name: str
    state: str
    counts: Mapping[Kind, int]


def waiting(session: Session, viewer: Viewer) -> tuple[RoundWaiting, ...]:
    """Return the viewer's rounds, those where most waits first."""
    rows = list_rounds(session, viewer, "", MOST_ROUNDS)
    counts = waiting_counts(session, viewer, [row.id for row in rows])
    found = [RoundWaiting(row.id, row.name, row.state, counts[row.id]) for row in rows]
    return tuple(sorted(found, key=lambda round: (-sum(round.counts.values()), round.name, round.id)))
