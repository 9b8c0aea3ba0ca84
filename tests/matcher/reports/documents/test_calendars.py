"""Calendar files: whole days, the end exclusive, the same event from run to run, no clock and no names."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from matcher.model import Group
from matcher.reports.documents import ENGLISH, Roster, calendar_files
from tests.matcher.reports.documents.rosters import STAYS, a_learner, a_placement, a_roster, a_round

TWO = [a_learner("l0"), a_learner("l1", group=None, stay="long")]


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def files(roster: Roster) -> dict[tuple[str, str], bytes]:
    return {(kind, id): content for kind, id, content in calendar_files(roster)}


def test_there_is_a_calendar_for_every_learner_group_host_and_destination() -> None:
    found = files(a_roster(a_round(TWO)))
    assert {(kind, id): len(events(content)) for (kind, id), content in found.items()} == {
        ("learner", "l0"): 1,
        ("learner", "l1"): 1,
        ("group", "g1"): 1,
        ("host", "seville-Electrónica Triana"): 2,
        ("destination", "seville"): 3,
    }


def test_a_stay_ends_on_the_day_after_its_last() -> None:
    [event] = events(files(a_roster())["learner", "l0"])
    assert event["DTSTART"].dt == date(2026, 10, 2)
    assert event["DTEND"].dt == date(2026, 11, 1)
    assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
    assert (event["DTEND"].dt - event["DTSTART"].dt).days == STAYS[1].days == 30


def test_an_event_says_where_and_what() -> None:
    [event] = events(files(a_roster())["learner", "l0"])
    assert event["SUMMARY"] == "Placement at Electrónica Triana, Seville"
    assert event["LOCATION"] == "Seville, Spain"
    assert "repairing boards" in event["DESCRIPTION"]


def test_a_name_of_two_lines_is_one_line() -> None:
    roster = a_roster(a_round(None, [a_placement(host="Hotel\nGiralda")]), {})
    [event] = events(files(roster)["learner", "l0"])
    assert event["SUMMARY"] == "Placement at Hotel Giralda, Seville"


def test_nobody_is_named_in_a_calendar() -> None:
    text = b"".join(files(a_roster()).values()).decode()
    assert not any(name in text for name in ("Ђорђе", "Živković", "Мирјана", "José"))


def test_the_stamp_is_given_and_never_the_clock() -> None:
    assert files(a_roster()) == files(a_roster())
    stamp = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)
    for _, _, content in calendar_files(a_roster(), ENGLISH, stamped_at=stamp):
        assert all(event["DTSTAMP"].dt == stamp for event in events(content))
        assert b"DTSTAMP:20260901T123000Z" in content


def test_a_learner_who_moves_keeps_the_event() -> None:
    placements = [a_placement("p0"), a_placement("p1", destination="bologna")]
    round = a_round([a_learner("l0", group=None)], placements, groups=(Group(id="g1", stay="short"),))
    [before], [after] = (events(files(a_roster(round, None, [place]))["learner", "l0"]) for place in (0, 1))
    assert before["UID"] == after["UID"]
    assert before["LOCATION"] != after["LOCATION"]


def test_events_of_one_file_have_different_uids() -> None:
    found = events(files(a_roster(a_round(TWO)))["destination", "seville"])
    assert len({event["UID"] for event in found}) == 3


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.text(max_size=200))
def test_any_text_is_one_valid_event(host: str, tasks: str) -> None:
    roster = a_roster(a_round(None, [a_placement(host=host or "h", tasks=tasks)]), {})
    content = files(roster)["learner", "l0"]
    assert len(events(content)) == 1
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert events(content)[0]["DTEND"].dt - events(content)[0]["DTSTART"].dt == timedelta(days=30)
