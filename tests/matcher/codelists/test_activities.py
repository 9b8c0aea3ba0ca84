import pytest

from matcher.codelists.activities import activity_length_days, parse_activity
from matcher.codelists.tables import read_table
from matcher.model import Activity


@pytest.mark.parametrize(
    ("text", "activity"),
    [
        ("short-term", Activity.SHORT_TERM),
        ("SHORT_TERM", Activity.SHORT_TERM),
        ("ErasmusPro", Activity.LONG_TERM),
        ("Erasmus Pro", Activity.LONG_TERM),
        ("mobilità lunga", Activity.LONG_TERM),
        ("краткорочна мобилност", Activity.SHORT_TERM),
        ("job shadowing", Activity.JOB_SHADOWING),
        ("Job-Shadowing", Activity.JOB_SHADOWING),
        ("teaching assignment", Activity.TEACHING),
        ("courses", Activity.COURSE),
        ("holiday", None),
        ("", None),
    ],
)
def test_activities_are_read_under_the_names_in_use(text: str, activity: Activity | None) -> None:
    assert parse_activity(text) is activity


@pytest.mark.parametrize(
    ("activity", "days"),
    [
        (Activity.SHORT_TERM, (10, 89)),
        (Activity.LONG_TERM, (90, 365)),
        (Activity.JOB_SHADOWING, (2, 60)),
        (Activity.TEACHING, (2, 365)),
        (Activity.COURSE, (2, 10)),
    ],
)
def test_lengths_are_those_of_the_programme_guide(activity: Activity, days: tuple[int, int]) -> None:
    assert activity_length_days(activity) == days


def test_fewer_opportunities_allow_short_stays_from_two_days() -> None:
    assert activity_length_days(Activity.SHORT_TERM, fewer_opportunities=True) == (2, 89)
    assert activity_length_days(Activity.LONG_TERM, fewer_opportunities=True) == (90, 365)


def test_every_activity_has_one_row_and_names_lead_to_it() -> None:
    assert sorted(row["activity"] for row in read_table("activities")) == sorted(Activity)
    assert {row["activity"] for row in read_table("activity_names")} == set(Activity)
