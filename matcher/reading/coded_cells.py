"""One cell -> a code of a code list, or what the list would have taken."""

import re

from matcher.codelists.activities import parse_activity
from matcher.codelists.countries import parse_country
from matcher.codelists.hazards import hazard_tags, parse_hazard
from matcher.codelists.isced import repaired
from matcher.codelists.languages import parse_language, parse_needs, parse_skills
from matcher.model import Activity, LanguageNeed, LanguageSkill
from matcher.reading.cells import CellError, Repaired, says, several
from matcher.said import N_, Listed, Said

_CODE_SIGNS = re.compile(r"[;,|/\n]|\s+(?=\d)")
ALL = "{all}"  # nothing to translate
NO_HAZARDS = N_("hazards of the list, not {unknown}: {known}")
_LABELLED_CODE = re.compile(r"(\d{4})\s*[-–—:]?\s+\D.*")


def language_skills(cell: str) -> tuple[LanguageSkill, ...]:
    """languages with their levels, as en B1 (speaking A2); it A2 (tested)"""
    return parse_skills(cell)


def language_needs(cell: str) -> tuple[LanguageNeed, ...]:
    """languages with their levels, any one of which serves, as en B1 | it A2"""
    return parse_needs(cell)


def language(cell: str) -> str:
    """a language by code or name, as sr or serbian"""
    code = parse_language(cell)
    if code is None:
        raise CellError("unknown-language", says(language))
    return code


def country(cell: str) -> str:
    """a country by code or name, as RS or Serbia"""
    code = parse_country(cell)
    if code is None:
        raise CellError("unknown-country", says(country))
    return code


def study_field(cell: str) -> str | Repaired:
    """an ISCED-F 2013 code of four digits, as 0714"""
    labelled = _LABELLED_CODE.fullmatch(cell)
    digits = labelled[1] if labelled else cell
    code = repaired(digits)
    if code is None:
        raise CellError("unknown-isced", says(study_field))
    return code if code == digits else Repaired(code, "isced-repaired", Said("four digits; read as {code}", code=code))


def study_fields(cell: str) -> tuple[str, ...] | Repaired:
    """ISCED-F 2013 codes of four digits, as 0714; 0713"""
    found = [study_field(part.strip()) for part in _CODE_SIGNS.split(cell) if part.strip()]
    codes = tuple(str(code.value) if isinstance(code, Repaired) else code for code in found)
    repairs = tuple(code.expected for code in found if isinstance(code, Repaired))
    return Repaired(codes, "isced-repaired", Said(ALL, all=Listed(repairs, "; "))) if repairs else codes


def hazards(cell: str) -> tuple[str, ...]:
    """hazards by tag or name with ";" between them, as noise; pressurised-gas"""
    named = [name for part in several(cell) for name in ([part] if parse_hazard(part) else part.split(","))]
    tags = {name.strip(): parse_hazard(name) for name in named if name.strip()}
    if unknown := [name for name, tag in tags.items() if tag is None]:
        raise CellError("unknown-hazard", Said(NO_HAZARDS, unknown=Listed(tuple(unknown), "; "), known=hazard_tags()))
    return tuple(dict.fromkeys(tag for tag in tags.values() if tag is not None))


def activity(cell: str) -> Activity:
    """an activity type: short-term, long-term, job-shadowing, teaching or course"""
    found = parse_activity(cell)
    if found is None:
        raise CellError("unknown-activity", says(activity))
    return found
