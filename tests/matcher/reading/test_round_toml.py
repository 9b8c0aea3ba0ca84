from datetime import date
from pathlib import Path

import pytest

from matcher.errors import RoundInvalid
from matcher.model import Activity
from matcher.reading import check_round, read_round
from matcher.reading.round_toml import MAX_SETTINGS_BYTES, read_settings
from tests.rounds import ROUND_TOML, write_round

WAIVER = '[[waivers]]\nrule = "minimum_age"\nlearner = "L1"\nreason = "parents agree"\nauthor = "M. Rossi"\n'


def problems_of(text: str) -> list[tuple[str, str]]:
    return [(p.code, p.column) for p in read_settings("round.toml", text.encode()).problems]


def test_a_round_without_a_seed_takes_its_name() -> None:
    settings = read_settings("round.toml", ROUND_TOML.replace('seed = "autumn-2026"', "").encode())
    assert settings.problems == []
    assert settings.seed == "Autumn 2026"


def test_days_of_a_stay_may_be_written_as_text_or_with_a_time() -> None:
    text = ROUND_TOML.replace("= 2026-11-03", '= "03/11/2026"').replace("= 2027-01-04", "= 2027-01-04T08:00:00")
    short, long = read_settings("round.toml", text.encode()).stays
    assert (short.last_day, long.last_day) == (date(2026, 11, 3), date(2027, 1, 4))
    assert short.activity is Activity.SHORT_TERM


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name = "Autumn 2026"', "", [("missing-key", "name")]),
        ('name = "Autumn 2026"', "name = 2026", [("missing-key", "name")]),
        ('id = "long"', 'id = "short"', [("duplicate", "stays")]),
        ('id = "long"', "", [("missing-key", "stays[2].id")]),
        ('id = "long"', 'id = " "', [("missing-key", "stays[ ].id")]),
        ('activity = "long-term"', "", [("missing-key", "stays[long].activity")]),
        ('activity = "long-term"', "activity = []", [("missing-key", "stays[long].activity")]),
        ("last_day = 2027-01-04", "last_day = 2027-01-04\nlastday = 1", [("unknown-key", "stays[long].lastday")]),
        ('seed = "autumn-2026"', "[rules]\nweights = { language = -1 }", [("bad-setting", "rules.weights.language")]),
        ("last_day = 2027-01-04", "last_day = 2027-01-04\ndays = 0", [("bad-setting", "stays[long].days")]),
        ("last_day = 2027-01-04", "last_day = 2027-01-04\ndays = 93", [("bad-setting", "stays[long].days")]),
        (
            "last_day = 2027-01-04",
            'last_day = 2027-01-04\nstart_on = ["monday"]',
            [("bad-setting", "stays[long].days")],
        ),
        (
            "last_day = 2027-01-04",
            'last_day = 2027-01-04\ndays = 90\nstart_on = ["lunedi"]',
            [("bad-setting", "stays[long].start_on")],
        ),
        (
            "last_day = 2027-01-04",
            'last_day = 2027-01-04\ndays = 91\nstart_on = ["wednesday"]',
            [("no-start", "stays[long].start_on")],
        ),
        ('seed = "autumn-2026"', "rules = 3", [("bad-setting", "rules")]),
        ('seed = "autumn-2026"', "rules.waivers = 3", [("bad-setting", "rules.waivers")]),
        ('seed = "autumn-2026"', "rules.waivers = [3]", [("bad-setting", "rules.waivers[1]")]),
        ('seed = "autumn-2026"', 'rules.switched_off = ["all"]', [("bad-setting", "rules.switched_off[1]")]),
    ],
)
def test_every_bad_setting_is_named_with_its_place(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    text = ROUND_TOML.replace(old, "", 1) + "\n" + new if new.startswith("[rules]") else ROUND_TOML.replace(old, new, 1)
    assert problems_of(text) == expected


def test_a_stay_may_leave_its_dates_open() -> None:
    text = ROUND_TOML.replace("= 2027-01-04", '= 2027-01-04\ndays = 90\nstart_on = ["tuesday", "monday"]')
    settings = read_settings("round.toml", text.encode())
    assert settings.problems == []
    short, long = settings.stays
    assert (short.length_days, short.starts) == (None, (date(2026, 10, 5),))
    assert (long.length_days, long.start_on) == (90, ("monday", "tuesday"))
    assert long.starts == (date(2026, 10, 5), date(2026, 10, 6))
    assert long.begun_on(long.starts[1]).last_day == date(2027, 1, 3)


@pytest.mark.parametrize("stays", ["", "stays = 3", "stays = []", "stays = [1]"])
def test_a_round_needs_stays(stays: str) -> None:
    assert problems_of(f'name = "x"\n{stays}') == [("missing-key", "stays")]


def test_a_syntax_error_is_named_with_its_line() -> None:
    (problem,) = read_settings("round.toml", b'name = "x"\nseed = \n').problems
    assert (problem.code, problem.row) == ("toml-syntax", 2)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b"a = 2026-02-31"])
def test_what_is_no_toml_is_one_problem(raw: bytes) -> None:
    assert [p.code for p in read_settings("round.toml", raw).problems] == ["toml-syntax"]


def test_settings_of_many_megabytes_are_refused() -> None:
    assert [p.code for p in read_settings("round.toml", b"#" * (MAX_SETTINGS_BYTES + 1)).problems] == ["too-large"]


@pytest.mark.parametrize("heading", ["", "[rules]\n"])
def test_rules_toml_takes_the_place_of_the_rounds_rules(heading: str, tmp_path: Path) -> None:
    bad_rules = ROUND_TOML + "\n[rules]\nwaights = 1\n"
    folder = write_round(tmp_path, round_toml=bad_rules, rules_toml=f"{heading}graduated_within_months = 6\n")
    assert read_round(folder).round.rules.graduated_within_months == 6


def test_given_rules_take_the_place_of_the_folders(tmp_path: Path) -> None:
    folder = write_round(tmp_path / "round", rules_toml="graduated_within_months = 6\n")
    given = tmp_path / "strict.toml"
    given.write_text("graduated_within_months = 3\n" + WAIVER, encoding="utf-8")
    rules = read_round(folder, rules=given).round.rules
    assert rules.graduated_within_months == 3
    assert [waiver.author for waiver in rules.waivers] == ["M. Rossi"]


def test_problems_of_given_rules_name_their_file(tmp_path: Path) -> None:
    given = tmp_path / "strict.toml"
    given.write_text(WAIVER + WAIVER.replace('"L1"', '"L99"') + WAIVER.replace("reason", "raison"), encoding="utf-8")
    with pytest.raises(RoundInvalid) as raised:
        read_round(write_round(tmp_path / "round"), rules=given)
    assert [(p.file, p.column, p.code) for p in raised.value.problems] == [
        ("strict.toml", "rules.waivers[2].learner", "unknown-learner"),
        ("strict.toml", "rules.waivers[3].raison", "unknown-key"),
        ("strict.toml", "rules.waivers[3].reason", "missing-key"),
    ]


def test_rules_with_a_syntax_error_are_one_problem(tmp_path: Path) -> None:
    problems = check_round(write_round(tmp_path, rules_toml="weights ="))
    assert [(p.file, p.code) for p in problems] == [("rules.toml", "toml-syntax")]


def test_stays_that_cannot_be_read_prove_nothing_about_the_tables(tmp_path: Path) -> None:
    problems = check_round(write_round(tmp_path, round_toml=ROUND_TOML.replace('id = "short"', "")))
    assert [(p.code, p.column) for p in problems] == [("missing-key", "stays[1].id")]
