"""What balance between sending partners is or would be, as it stands in `allocation.json`."""

from typing import Any

from matcher.model.nouns import Noun


class SenderPlaced(Noun):
    """A sending partner's learners, and how many of them are placed without and with balance."""

    sending_partner: str
    learners: int
    placed: int
    placed_balanced: int


class OtherAnswer(Noun):
    """The answer not chosen: who goes where, and the certificate of how good that is."""

    assignments: dict[str, str]  # learner -> placement
    groups: dict[str, str]  # group that travels -> destination
    certificate: dict[str, Any]


class BalanceAnswer(Noun):
    """The lowest placement rate among sending partners (0-1) and the total fit, without and with balance.

    `applied` says which of the two the assignments are, `floors` what the balanced answer guarantees each partner.
    """

    applied: bool
    most_fit_lost: float
    rate: float
    rate_balanced: float
    fit: int
    fit_balanced: int
    floors: dict[str, int]
    senders: tuple[SenderPlaced, ...]
    other: OtherAnswer
