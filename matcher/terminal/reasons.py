"""Placements offered to a learner, and why they are where they are."""

from collections.abc import Sequence

from matcher.explain import LearnerExplanation, Option, Preview, sentence
from matcher.model import Reason
from matcher.said import Counted, Said
from matcher.terminal.console import escaped, out_console


def option_json(option: Option) -> dict[str, object]:
    """A placement with its fit, evidence and reasons, for programs."""
    return {
        "placement": option.placement,
        "host": option.host,
        "destination": option.destination,
        "fit": option.fit,
        "evidence": {
            name: {"score": found.score, "reason": found.reason.code, "says": sentence(found.reason)}
            for name, found in option.evidence.items()
        },
        "reasons": [reason_json(reason) for reason in option.reasons],
    }


def reason_json(reason: Reason) -> dict[str, object]:
    """A reason's code and parameters, with the sentence that a person reads."""
    return {"code": reason.code, "params": dict(reason.params), "says": sentence(reason)}


def explanation_json(found: LearnerExplanation) -> dict[str, object]:
    """Why, why not and what would open a door, for programs."""
    return {
        "learner": found.learner,
        "placed": option_json(found.placed) if found.placed else None,
        "options": [option_json(option) for option in found.options],
        "unplaced": [reason_json(reason) for reason in found.unplaced],
        "would_open": [reason_json(reason) for reason in found.would_open],
    }


def preview_json(preview: Preview) -> dict[str, object]:
    """What a learner could get, and what would open more, for programs."""
    return {
        "open": preview.open,
        "options": [option_json(option) for option in preview.options],
        "shut": [reason_json(reason) for reason in preview.shut],
        "would_open": [reason_json(reason) for reason in preview.would_open],
    }


def print_preview(found: Sequence[Preview]) -> None:
    """The placements ranked for each learner, and what would open more."""
    for preview in found:
        open_ = Said(Counted("count", "{count} placement", "{count} placements"), count=preview.open)
        out_console.print(f"[bold]{escaped(preview.learner)}[/bold]: {open_} open")
        for option in preview.options:
            _print_option(option)
        _print_doors(preview.would_open)


def print_explanation(found: LearnerExplanation) -> None:
    """Why, why not and what would open a door."""
    if found.placed is not None:
        out_console.print(f"[bold]{escaped(found.learner)}[/bold] is placed:")
        _print_option(found.placed)
    else:
        out_console.print(f"[bold]{escaped(found.learner)}[/bold] is not placed:")
    _print_reasons(found.unplaced)
    if found.options:
        out_console.print("alternatives:")
    for option in found.options:
        _print_option(option)
    _print_doors(found.would_open)


def _print_doors(reasons: Sequence[Reason]) -> None:
    if reasons:
        out_console.print("what would open more doors:")
    _print_reasons(reasons)


def _print_reasons(reasons: Sequence[Reason], indent: int = 2) -> None:
    for reason in reasons:
        out_console.print(" " * indent + escaped(sentence(reason)))


def _print_option(option: Option) -> None:
    fit = "not eligible" if option.fit is None else f"fit {option.fit}"
    out_console.print(
        f"  {escaped(option.placement)} {escaped(option.host)}, {escaped(option.destination)}: [bold]{fit}[/bold]"
    )
    _print_reasons(option.reasons, indent=6)
    for name, found in option.evidence.items():
        score = " –  " if found.score is None else f"{found.score:.2f}"
        out_console.print(f"      {name:<14}{score}  {escaped(sentence(found.reason))}", style="dim")
