"""Writes the demonstration round `data/intervet/`: the published INTERVET margins as one wave, people synthetic.

Run `python -m benchmarks.intervet` to write it again; the same seed writes the same bytes. The numbers of people,
companions, groups and beds are those of the INTERVET Western Balkans final report. Learners, schools, hosts and
placements are invented; study titles are ones that schools of the senders' countries use.
"""

import csv
import io
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from benchmarks.intervet_words import COARSE_LABELS, FIELDS, HOST_WORDS, TITLES, Title

SEED = "intervet-2022"
FOLDER = Path(__file__).resolve().parent.parent / "data" / "intervet"

SHORT = (date(2022, 10, 2), date(2022, 10, 31))
LONG = (date(2022, 10, 3), date(2022, 12, 31))


class Sender(NamedTuple):
    """A sending partner with its published numbers."""

    id: str
    name: str
    country: str
    language: str
    short_learners: int
    groups: int
    long_learners: int


class Host(NamedTuple):
    """A destination with its published places; short-term places count companions."""

    id: str
    city: str
    country: str
    partner: str
    language: str
    short_people: int
    long_learners: int


SENDERS = (
    Sender("CCIS", "Chamber of Commerce and Industry of Serbia", "RS", "sr", 82, 8, 11),
    Sender("ALB", "Albanian Skills", "AL", "sq", 80, 8, 19),
    Sender("CEM", "Chamber of Economy of Montenegro", "ME", "cnr", 41, 4, 4),
    Sender("IUS", "IUS Lifelong Learning Center", "BA", "bs", 67, 8, 13),
    Sender("REA", "Prishtina REA", "XK", "sq", 41, 5, 3),
    Sender("NCDIEL", "NCDIEL", "MK", "mk", 61, 6, 4),
)
HOSTS = (
    Host("forli-bologna", "Forlì-Bologna", "IT", "Uniser", "it", 100, 20),
    Host("seville", "Seville", "ES", "INCOMA", "es", 96, 20),
    Host("lyon", "Lyon", "FR", "SEPR", "fr", 53, 7),
    Host("wroclaw", "Wrocław", "PL", "MODE", "pl", 71, 7),
    Host("maribor", "Maribor", "SI", "ZNI", "sl", 91, 0),
)
GROUP_SIZES = (7, 13)  # smallest and largest number of learners in a group


@dataclass
class Group:
    """A group with the destination that proves a perfect packing exists; the round does not tell it."""

    id: str
    sender: Sender
    host: Host
    size: int


@dataclass
class Person:
    """A synthetic learner, with the field that its title means and the host destination it was planted at."""

    id: str
    sender: Sender
    host: Host
    group: Group | None
    title: Title
    coarse: str | None
    birth: date
    graduated: date | None
    english: str | None
    local: str | None
    eqf: int
    school: str
    needs: str
    skills: str
    preferences: str
    fewer_opportunities: bool

    @property
    def field(self) -> str:
        return self.title.isced_f


def planted_groups(rng: random.Random) -> list[Group]:
    """Groups of unequal size whose people (learners + 1 companion) fill the short-term beds to the last one."""
    groups = [Group(f"{sender.id}-G{n + 1}", sender, HOSTS[0], 0) for sender in SENDERS for n in range(sender.groups)]
    while True:
        deal_destinations(groups, rng)
        deal_sizes(groups, rng)
        if all(GROUP_SIZES[0] <= group.size <= GROUP_SIZES[1] for group in groups) and fills_every_bed(groups):
            return groups


def deal_destinations(groups: list[Group], rng: random.Random) -> None:
    total = sum(host.short_people for host in HOSTS)
    counts = [round(len(groups) * host.short_people / total) for host in HOSTS]
    counts[0] += len(groups) - sum(counts)
    slots = [host for host, count in zip(HOSTS, counts, strict=True) for _ in range(count)]
    rng.shuffle(slots)
    for group, host in zip(groups, slots, strict=True):
        group.host = host


def deal_sizes(groups: list[Group], rng: random.Random) -> None:
    """Spread each sender's learners over its groups, then shift single learners until every destination is full."""
    for sender in SENDERS:
        own = [group for group in groups if group.sender is sender]
        for n, group in enumerate(own):
            group.size = sender.short_learners // len(own) + (n < sender.short_learners % len(own))
        for _ in range(12):
            giver, taker = rng.sample(own, 2)
            if giver.size > GROUP_SIZES[0] and taker.size < GROUP_SIZES[1]:
                giver.size, taker.size = giver.size - 1, taker.size + 1
    for _ in range(4000):
        excess = excess_people(groups)
        if not any(excess.values()):
            return
        giver, taker = rng.sample(groups, 2)
        helps = excess[giver.host.id] > 0 > excess[taker.host.id] or rng.random() < 0.02
        if giver.sender is taker.sender and helps and giver.size > GROUP_SIZES[0] and taker.size < GROUP_SIZES[1]:
            giver.size, taker.size = giver.size - 1, taker.size + 1


