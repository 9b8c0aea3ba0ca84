"""A synthetic round written as a round folder, stretch by stretch."""

from collections.abc import Iterator
from pathlib import Path

from matcher.errors import InputError
from matcher.generate.calendar import waves
from matcher.generate.learners import learner_columns
from matcher.generate.placements import placement_columns
from matcher.generate.plan import RoundPlan, plan_round
from matcher.generate.tables import Columns, stretches, write_table
from matcher.generate.words import countries

MARK = "# Nobody in this round exists."
TABLE_FILES = ("learners.csv", "placements.csv", "destinations.csv", "sending_partners.csv", "groups.csv")


def generate_round(
    folder: Path,
    learners: int,
    placements: int,
    *,
    groups: int = 0,
    destinations: int | None = None,
    stays: int | None = None,
    seed: str = "1",
) -> None:
    """Write a synthetic round; the same arguments write the same bytes, in memory that does not grow with the round.

    Parameters
    ----------
    folder
        Made if it is not there; tables of the same name in it are replaced.
    groups
        Of 8 to 13 learners each, with one or two companions; they are among the `learners`.
    destinations
        Left out: one for every 320 placements, at least five. At three of ten, beds are fewer than wanted.
    stays
        At most so many; left out: up to ten waves of short stays and three of long ones that overlap them. With one,
        everybody is away on the same days.

    Raises
    ------
    InputError
        If there is nobody or nothing to write, the groups need more learners than there are, or the folder holds a
        round that was not made here.
    """
    if min(learners, placements, destinations or 1, stays or 1) < 1 or groups < 0 or 0 in (destinations, stays):
        raise InputError("empty-round", "a round has at least one learner, placement, destination and stay")
    plan = plan_round(learners, placements, groups, destinations, waves(learners, stays), seed)
    if plan.groups.learners > learners:
        raise InputError(
            "too-many-groups",
            f"{groups} groups need {plan.groups.learners} learners, and there are {learners}: ask for fewer groups",
        )
    _refuse_to_overwrite(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "round.toml").write_text(_settings(plan), encoding="utf-8")
    write_table(folder / "sending_partners.csv", [_senders(plan)])
    write_table(folder / "destinations.csv", [_destinations(plan)])
    write_table(folder / "placements.csv", placement_columns(plan))
    write_table(folder / "learners.csv", learner_columns(plan))
    (folder / "groups.csv").unlink(missing_ok=True)
    if groups:
        write_table(folder / "groups.csv", _groups(plan))


def _refuse_to_overwrite(folder: Path) -> None:
    """Tables of people who exist are not replaced by those of people who don't."""
    theirs = next((name for name in TABLE_FILES if (folder / name).exists()), None)
    settings = folder / "round.toml"
    ours = settings.exists() and settings.read_text(encoding="utf-8", errors="replace").startswith(MARK)
    if (theirs or settings.exists()) and not ours:
        message = f"{folder} holds a round that was not generated, with {theirs or settings.name}: name another folder"
        raise InputError("folder-in-use", message, folder=str(folder))


def _settings(plan: RoundPlan) -> str:
    stays = "".join(
        f'\n[[stays]]\nid = "{stay.id}"\nactivity = "{stay.activity}"\n'
        f"first_day = {stay.first_day}\nlast_day = {stay.last_day}\n"
        for stay in plan.stays
    )
    name = f"Synthetic round of {plan.learners} learners"
    seed = plan.seed.replace("\\", "\\\\").replace('"', '\\"')
    return f'{MARK}\nname = "{name}"\nseed = "synthetic-{seed}"\n{stays}'


def _senders(plan: RoundPlan) -> Columns:
    places = plan.sender_country.tolist()
    return {
        "id": [f"SP{number:05}" for number in range(len(places))],
        "name": [f"Sending partner {number} (synthetic)" for number in range(len(places))],
        "country": [countries()[place].code for place in places],
    }


def _destinations(plan: RoundPlan) -> Columns:
    receiving = plan.destinations
    return {
        "id": receiving.ids,
        "city": receiving.city,
        "country": [countries()[place].code for place in receiving.country.tolist()],
        "hosting_partner": [f"Hosting partner {number} (synthetic)" for number in range(len(receiving.ids))],
        "beds": receiving.beds.tolist(),
    }


def _groups(plan: RoundPlan) -> Iterator[Columns]:
    groups = plan.groups
    for stretch in stretches(len(groups.size)):
        part = slice(stretch.first, stretch.after)
        yield {
            "id": [f"G{number:05}" for number in range(stretch.first, stretch.after)],
            "sending_partner": [f"SP{number:05}" for number in groups.sender[part].tolist()],
            "stay": [plan.stays[number].id for number in groups.stay[part].tolist()],
            "companions": groups.companions[part].tolist(),
        }
