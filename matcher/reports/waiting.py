"""The learners without a placement as a reader takes them in: those with the same reasons in one row."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.explain import Planned
from matcher.explain.unplaced_sentences import RULE_WORDS
from matcher.model import Allocation, Unplaced
from matcher.reports.sentences import Sentences

MOST_ROWS = 12  # for each kind of reason; the learners beyond share one row, and unplaced.csv has every reason
FEW = 6  # ids shown at once
MOST_IDS = 10_000  # of a row, when it is opened

KINDS: Mapping[str, str] = {
    "round_infeasible": "The round's demands contradict each other",
    "no_door_open": "No placement is open",
    "shut_by_pin": "A pin shuts every open placement",
    "doors_full": "Open placements are full",
    "places_free_beds_full": "Places are left, beds are not",
    "free_but_limited": "A limit of the round keeps free places shut",
    "free_but_unused": "A place and a bed are left",
    "group_stays_home": "The group does not travel",
    "group_home_with_room": "The group does not travel, though there is room",
    "group_is_elsewhere": "The group is elsewhere",
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Learners with the same reasons: who, from where, why, and what would open a door."""

    learners: Sequence[str]
    whence: str
    why: Sequence[str]
    would_open: Sequence[str]

    @property
    def first(self) -> str:
        """The ids that the page holds."""
        more = f" and {len(self.learners) - MOST_IDS} more" if len(self.learners) > MOST_IDS else ""
        return ", ".join(self.learners[:MOST_IDS]) + more

    @property
    def few(self) -> bool:
        return len(self.learners) <= FEW


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """A kind of decisive reason, how many learners it concerns, and their rows."""

    words: str
    learners: int
    rows: Sequence[WaitingRow]


def waiting_kinds(planned: Planned, answer: Allocation) -> list[WaitingKind]:
    """Group everybody unplaced by decisive reason, then by all reasons; the most first."""
    kinds: dict[str, list[Unplaced]] = defaultdict(list)
    for row in answer.unplaced:
        kinds[row.reasons[0].code if row.reasons else ""].append(row)
    ordered = sorted(kinds.items(), key=lambda kind: (-len(kind[1]), kind[0]))
    return [WaitingKind(KINDS.get(code, code), len(rows), _rows(planned, rows)) for code, rows in ordered]


def _rows(planned: Planned, unplaced: Sequence[Unplaced]) -> list[WaitingRow]:
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Unplaced]] = defaultdict(list)
    say = Sentences()
    for row in unplaced:
        alike[_said(row, say, opening=False), _said(row, say, opening=True)].append(row)
    ordered = sorted(alike.items(), key=lambda item: (-len(item[1]), item[1][0].learner))
    shown = [_row(planned, rows, *reasons) for reasons, rows in ordered[:MOST_ROWS]]
    rest = [row for _, rows in ordered[MOST_ROWS:] for row in rows]
    return [*shown, _rest(planned, rest)] if rest else shown


def _said(row: Unplaced, say: Sentences, *, opening: bool) -> tuple[str, ...]:
    return tuple(say.of(reason) for reason in row.reasons if (reason.code == "would_open") is opening)


def _row(planned: Planned, rows: Sequence[Unplaced], why: Sequence[str], would_open: Sequence[str]) -> WaitingRow:
    return WaitingRow([row.learner for row in rows], _whence(planned, rows), why, would_open)


def _rest(planned: Planned, rows: Sequence[Unplaced]) -> WaitingRow:
    """Everybody with reasons of their own, counted by rule."""
    shut, opened = Counter[str](), Counter[str]()
    for row in rows:
        shut.update(reason.params["rule"] for reason in row.reasons if reason.code == "shut_by_rule")
        opened.update(reason.params["rule"] for reason in row.reasons if reason.code == "would_open")
    why = [f"{RULE_WORDS[rule]}: shuts placements to {count} of them" for rule, count in shut.most_common()]
    opens = [f"{RULE_WORDS[rule]}: would open a door to {count} of them" for rule, count in opened.most_common()]
    return _row(planned, sorted(rows, key=lambda row: row.learner), why, opens)


def _whence(planned: Planned, rows: Sequence[Unplaced]) -> str:
    """School and partner of one learner; of several, the partners with their numbers."""
    learners = [planned.round.learner_by_id[row.learner] for row in rows]
    names = {partner.id: partner.name or partner.id for partner in planned.round.sending_partners}
    if len(learners) == 1:
        partner = learners[0].sending_partner or ""
        return ", ".join(name for name in (learners[0].school, names.get(partner, partner)) if name)
    partners = Counter(learner.sending_partner or "no sending partner" for learner in learners).most_common()
    return ", ".join(f"{names.get(partner, partner)} ({count})" for partner, count in partners)
