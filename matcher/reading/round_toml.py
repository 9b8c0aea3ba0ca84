"""`round.toml` and `rules.toml`: the round's name, seed, stays and rules, with every bad setting reported."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from matcher.errors import Problem
from matcher.model import WEEKDAYS, Rules, Stay, Waiver
from matcher.reading.cells import CONTROL_SIGNS, CellError, Parser, cleaned, day, short_text
from matcher.reading.coded_cells import activity
from matcher.reading.grids import SheetError
from matcher.reading.setting_forms import form_of
from matcher.said import Said, Typed

MAX_SETTINGS_BYTES = 5_000_000
MAX_DOTS = 200
ROUND_KEYS = ("name", "seed", "stays", "rules")
STAY_KEYS: Mapping[str, Parser] = {"id": short_text, "activity": activity, "first_day": day, "last_day": day}
FLEXIBLE_KEYS = ("days", "start_on")
RULE_CODES = {
    "extra_forbidden": "unknown-key",
    "missing": "missing-key",
    "string_too_short": "missing-key",
    "value_error": "waiver-for-nobody",
}

Model = TypeVar("Model", bound=BaseModel)

_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass
class RoundSettings:
    """What `round.toml` says. `stay_ids` None: they could not be read, so a stay that is not there proves nothing."""

    name: str = ""
    seed: str = ""
    stays: list[Stay] = field(default_factory=list)
    stay_ids: frozenset[str] | None = None
    rules: Rules = field(default_factory=Rules)
    waivers: dict[int, Waiver] = field(default_factory=dict)  # by their numbers in the file
    rules_file: str = "round.toml"
    problems: list[Problem] = field(default_factory=list)


def read_settings(file: str, raw: bytes) -> RoundSettings:
    """Read `round.toml`; never raises for what is in it."""
    settings = RoundSettings(rules_file=file)
    report = _Report(file, settings.problems)
    try:
        data = _load(raw)
    except SheetError as error:
        settings.problems.append(error.problem(file))
        return settings
    report.unknown_keys(data, ROUND_KEYS, "")
    settings.name = report.required_text(data, "name")
    settings.seed = str(data.get("seed", settings.name))
    _read_stays(settings, report, data.get("stays"))
    _read_rules(settings, report, data.get("rules", {}))
    return settings


def replace_rules(settings: RoundSettings, file: str, raw: bytes) -> None:
    """Take the rules from `rules.toml`, with or without the heading [rules], in place of the round's own."""
    settings.problems[:] = [problem for problem in settings.problems if not problem.column.startswith("rules")]
    settings.rules, settings.waivers, settings.rules_file = Rules(), {}, file
    try:
        data = _load(raw)
    except SheetError as error:
        settings.problems.append(error.problem(file))
        return
    _read_rules(settings, _Report(file, settings.problems), data["rules"] if list(data) == ["rules"] else data)


