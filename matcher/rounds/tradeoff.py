"""What a re-run could gain by letting more of the published move, from the folders of two runs."""

from pathlib import Path

from matcher.allocation.tradeoff import OnLimit, TradeOff, trade_offs
from matcher.rounds.arrays import problem_of
from matcher.rounds.folder import published, read_run


def trade_offs_between(
    before: Path, after: Path, *, time_limit_seconds: float = 60.0, on_limit: OnLimit | None = None
) -> tuple[TradeOff, ...]:
    """Re-plan the round of `after` with more and more moves away from what `before` published.

    The answer of `after` is one that counts, so that no row which it could stand in is worse.

    Raises
    ------
    UnknownId
        If one of the folders is no run's folder.
    """
    run = read_run(after)
    round = run.planned.round.model_copy(update={"previous": published(before)})
    known = [run.planned.allocation.placement_of] if run.planned.allocation.stages else []
    return trade_offs(
        problem_of(round, run.planned.sides, run.planned.pairs),
        known=known,
        time_limit_seconds=time_limit_seconds,
        on_limit=on_limit,
    )
