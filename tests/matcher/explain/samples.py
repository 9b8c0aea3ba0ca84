"""A reason of every code, in every wording that its sentence has."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from matcher.explain.sentences import COSTS
from matcher.explain.unplaced_sentences import LIMIT_WORDS, RULE_WORDS
from matcher.fit import FEATURES
from matcher.model import Activity, Reason

DAY, LATER = date(2026, 10, 5), date(2027, 1, 3)
VISA = {"days": 95, "most_days": 90, "country": "RS", "first_day_too_many": LATER}
RATES = {"rate": 0.5, "rate_balanced": 0.75, "fit": 10_000}


def reasons() -> Iterator[Reason]:
    for words in (_of_pairs(), _of_doors(), _of_the_unplaced(), _of_alternatives(), _of_rounds()):
        yield from words


def _said(code: str, **params: Any) -> Reason:
    return Reason(code, params)


def _of_pairs() -> Iterator[Reason]:
    ages = {"reached_on": LATER, "min_age": 18}
    window = {"window_from": LATER, "window_to": LATER, "stay_from": DAY, "stay_to": DAY, "day": DAY}
    yield _said("stay_outside_window", **window)
    yield _said("host_closed_too_long", closed_days=8, stay_days=30, most_closed_days=7, day=DAY)
    for activity in Activity:
        length = {"activity": activity.value, "days": 9, "shortest": 10, "longest": 89, "day": DAY}
        yield from (_said("stay_too_short", **length), _said("stay_too_long", **length))
    yield _said("graduated_too_long_ago", graduated_on=DAY, last_possible_day=LATER, stay_to=LATER)
    yield from (_said("country_unknown", host_country="ES"), _said("same_country", country="ES"))
    yield from (_said(code, **ages) for code in ("birth_date_unknown", "too_young", "too_young_at_first"))
    yield _said("minor_or_not_unknown", night_work=True, hazards=("noise", "heights"))
    yield _said("night_work_for_minor", last_day_as_minor=DAY)
    for stated in (True, False):
        yield _said("hazards_for_minor", last_day_as_minor=DAY, hazards=("noise",), supervision_stated=stated)
    yield from _of_languages()
    yield _said("needs_unmet", needs=("step-free access",))
    yield from (_said("eqf_unknown", eqf_min=4), _said("eqf_too_low", eqf_min=4, eqf=3))
    yield from _of_studies()
    yield _said("learner_not_yet_available", available_from=LATER, stay_from=DAY)
    yield _said("learner_no_longer_available", available_to=DAY, stay_to=LATER)
    for between, gap in ((False, 0), (True, 0), (True, 3)):
        yield _said("learner_away", away_from=DAY, away_to=LATER, in_between=between, most_gap_days=gap)
    yield from (_said("group_goes_elsewhere", group="g1", destination="lyon"), _said("banned", author="A", reason="b"))
    days = {"open_days": 28, "stay_days": 30, "slack_before_days": 1, "slack_after_days": 5}
    yield from (
        _said("dates_open_days", **days),
        _said("dates_start_proposed", stay_from=DAY, starts=4, starts_here=2, **days),
    )
    yield from (_said("level_compared", eqf=5, eqf_min=4), _said("no_skill_in_tasks", of=2))
    yield from (_said("skill_in_tasks", skill="soldering"), _said("skills_in_tasks", skills=("soldering", "cooking")))
    yield from (_said("wish_met", place=2, wish="Seville"), _said("wish_not_met"))
    for feature in FEATURES:
        yield from (_said(f"{feature.name}_not_stated", by=by) for by in ("learner", "placement", "both"))


def _of_languages() -> Iterator[Reason]:
    demanded = {"required": ("en B1 (speaking B1)", "it NATIVE"), "languages": ("en", "it"), "has": ("en A2", "fr")}
    for code in ("languages_not_stated", "language_level_unknown", "language_below_level", "language_missing"):
        yield _said(code, **demanded)
    for language, tested in (("en", True), ("en", False), ("it", True), ("it", False)):
        level = "B1 (listening A1, reading A2, interaction B1, production B2, writing A2)"
        spoken = {"language": language, "level": level, "need": "en", "wants": "speaking B1", "tested": tested}
        yield from (_said("language_shared", **spoken), _said("language_neighbouring", **spoken))
    yield _said("language_not_shared", need="en", wants=None)
    yield _said("language_level_not_stated", language="en", need="en", wants="B1")


def _of_studies() -> Iterator[Reason]:
    for wanted, nace in ((("0713", "1013"), None), ((), "45")):
        yield _said("study_field_too_far", field="0714", wanted=wanted, nace=nace)
        yield _said("study_field_unknown", wanted=wanted, nace=nace)
    for closeness in (1.0, 0.76):
        for confidence in (1.0, 0.8):
            near = {"field": "0714", "closeness": closeness, "confidence": confidence}
            yield _said("study_field_closeness", wanted="0713", **near)
            yield _said("study_business_closeness", wanted="45", **near)
    for field, broad in (("0710", "0710"), ("0714", "0700"), ("0710", "0714")):
        yield _said("study_field_closeness", field=field, wanted=broad, closeness=0.8, confidence=1.0)


def _of_doors() -> Iterator[Reason]:
    for rule in RULE_WORDS:
        yield from (_said("shut_by_rule", rule=rule, shut=7, only=only, placements=40) for only in (0, 3))
    for placements in (1, 3, 40):
        for free in (None, 0, 2):
            yield _said("would_open", rule="bans", placements=placements, with_free_places=free)
    yield _said("band_likely", free_places=2, free_beds=1)
    for places, beds in ((0, 0), (0, 3), (2, 0)):
        for code in ("band_contested", "band_closed"):
            yield _said(code, free_places=places, free_beds=beds, need=640)


def _of_the_unplaced() -> Iterator[Reason]:
    yield from (_said("round_infeasible"), _said("no_door_open"))
    for open_ in (1, 3, 12):
        there = {"open": open_, "destinations": ("lyon", "seville"), "limits": tuple(LIMIT_WORDS), "cutoff": 700}
        for code in ("shut_by_pin", "doors_full", "places_free_beds_full", "free_but_limited", "free_but_unused"):
            yield _said(code, **there)
    group = {"group": "g1", "beds": 3, "destinations": ("lyon",)}
    yield from (_said("group_stays_home", **group), _said("group_home_with_room", **group))
    yield _said("group_is_elsewhere", group="g1", destination="lyon", open=3, elsewhere=5)
    yield _said("title_to_confirm", title="kuvar", guesses=("1013 (0.50)",))


def _of_alternatives() -> Iterator[Reason]:
    for group in (None, "g1"):
        yield _said("another_start_would_do", stay_from=DAY, starts=3, group=group)
    yield from (_said("alternative_free", change=-5), _said("alternative_published", change=7))
    full = {"cutoff": 700, "displaced": "L2", "change": -20}
    yield from (_said("alternative_full", placed_change=change, **full) for change in (-1, 0))
    yield from (_said("alternative_chain", to=to, **full) for to in (("P1",), ("P1", "P2")))
    yield from (_said("alternative_full_firm", cutoff=700), _said("alternative_left_out"), _said("placed_here"))
    yield from (_said("alternative_beds_full", destination="lyon"), _said("alternative_pinned", to="lyon"))
    yield _said("alternative_group", group="g1", destination="lyon")
    yield _said("alternative_group_home", group="g1", beds=3, free_beds=2)
    yield _said("alternative_limited", limits=("beds", "moves"))


def _of_rounds() -> Iterator[Reason]:
    for learners in (("L1",), tuple(f"L{number:02}" for number in range(30))):
        yield _said("visa_free_stay_too_long", learners=learners, destinations=("lyon",), **VISA)
    yield _said("visa_free_days_exceeded", host_country="FR", **VISA)
    yield _said("starts_proposed", stay="s1", possible=9, starts=(DAY, LATER), learners=(2, 3))
    yield _said("stay_split", who="L1", away_from=DAY, away_to=LATER, days=3)
    for at_most in ({"placed": None}, {"placed": 0}, dict.fromkeys(COSTS, 4)):
        yield _said("pairs_left_out", pairs=1000, at_most=at_most)
    yield _said("title_unresolved", title="kuvar", language="sr", country=None, count=3, guesses=("1013 (0.50)",))
    for counts in ({"reserved": 3, "placed": 5, "learners": 8}, {"reserved": None, "placed": None, "learners": None}):
        yield _said("reserve_kept", published_in="https://example.org", **counts)
    for lost in (0, 123):
        yield from (_said(code, fit_lost=lost, **RATES) for code in ("balance_applied", "balance_possible"))
    yield _said("balance_none", rate=0.5, rate_balanced=0.5, most_fit_lost=0.025)
    yield _said("pin_not_met", destination="lyon", who="L1")
