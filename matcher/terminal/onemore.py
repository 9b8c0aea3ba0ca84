"""What one more place or bed would be worth."""

from typing import TYPE_CHECKING

from matcher.explain import Marginal
from matcher.reports.worth import gain_words
from matcher.terminal.console import escaped, out_console

if TYPE_CHECKING:
    from matcher.allocation.onemore import OneMore


def one_more_json(marginal: Marginal, solved: "OneMore | None") -> dict[str, object]:
    """Both answers for programs: from solving again, and from the certificate's prices."""
    again = None
    if solved is not None:
        again = {"gains": dict(solved.gains), "groups_stay": solved.settled, "proven": solved.proven}
    prices = {"gains": dict(marginal.gains), "exact": marginal.kind == "exact"}
    return {"of": marginal.of, "id": marginal.id, "solved_again": again, "from_prices": prices}


def print_one_more(marginal: Marginal, solved: "OneMore | None") -> None:
    """Both answers for people, and what kind each of them is."""
    unit = "place" if marginal.of == "placement" else "bed"
    out_console.print(
        f"one more {unit} at [bold]{escaped(marginal.id)}[/bold], {marginal.taken} of {marginal.capacity} taken"
    )
    if solved is None:
        out_console.print("  solved again: no answer was found to compare with")
    else:
        kind = "exactly" if solved.proven else "as far as was found"
        where = "with every group where it is, " if solved.settled else ""
        out_console.print(f"  solved again, {where}{kind}: {gain_words(solved.gains, 'exact')}")
    if marginal.kind == "bound":
        out_console.print(f"  if everything were planned anew: {gain_words(marginal.gains, 'bound')}")
