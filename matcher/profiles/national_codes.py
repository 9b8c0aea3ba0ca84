"""Codes that stand in titles: Bulgarian professions, Polish occupations, ISCED-F itself."""

import re

from matcher.codelists.isced import is_code
from matcher.codelists.isco import isco_to_isced
from matcher.model import FieldGuess
from matcher.said import Said

# A Bulgarian profession code begins with the field of ISCED-97; domain.md section 7 has the reading.
BULGARIAN_FIELDS = {
    "213": "0211", "214": "0212", "215": "0214", "341": "0416", "342": "0414", "343": "0412", "344": "0411",
    "345": "0413", "346": "0415", "481": "0610", "482": "0611", "521": "0715", "522": "0713", "523": "0714",
    "524": "0711", "525": "0716", "541": "0721", "542": "0723", "543": "0722", "544": "0724", "582": "0732",
    "621": "0811", "622": "0812", "623": "0821", "640": "0841", "723": "0913", "762": "0923", "811": "1013",
    "812": "1015", "813": "1014", "814": "1011", "815": "1012", "840": "1041", "861": "1032",
}  # fmt: skip
_BULGARIAN_CODE = re.compile(r"(?<!\d)(\d{3})\d{3,4}(?!\d)")
_POLISH_CODE = re.compile(r"(?<!\d)(\d{4})\d{2}(?!\d)")
_ISCED_F_CODE = re.compile(r"^\W*(?:ISCED(?:[- ]?F)?\W*)?(0\d{3}|10[1-4]\d)(?!\d)", re.IGNORECASE)

CODE_CONFIDENCE = 0.95
OCCUPATION_CONFIDENCE = 0.85  # an occupation's unit group may hold trades of several fields


def of_code(title: str, language: str | None, country: str | None) -> FieldGuess | None:
    """What a code in the title says, where its language or country says how to read it; None if there is none."""
    if not any(letter.isdigit() for letter in title):
        return None
    primary = (language or "").split("-")[0].lower()
    bulgarian = _BULGARIAN_CODE.search(title)
    if bulgarian and (primary == "bg" or country == "BG") and bulgarian[1] in BULGARIAN_FIELDS:
        field = BULGARIAN_FIELDS[bulgarian[1]]
        return FieldGuess(field, CODE_CONFIDENCE, Said("Bulgarian profession code {code}", code=bulgarian[0]))
    polish = _POLISH_CODE.search(title)
    if polish and (primary == "pl" or country == "PL"):
        field_of_group = isco_to_isced(polish[1])
        if field_of_group:
            return FieldGuess(
                field_of_group,
                OCCUPATION_CONFIDENCE,
                Said("Polish occupation code {code}, ISCO {isco}", code=polish[0], isco=polish[1]),
            )
    stated = _ISCED_F_CODE.search(title)
    if stated and is_code(stated[1]):
        return FieldGuess(stated[1], CODE_CONFIDENCE, Said("the title states ISCED-F {code}", code=stated[1]))
    return None