def _load(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_SETTINGS_BYTES:
        raise SheetError("too-large", Said("settings of at most {most} MB", most=MAX_SETTINGS_BYTES // 1_000_000))
    for number, written in enumerate(raw.split(b"\n"), start=1):
        if written.count(b".") > MAX_DOTS:  # the parser takes the square of a dotted key's length
            raise SheetError("toml-syntax", Said("at most {most} dots in a line", most=MAX_DOTS), row=number)
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
        if any(map(CONTROL_SIGNS.search, _texts(data))):
            raise SheetError("control-character", Said("text without control characters (NUL and the like)"))
        return data
    except UnicodeDecodeError:
        raise SheetError("toml-syntax", Said("TOML in UTF-8")) from None
    except (ValueError, RecursionError) as error:
        line = _LINE.search(str(error))
        said = _LINE.sub("", str(error)).strip()
        raise SheetError(
            "toml-syntax", f"TOML, with texts in quotes and days as 2026-10-05; {said}", row=int(line[1]) if line else 0
        ) from None


def _texts(data: dict[str, Any]) -> Iterator[str]:
    """Every key and every text, however deep."""
    waiting: list[Any] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            yield value


@dataclass
class _Report:
    file: str
    problems: list[Problem]

    def add(self, column: str, code: str, expected: str, value: object = "") -> None:
        shown = value if isinstance(value, str | int | float | date) else ""
        self.problems.append(Problem(self.file, 0, column, code, str(shown), expected))

    def unknown_keys(self, data: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
        for key in data:
            if key not in known:
                self.add(place + key, "unknown-key", Said("one of {known}", known=known))

    def validated(self, model: type[Model], data: object, place: str) -> Model | None:
        try:
            return model.model_validate(data)
        except ValidationError as invalid:
            forms = {form_of(model, error): error for error in invalid.errors()}  # once, whichever way it is none
            for (location, expected), error in forms.items():
                code = RULE_CODES.get(error["type"], "bad-setting")
                self.add(place + _place(location), code, expected, error["input"])
            return None

    def required_text(self, data: Mapping[str, Any], key: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.add(key, "missing-key", Said('{key} = "…", a text', key=key), value)
            return ""
        return value.strip()


def _read_stays(settings: RoundSettings, report: _Report, stays: object) -> None:
    if not isinstance(stays, list) or not stays or not all(isinstance(stay, dict) for stay in stays):
        report.add("stays", "missing-key", Said("at least one [[stays]] with id, activity, first_day and last_day"))
        return
    found = [_stay(report, number, stay) for number, stay in enumerate(stays, start=1)]
    ids: list[str] = [values["id"] for values in found if "id" in values]
    for identifier in sorted({name for name in ids if ids.count(name) > 1}):
        report.add("stays", "duplicate", Said("each id once among the stays"), identifier)
    if len(ids) == len(found):
        settings.stay_ids = frozenset(ids)
    if not report.problems:
        settings.stays = [Stay(**values) for values in found]


def _stay(report: _Report, number: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stay that could be read."""
    place = f"stays[{data.get('id', number)}]."
    report.unknown_keys(data, (*STAY_KEYS, *FLEXIBLE_KEYS), place)
    values: dict[str, Any] = {}
    for key, parse in STAY_KEYS.items():
        if key not in data:
            report.add(place + key, "missing-key", Said("{key} in every [[stays]]", key=key))
            continue
        try:
            values[key] = _setting(parse, data[key])
        except CellError as error:
            report.add(place + key, error.code, error.expected, data[key])
    if "first_day" in values and "last_day" in values and values["last_day"] < values["first_day"]:
        expected = Said(
            "{high} not less than {low}, which is {least}",
            high="'last_day'",
            low="'first_day'",
            least=Typed(str(values["first_day"])),
        )
        report.add(place + "last_day", "end-before-start", expected, values["last_day"])
    elif len(values) == len(STAY_KEYS):
        values |= _flexible(report, place, data, Stay(**values))
    return values


def _flexible(report: _Report, place: str, data: Mapping[str, Any], window: Stay) -> dict[str, Any]:
    """How long a stay is whose dates are not fixed, and on which weekdays it may begin."""
    days, start_on = data.get("days"), data.get("start_on", [])
    if days is None and not start_on:
        return {}
    if type(days) is not int or not 1 <= days <= window.days:
        expected = Said("days = a whole number, 1 to {most}, the days from first_day to last_day", most=window.days)
        report.add(place + "days", "bad-setting", expected, days)
        return {}
    if not isinstance(start_on, list) or not all(name in WEEKDAYS for name in start_on):
        report.add(
            place + "start_on",
            "bad-setting",
            Said("weekdays, as {weekdays}", weekdays=str(list(WEEKDAYS[:2]))),
            start_on,
        )
        return {}
    found = {"length_days": days, "start_on": tuple(name for name in WEEKDAYS if name in start_on)}
    if not Stay(**dict(window) | found).starts:
        expected = Said("a weekday on which {days} days may begin between first_day and last_day", days=days)
        report.add(place + "start_on", "no-start", expected)
        return {}
    return found


def _setting(parse: Parser, value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) and parse is day:
        return value
    written = cleaned(str(value)) if isinstance(value, str | int) else ""
    if not written:
        raise CellError("missing-key", Said("a text"))
    return parse(written)


def _read_rules(settings: RoundSettings, report: _Report, data: object) -> None:
    """Validate each waiver by itself, so that one bad setting hides no other."""
    waivers = data.get("waivers", []) if isinstance(data, dict) else []
    if isinstance(data, dict) and isinstance(waivers, list):
        data = {key: value for key, value in data.items() if key != "waivers"}
        settings.waivers = dict(_valid_waivers(report, waivers))
    rules = report.validated(Rules, data, "rules") or Rules()
    settings.rules = rules.model_copy(update={"waivers": tuple(settings.waivers.values())})


def _valid_waivers(report: _Report, waivers: list[object]) -> Iterator[tuple[int, Waiver]]:
    for number, data in enumerate(waivers, start=1):
        if waiver := report.validated(Waiver, _cleaned_texts(data), f"rules.waivers[{number}]"):
            yield number, waiver


def _cleaned_texts(waiver: object) -> object:
    if not isinstance(waiver, dict):
        return waiver
    return {key: cleaned(value) if isinstance(value, str) else value for key, value in waiver.items()}


def _place(location: tuple[int | str, ...]) -> str:
    """("weights", 0, "language") -> .weights[1].language"""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
