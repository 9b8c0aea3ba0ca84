"""Activity types: their names in the field's languages, and how long their stays may be."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.codelists.folding import fold, foldings
from matcher.codelists.tables import read_table
from matcher.model import Activity


def parse_activity(text: str) -> Activity | None:
    """The activity type of "short-term", "ErasmusPro", "job shadowing", "mobilità breve" …; None if it is none."""
    return _names().get(fold(text))


def activity_length_days(activity: Activity, *, fewer_opportunities: bool = False) -> tuple[int, int]:
    """The fewest and the most days a stay may have, first and last day counted and travel days not.

    `fewer_opportunities` gives the shorter minimum that the programme allows where it is justified. The figures are
    in `activities.csv`, from the Erasmus+ Programme Guide.
    """
    return _lengths()[activity][fewer_opportunities]


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Activity]:
    own = {fold(activity): activity for activity in Activity}
    return own | {
        name: Activity(row["activity"]) for row in read_table("activity_names") for name in foldings(row["name"])
    }


@lru_cache(maxsize=1)
def _lengths() -> Mapping[Activity, tuple[tuple[int, int], tuple[int, int]]]:
    return {
        Activity(row["activity"]): (
            (int(row["min_days"]), int(row["max_days"])),
            (int(row["min_days_fewer_opportunities"]), int(row["max_days"])),
        )
        for row in read_table("activities")
    }
