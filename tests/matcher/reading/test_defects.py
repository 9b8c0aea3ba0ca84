"""Each defect of a round is reported exactly once, alone and among all the others."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.reading import check_round
from tests.rounds import ROUND_TOML, TABLES, write_round

Table = list[list[object]]


class Draft:
    """A valid round of some size, in a state in which it can be damaged."""

    def __init__(self) -> None:
        self.round_toml = ROUND_TOML + "\n[rules]\ngraduated_within_months = 12\n"
        self.files: dict[str, str | bytes | None] = {}
        self.tables: dict[str, Table] = {name: [list(row) for row in rows] for name, rows in TABLES.items()}
        for number in range(1, 20):
            self.add("learners", id=f"X{number}", sending_partner="CCIS", stay="short", country="RS")
            self.add(
                "placements", **{"id": f"Q{number}", "host": "Firma", "destination": "Seville", "places": "1",
                "from": "2026-10-01", "to": "2026-11-30"},
            )  # fmt: skip

    def add(self, table: str, **cells: object) -> None:
        self.tables[table].append([cells.get(str(column), "") for column in self.tables[table][0]])

    def set(self, table: str, row: str, **cells: object) -> None:
        for column, value in cells.items():
            self.row(table, row)[self.tables[table][0].index(column)] = value

    def row(self, table: str, row: str) -> list[object]:
        return next(cells for cells in self.tables[table] if cells[0] == row)

    def rename(self, table: str, column: str, name: str) -> None:
        header = self.tables[table][0]
        header[header.index(column)] = name

    def toml(self, old: str, new: str) -> None:
        assert old in self.round_toml
        self.round_toml = self.round_toml.replace(old, new, 1)

    def write(self, folder: Path) -> Path:
        return write_round(folder, **{**self.tables, **self.files, "round_toml": self.round_toml})


class Defect(NamedTuple):
    code: str
    damage: Callable[[Draft], object]


def cell(table: str, row: str, column: str, value: object) -> Callable[[Draft], None]:
    return lambda draft: draft.set(table, row, **{column: value})


DEFECTS = {
    "unknown stay": Defect("unknown-stay", cell("learners", "X1", "stay", "winter")),
    "a learner's availability ends before it starts": Defect(
        "end-before-start",
        lambda draft: draft.set("learners", "X2", available_from="2026-11-03", available_to="2026-10-05"),
    ),
    "the 31st of February": Defect("no-such-day", cell("learners", "X3", "birth_date", "31/02/2008")),
    "an American date": Defect("no-such-day", cell("learners", "X4", "birth_date", "02/28/2008")),
    "no date at all": Defect("not-a-day", cell("learners", "X5", "birth_date", "spring")),
    "negative places": Defect("negative-number", cell("placements", "Q1", "places", "-2")),
    "half a place": Defect("not-a-number", cell("placements", "Q2", "places", "12,5")),
    "duplicate learner": Defect(
        "duplicate", lambda draft: draft.add("learners", id="X6", stay="short", country="RS")
    ),
    "a group with two stays": Defect("group-two-stays", cell("learners", "L2", "stay", "long")),
    "a member of two stays where the group states none": Defect(
        "group-two-stays", cell("learners", "L5", "stay", "long")
    ),
    "unknown destination": Defect("unknown-destination", cell("placements", "Q3", "destination", "Atlantis")),
    "unknown language": Defect("unknown-language", cell("learners", "X7", "languages", "klingonski B1")),
    "unknown level": Defect("unknown-level", cell("learners", "X8", "languages", "en Z9")),
    "unknown required language": Defect("unknown-language", cell("placements", "Q4", "required_language", "qqq B1")),
    "a code that lost its zero": Defect("isced-repaired", cell("learners", "X9", "isced_f", "714")),
    "a field that is none": Defect("unknown-isced", cell("learners", "X10", "isced_f", "07x4")),
    "unknown group": Defect("unknown-group", cell("learners", "X11", "group", "G9")),
    "unknown sending partner": Defect("unknown-sending-partner", cell("learners", "X12", "sending_partner", "NOBODY")),
    "a group of another partner": Defect("group-of-another-partner", cell("learners", "L1", "sending_partner", "ALBS")),
    "no stay": Defect("missing-cell", cell("learners", "X13", "stay", "")),
    "unknown country": Defect("unknown-country", cell("learners", "X14", "country", "Atlantis")),
    "an impossible level": Defect("unknown-eqf-level", cell("learners", "X15", "eqf", "9")),
    "a NUL byte": Defect("control-character", cell("learners", "X16", "school", "TS\0Nis")),
    "a row that is too long": Defect("row-too-long", lambda draft: draft.row("learners", "X17").append("Belgrade")),
    "no host": Defect("missing-cell", cell("placements", "Q5", "host", "")),
    "a window that ends before it starts": Defect("end-before-start", cell("placements", "Q6", "to", "2026-09-30")),
    "an age of nonsense": Defect("not-an-age", cell("placements", "Q7", "min_age", "160")),
    "neither yes nor no": Defect("not-yes-or-no", cell("placements", "Q8", "night_work", "perhaps")),
    "a sector that is none": Defect("unknown-nace", cell("placements", "Q9", "nace", "cars")),
    "a spreadsheet error": Defect("spreadsheet-error", cell("placements", "Q10", "tasks", "#REF!")),
    "a host without an id": Defect("missing-cell", lambda draft: draft.set("placements", "Q11", id="")),
    "no beds": Defect("missing-cell", lambda draft: draft.add("destinations", id="Lyon", country="FR")),
    "floor above ceiling": Defect("floor-above-ceiling", cell("sending_partners", "CCIS", "floor", "11")),
    "a pin naming nobody": Defect("pin-for-nobody", lambda draft: _pin(draft, placement="P1")),
    "a pin for a learner and a group": Defect(
        "pin-for-nobody", lambda draft: _pin(draft, learner="L1", group="G1", placement="P1")
    ),
    "a pin to nowhere": Defect("pin-to-nowhere", lambda draft: _pin(draft, learner="X1")),
    "a pin for an unknown learner": Defect("unknown-learner", lambda draft: _pin(draft, learner="L77", placement="P1")),
    "a pin to an unknown placement": Defect(
        "unknown-placement", lambda draft: _pin(draft, learner="X2", placement="P77")
    ),
    "a pin without a reason": Defect(
        "missing-cell", lambda draft: _pin(draft, learner="X3", placement="P1", reason="-")
    ),
    "a pin without an author": Defect(
        "missing-cell", lambda draft: _pin(draft, learner="X4", placement="P1", author="")
    ),
    "neither pin nor ban": Defect("unknown-kind", lambda draft: _pin(draft, learner="X5", placement="P1", kind="wish")),
    "an earlier assignment of nobody": Defect(
        "assignment-left-out", lambda draft: draft.add("previous", learner="L66", placement="P1")
    ),
    "an unknown key": Defect("unknown-key", lambda draft: draft.toml("seed =", 'sede = "x"\nseed =')),
    "an unknown setting": Defect("unknown-key", lambda draft: draft.toml("graduated", "waights = 1\ngraduated")),
    "a setting that cannot be": Defect("bad-setting", lambda draft: draft.toml("= 12", "= 999")),
    "a waiver without an author": Defect("missing-key", lambda draft: _waive(draft, 'learner = "L1", author = " "')),
    "a waiver for nobody": Defect("waiver-for-nobody", lambda draft: _waive(draft, 'author = "M. Rossi"')),
    "a waiver for an unknown learner": Defect(
        "unknown-learner", lambda draft: _waive(draft, 'learner = "L55", author = "M. Rossi"')
    ),
    "an unknown activity": Defect("unknown-activity", lambda draft: draft.toml("short-term", "holidays")),
    "a stay that ends before it starts": Defect(
        "end-before-start", lambda draft: draft.toml("2026-11-03", "2026-10-01")
    ),
    "a stay on the 31st of February": Defect("no-such-day", lambda draft: draft.toml("2026-11-03", '"31/02/2026"')),
    "an unknown column": Defect("unknown-column", lambda draft: draft.rename("learners", "preferences", "shoe size")),
    "a header twice": Defect("header-twice", lambda draft: draft.rename("placements", "study_fields", "Plätze")),
    "a column that is missing": Defect(
        "missing-column", lambda draft: draft.rename("flow_plan", "destination", "destinaton x")
    ),
}  # fmt: skip

NOT_TOGETHER = {"a stay on the 31st of February"}  # on the same day as the stay that ends before it starts
TOGETHER = sorted(DEFECTS.keys() - NOT_TOGETHER)


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_alone_is_one_problem(name: str, tmp_path: Path) -> None:
    assert codes_of({name}, tmp_path) == [DEFECTS[name].code]


def test_a_round_with_all_defects_has_as_many_problems(tmp_path: Path) -> None:
    assert codes_of(TOGETHER, tmp_path) == sorted(DEFECTS[name].code for name in TOGETHER)


@given(chosen=st.sets(st.sampled_from(TOGETHER), min_size=30, max_size=30))
@settings(max_examples=20, deadline=None)
def test_thirty_defects_are_thirty_problems(chosen: set[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    assert codes_of(chosen, tmp_path_factory.mktemp("round")) == sorted(DEFECTS[name].code for name in chosen)


def test_the_undamaged_round_has_no_problem(tmp_path: Path) -> None:
    assert check_round(Draft().write(tmp_path)) == ()


def codes_of(names: Iterable[str], folder: Path) -> list[str]:
    draft = Draft()
    for name in sorted(names):
        DEFECTS[name].damage(draft)
    return sorted(problem.code for problem in check_round(draft.write(folder)))


def _pin(draft: Draft, **cells: str) -> None:
    draft.add("pins", **{"kind": "pin", "reason": "asked for", "author": "M. Rossi", **cells})


def _waive(draft: Draft, settings: str) -> None:
    lines = "\n".join(settings.split(", "))
    draft.round_toml += f'\n[[rules.waivers]]\nrule = "minimum_age"\nreason = "parents agree"\n{lines}\n'
