"""Everybody who travels as rows for the Commission's mobility tools, without sensitive fields."""

from collections.abc import Iterator
from datetime import date

from matcher.codelists.languages import language_label
from matcher.model import Activity
from matcher.reports.documents.agreement_draft import agreement_id
from matcher.reports.documents.contacts import ContactPerson
from matcher.reports.documents.mobility_columns import COLUMNS, FILLED, LEFT_EMPTY
from matcher.reports.documents.programme import Party, parties
from matcher.reports.documents.roster import Placed, Roster
from matcher.reports.documents.words import ENGLISH
from matcher.reports.tables import Cell

Table = list[list[Cell]]
Filled = dict[str, Cell]
NOT_OURS = "not known to the matcher: fill it in, or leave it to the tool"


def mobility_rows(roster: Roster) -> Table:
    """The header and a row for every learner placed, then one for every companion; unknown cells are empty."""
    filled = [_learner(roster, one) for one in roster.placed]
    for party in parties(roster):
        filled += _companions(roster, party)
    return [list(COLUMNS), *([row.get(column) for column in COLUMNS] for row in filled)]


def mobility_notes() -> Table:
    """For every column what it is filled with, or why it is left empty."""
    told = {**LEFT_EMPTY, **FILLED}
    rows: Table = [["column", "filled", "note"]]
    for column in COLUMNS:
        rows.append([column, "yes" if column in FILLED else "no", told.get(column, NOT_OURS)])
    return rows


def _learner(roster: Roster, placed: Placed) -> Filled:
    identity, learner = placed.identity, placed.learner
    row: Filled = {
        "Participant Id": learner.id,
        "Accompanying Person": "No",
        "Participant With Fewer Opportunities": _yes_or_no(learner.fewer_opportunities),
        "Participant Group": learner.group,
        "Mobility ID": agreement_id(roster, learner.id),
        "Receiving Organisation Legal Name": placed.placement.host,
        "Main Instruction/Work/Volunteering Language": _working_language(placed),
        **_stay(roster, placed),
    }
    if identity is not None:
        row |= {"First Name": identity.given_name, "Last Name": identity.family_name}
        row |= {"Participant Email": identity.email or None}
        row |= {"Participant Date of Birth": _day(placed.birth_date) if placed.birth_date else None}
    return row


def _companions(roster: Roster, party: Party) -> Iterator[Filled]:
    for number in range(party.companions):
        named = party.named_companions[number] if number < len(party.named_companions) else None
        yield _companion(roster, party, number + 1, named)


def _companion(roster: Roster, party: Party, number: int, named: ContactPerson | None) -> Filled:
    first = party.placed[0]
    row: Filled = {
        **_stay(roster, first),
        "Participant Id": f"{party.id}-companion-{number}",
        "Accompanying Person": "Yes",
        "Participant Group": party.group,
        "Mobility ID": agreement_id(roster, f"{party.id}-companion-{number}"),
        "Receiving Organisation Legal Name": first.destination.hosting_partner,
    }
    if named is not None:
        *given, family = named.name.split()
        row |= {"First Name": " ".join(given), "Last Name": family, "Participant Email": named.email or None}
    return row


def _stay(roster: Roster, placed: Placed) -> Filled:
    """What learners and companions of one stay share."""
    country = ENGLISH.country(placed.destination.country)
    home = ENGLISH.country(placed.country) or None
    partner = placed.sending_partner
    sender = placed.learner.school or ((partner.name or partner.id) if partner else None)
    return {
        "Activity Type": ENGLISH(f"activity_{placed.stay.activity.value}"),
        "Long-term Activity": _yes_or_no(placed.stay.activity is Activity.LONG_TERM),
        "Sending Organisation Legal Name": sender,
        "Sending Organisation Country": home,
        "Sending Country": home,
        "Receiving Organisation Country": country,
        "Receiving Organisation City": placed.city,
        "Receiving Country": country,
        "Receiving City": placed.city,
        "Start Date": _day(placed.span.first_day),
        "End Date": _day(placed.span.last_day),
        "Duration Calculated (days)": placed.span.days,
        "Duration of Mobility Period (days)": placed.span.days,
        "Interruption Duration (days)": 0,
        "Force Majeure ?": "No",
        "Overall Comments": f"Mobility Matcher, run {roster.run}",
        "Draft Mobility": "Yes",
    }


def _working_language(placed: Placed) -> str | None:
    """The language that the fit rests on, else the first that the host works in."""
    evidence = placed.assignment.evidence.get("language")
    needs = placed.placement.required_language or placed.placement.languages
    code = evidence.params.get("need") if evidence else None
    code = code or (needs[0].language if needs else None)
    return language_label(str(code)) if code else None


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else "Yes" if value else "No"


def _day(day: date) -> str:
    """As the tools take it: 05/10/2026."""
    return f"{day:%d/%m/%Y}"
