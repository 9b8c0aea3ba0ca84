"""Every error of the store, as a branch of the package's tree.

MatcherError
├── NotAllowed               the viewer's roles do not include this
├── StaleVersion             somebody else changed it first: read it again
├── RunActive                the round is being planned already; names the run
├── RunLost                  the worker's claim on a run has passed to another attempt
├── InputForgotten           the round as a run planned it can't be had, as somebody in it was erased
├── TransitionRefused        a step that the state of a proposal, request, objection or run does not have
├── InvitationRefused        a code that is wrong, used or too old
├── ReferenceMissing         a row names another that is not there
├── DatabaseUnusable         the URL leads to no database, or to one that has no such migration step
├── KeysMissing              sealed data cannot be read or written with the keys given
└── BackupInvalid            a backup that cannot be restored here

What is asked for and not visible to the asker is `matcher.errors.UnknownId`: its existence is nobody else's business.
"""

from collections.abc import Sequence

from matcher.errors import MatcherError
from matcher.said import N_, Said
from matcher.store.actions import refusal

ONE_OF_REASONS = N_("give one of the reasons {reasons}")
CHANGED = N_("{kind} {id} was changed meanwhile: read it again")
STATES = (
    N_("accepted"), N_("accepted_by_hosting"), N_("accepted_by_sending"), N_("answered"), N_("approved"), N_("asked"),
    N_("cancelled"), N_("closed"), N_("complete"), N_("declined"), N_("failed"), N_("infeasible"), N_("open"),
    N_("proposed"), N_("published"), N_("purged"), N_("queued"), N_("rejected"), N_("replaced"), N_("running"),
    N_("upheld"), N_("withdrawn"),
)  # fmt: skip
STEPS = (
    N_("agree"), N_("cancel"), N_("close"), N_("object"), N_("plan"), N_("post"), N_("publish"), N_("reopen"),
    N_("review"),
    N_("accept_for_sending"), N_("accept_for_hosting"), N_("accept_for_learner"), N_("decline"), N_("withdraw"),
)  # fmt: skip
"""What a step that is refused is called; of a request, the state that it would lead to."""


class NotAllowed(MatcherError):
    """None of the viewer's roles may do this."""

    def __init__(self, action: str, needed: str | Sequence[str]) -> None:
        named = needed if isinstance(needed, str) else ", ".join(needed)
        super().__init__("not-allowed", refusal(action, needed), action=action, needed=named)


class StaleVersion(MatcherError):
    """The row was changed since it was read."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__("stale-version", Said(CHANGED, kind=Said(kind), id=repr(id)), kind=kind, id=id)


class RunActive(MatcherError):
    """One run per round at a time; `params["run"]` is the one that is active."""

    def __init__(self, run: str) -> None:
        words = N_("run {run} of this round is not finished: wait for it or cancel it")
        super().__init__("run-active", Said(words, run=repr(run)), run=run)


class RunLost(MatcherError):
    """The run is no longer this worker's: it was cancelled, or taken for lost and given to another attempt."""

    def __init__(self, run: str, attempt: int) -> None:
        super().__init__("run-lost", f"attempt {attempt} of run {run!r} is over", run=run, attempt=attempt)


class InputForgotten(MatcherError):
    """What a run planned can no longer be shown."""

    def __init__(self, run: str) -> None:
        words = N_("somebody was erased since run {run}, and the round as it was with them: plan the round again")
        super().__init__("input-forgotten", Said(words, run=repr(run)), run=run)


class TransitionRefused(MatcherError):
    """The step does not exist from the present state."""

    def __init__(self, kind: str, state: str, step: str, why: str = "") -> None:
        reason = why or Said("it is {state}", state=Said(state))
        message = Said("{kind}: cannot {step}: {reason}", kind=Said(kind), step=Said(step), reason=reason)
        super().__init__("transition-refused", message, kind=kind, state=state, step=step)


class InvitationRefused(MatcherError):
    """The code lets nobody in."""

    def __init__(self) -> None:
        super().__init__("invitation-refused", Said("this invitation is wrong, used or too old: ask for another"))


class ReferenceMissing(MatcherError):
    """A row names a stay, destination, group or the like that its round does not have."""

    def __init__(self, table: str) -> None:
        words = N_("a row of {table} names what its round does not have, or is there already")
        super().__init__("reference-missing", Said(words, table=table), table=table)


class DatabaseUnusable(MatcherError):
    """The database cannot be reached, or not brought to the step asked for."""

    def __init__(self, message: str) -> None:
        super().__init__("database-unusable", message)


class KeysMissing(MatcherError):
    """No key, or not the key that this was sealed with."""

    def __init__(self, message: str) -> None:
        super().__init__("keys-missing", message)


class BackupInvalid(MatcherError):
    """The file is no backup, is damaged, or the database it should go into is not empty."""

    def __init__(self, message: str) -> None:
        super().__init__("backup-invalid", message)
