"""Placement rates of sending partners without and with balance, as a reader takes them in."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.explain.fairness import suppressed
from matcher.model import Allocation, Round


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A sending partner's learners, and the shares of them placed (0-1); None where they are too few to be shown."""

    partner: str
    learners: int | None
    rate: float | None
    rate_balanced: float | None


def balance_rows(round: Round, answer: Allocation) -> Sequence[BalanceRow]:
    """One row for each sending partner with learners; none where the round's rules do not ask for balance."""
    if answer.balance is None:
        return []
    senders = [row for row in answer.balance.senders if row.learners]
    hidden = suppressed([row.learners for row in senders])
    names = {partner.id: partner.name or partner.id for partner in round.sending_partners}
    return [
        BalanceRow(names[row.sending_partner], None, None, None)
        if few
        else BalanceRow(
            names[row.sending_partner],
            row.learners,
            row.placed / row.learners,
            row.placed_balanced / row.learners,
        )
        for row, few in zip(senders, hidden, strict=True)
    ]