def excess_people(groups: Iterable[Group]) -> dict[str, int]:
    people: dict[str, int] = {host.id: -host.short_people for host in HOSTS}
    for group in groups:
        people[group.host.id] += group.size + 1
    return people


def fills_every_bed(groups: Iterable[Group]) -> bool:
    return not any(excess_people(groups).values())


def people_of(groups: Sequence[Group], rng: random.Random) -> list[Person]:
    counter: dict[str, int] = defaultdict(int)
    people: list[Person] = []
    for group in groups:
        titles = rng.sample(TITLES[group.sender.country], 4)
        schools = [
            f"{group.sender.country} synthetic school {rng.randint(1, 40):02d}" for _ in range(rng.randint(1, 3))
        ]
        people.extend(
            person(group.sender, group.host, group, titles[n % len(titles)], schools, counter, rng)
            for n in range(group.size)
        )
    long_slots = [host for host in HOSTS for _ in range(host.long_learners)]
    rng.shuffle(long_slots)
    for sender in SENDERS:
        for _ in range(sender.long_learners):
            school = [f"{sender.country} synthetic school {rng.randint(1, 40):02d}"]
            title = rng.choice(TITLES[sender.country])
            people.append(person(sender, long_slots.pop(), None, title, school, counter, rng))
    return people


def person(
    sender: Sender,
    host: Host,
    group: Group | None,
    title: Title,
    schools: Sequence[str],
    counter: dict[str, int],
    rng: random.Random,
) -> Person:
    counter[sender.id] += 1
    long_stay = group is None
    birth = date(2003, 1, 15) if long_stay else date(2004, 9, 1)
    birth += timedelta(days=rng.randint(0, 600 if long_stay else 640))
    labels = COARSE_LABELS.get(title.isced_f, ())
    coarse = rng.choice(labels) if labels and rng.random() < 0.12 else None
    wishes = rng.sample(HOSTS[:4] if long_stay else HOSTS, rng.randint(1, 3)) if rng.random() < 0.6 else []
    words = FIELDS[title.isced_f].skills
    return Person(
        id=f"{sender.country}-{counter[sender.id]:03d}",
        sender=sender,
        host=host,
        group=group,
        title=title,
        coarse=coarse,
        birth=birth,
        graduated=date(2022, 6, rng.randint(1, 30)) if long_stay else None,
        english=rng.choices(("A2", "B1", "B2", "C1", None), (22, 40, 25, 6, 7))[0],
        local=rng.choices(("A1", "A2", "B1", None), (20, 12, 5, 63))[0],
        eqf=rng.choice((4, 4, 4, 5)) if long_stay else rng.choice((4, 4, 4, 3)),
        school=rng.choice(schools),
        needs=rng.choices(("", "step-free access", "quiet workplace"), (96, 2, 2))[0],
        skills="; ".join(sorted(rng.sample(words, rng.randint(1, min(3, len(words)))))) if rng.random() < 0.7 else "",
        preferences=" > ".join(wish.city for wish in wishes),
        fewer_opportunities=rng.random() < 0.15,
    )


Row = dict[str, object]


