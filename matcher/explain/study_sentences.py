"""How near a learner's study field is to what a host wants or does, as sentences."""

from matcher.codelists.isced import is_wildcard, label, within
from matcher.explain.named import Params, field_name
from matcher.said import Percent, Said

SURE = 0.995  # confidence that is shown as 100 %


def study_field(params: Params) -> Said:
    found = _same(params) if params["closeness"] == 1 else _near(params)
    if params["confidence"] >= SURE:
        return found
    confidence = Percent(params["confidence"])
    return Said("{found}; the titles understood with {confidence} confidence", found=found, confidence=confidence)


def study_business(params: Params) -> Said:
    found = Said(
        "studies {field}, the host's business is NACE {wanted}: {closeness} close",
        field=field_name(params["field"]),
        wanted=params["wanted"],
        closeness=Percent(params["closeness"]),
    )
    if params["confidence"] >= SURE:
        return found
    confidence = Percent(params["confidence"])
    return Said("{found}; the title understood with {confidence} confidence", found=found, confidence=confidence)


def _same(params: Params) -> Said:
    fields = {side: field_name(params[side]) for side in ("field", "wanted")}
    return Said("studies {field}, the host wants {wanted}: the same study field", **fields)


def _near(params: Params) -> Said:
    """Two fields that are not the same, or of which one is stated so broadly that nobody knows."""
    field, wanted, closeness = params["field"], params["wanted"], Percent(params["closeness"])
    if field == wanted:
        return Said(
            "learner and host both state their field broadly, as anything within {field}: {closeness} close",
            field=_within(field),
            closeness=closeness,
        )
    if _holds(wanted, field):
        return Said(
            "studies {field}; the host wants anything within {wanted}: {closeness} close",
            field=field_name(field),
            wanted=_within(wanted),
            closeness=closeness,
        )
    if _holds(field, wanted):
        return Said(
            "the learner's field is stated broadly, as anything within {field}; the host wants {wanted}: {closeness}"
            " close",
            field=_within(field),
            wanted=field_name(wanted),
            closeness=closeness,
        )
    fields = {"field": field_name(field), "wanted": field_name(wanted)}
    return Said("studies {field}, the host wants {wanted}: {closeness} close", **fields, closeness=closeness)


def _holds(broad: str, other: str) -> bool:
    return is_wildcard(broad) and within(other) <= within(broad)


def _within(code: str) -> Said:
    return Said(label(code))