def placements_for(people: Sequence[Person], rng: random.Random) -> list[Row]:
    """Placements that the planted learners can fill, and some more for short stays, so that there is a choice."""
    rows: list[Row] = []
    for host in HOSTS:
        for long_stay in (False, True):
            here = [p for p in people if p.host is host and (p.group is None) == long_stay]
            by_field: dict[str, list[Person]] = defaultdict(list)
            for learner in here:
                by_field[learner.field].append(learner)
            for field in sorted(by_field):
                waiting = by_field[field]
                while waiting:
                    crew, waiting = split(waiting, rng.randint(1, 4))
                    rows.append(placement(host, field, crew, long_stay, len(rows) + 1, rng))
            if not long_stay:
                for field in sorted(rng.choices(sorted(by_field), k=len(here) // 12)):
                    rows.append(placement(host, field, [], long_stay, len(rows) + 1, rng))
    return rows


def split(waiting: list[Person], size: int) -> tuple[list[Person], list[Person]]:
    return waiting[:size], waiting[size:]


def placement(host: Host, field: str, crew: Sequence[Person], long_stay: bool, n: int, rng: random.Random) -> Row:
    words = FIELDS[field]
    spare = 0 if long_stay else int(rng.random() < 0.25)
    first, last = LONG if long_stay else SHORT
    if not long_stay:
        first, last = (
            first - timedelta(days=rng.choice((0, 0, 1, 13))),
            last + timedelta(days=rng.choice((0, 0, 5, 15))),
        )
    adults = all(person.birth <= date(2004, 10, 2) for person in crew)
    speaks_english = all(person.english in ("B1", "B2", "C1") for person in crew)
    needs = sorted({person.needs for person in crew} - {""})
    style = rng.choices(("code", "code and title", "title"), (60, 25, 15))[0]
    alternatives = f"en {rng.choice(('A2', 'B1', 'B1'))} | {host.language} {rng.choice(('A1', 'A2', 'B1'))}"
    return {
        "id": f"{host.country}-P{n:03d}",
        "host": f"{HOST_WORDS[host.language]} {words.firm} {n:03d} (synthetic)",
        "destination": host.id,
        "places": len(crew) + spare if crew else rng.randint(1, 2),
        "isced": "" if style == "title" else field,
        "title": words.title if style != "code" else "",
        "tasks": "; ".join(rng.sample(words.tasks, min(len(words.tasks), rng.randint(1, 3)))),
        "languages": alternatives if rng.random() < 0.85 else "",
        "required": "en B1" if speaks_english and rng.random() < 0.15 else "",
        "from": first,
        "to": last,
        "min_age": 18 if adults and rng.random() < 0.3 else (16 if rng.random() < 0.2 else ""),
        "needs": "; ".join(needs) or ("step-free access; quiet workplace" if rng.random() < 0.25 else ""),
        "nace": words.nace,
        "eqf": 4 if all(person.eqf >= 4 for person in crew) and rng.random() < 0.3 else "",
        "night": "yes" if adults and field in ("1013", "0721") and rng.random() < 0.2 else "no",
    }


# --- files, as messy as schools and hosting partners send them ---------------------------------------------------


def write_csv(name: str, rows: Sequence[Sequence[object]], *, encoding: str, delimiter: str, folder: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    (folder / name).write_bytes(text.getvalue().encode(encoding))


LEARNER_HEADERS = (
    "ID", "Škola", "Sending partner", "Група", "Stay", "Образовни профил", "Study language", "EQF", "Languages",
    "Datum rođenja", "Graduated on", "Preferences", "Needs", "Skills", "Fewer opportunities",
)  # fmt: skip


def learner_row(p: Person) -> list[object]:
    european = p.sender.country in ("AL", "BA", "XK")
    title, language = (p.coarse, "en") if p.coarse else (p.title.text, p.sender.language)
    spoken = [("engleski" if p.sender.country in ("BA", "ME") else "en") + f" {p.english}"] if p.english else []
    spoken += [f"{p.host.language} {p.local}"] if p.local else []
    return [
        p.id,
        p.school,
        p.sender.id,
        p.group.id if p.group else "",
        "short" if p.group else "long",
        title,
        language,
        p.eqf,
        "; ".join(spoken),
        f"{p.birth:%d/%m/%Y}" if european else p.birth.isoformat(),
        "" if p.graduated is None else f"{p.graduated:%d/%m/%Y}" if european else p.graduated.isoformat(),
        p.preferences,
        p.needs,
        p.skills,
        "yes" if p.fewer_opportunities else "no",
    ]


PLACEMENT_HEADERS = {
    "id": "Placement ID", "host": "Azienda", "destination": "Destination", "places": "Places", "isced": "ISCED-F",
    "title": "Study title", "tasks": "Tasks", "languages": "Working languages", "required": "Required language",
    "from": "From", "to": "To", "min_age": "Minimum age", "needs": "Needs met", "nace": "NACE", "eqf": "EQF min",
    "night": "Night work",
}  # fmt: skip


def write_placements(rows: Sequence[Row], folder: Path) -> None:
    book = xlsxwriter.Workbook(
        str(folder / "placements.xlsx"), {"strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {"title": "INTERVET demonstration round: synthetic placements", "created": datetime(2022, 6, 1)}
    )
    sheet = book.add_worksheet("placements")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for column, (key, header) in enumerate(PLACEMENT_HEADERS.items()):
        sheet.write(0, column, header)
        for line, row in enumerate(rows, 1):
            value = row[key]
            if isinstance(value, date):
                sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), day)
            elif value != "":
                sheet.write(line, column, value)
    book.close()


def write_round(folder: Path = FOLDER, seed: str = SEED) -> None:
    """Write every table of the demonstration round into `folder`."""
    rng = random.Random(seed)
    groups = planted_groups(rng)
    people = people_of(groups, rng)
    placements = placements_for(people, rng)
    rng.shuffle(people)
    rng.shuffle(placements)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(
        "learners.csv", [LEARNER_HEADERS, *map(learner_row, people)], encoding="utf-8-sig", delimiter=",", folder=folder
    )
    write_placements(placements, folder)
    beds = [[h.id, h.city, h.country, h.partner, h.short_people + h.long_learners] for h in HOSTS]
    header = ["Destination", "City", "Country", "Hosting partner", "Beds"]
    write_csv("destinations.csv", [header, *beds], encoding="utf-8", delimiter=",", folder=folder)
    senders = [[s.id, s.name, s.country] for s in SENDERS]
    write_csv(
        "sending_partners.csv", [["ID", "Name", "Country"], *senders], encoding="utf-8", delimiter=";", folder=folder
    )
    notes = [[g.id, g.sender.id, "short", 1, "pratilac iz jedne od škola"] for g in groups]
    header = ["Grupa", "Partner pošiljalac", "Boravak", "Pratioci", "Bilješka"]
    write_csv("groups.csv", [header, *notes], encoding="cp1250", delimiter=";", folder=folder)


if __name__ == "__main__":
    write_round(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
