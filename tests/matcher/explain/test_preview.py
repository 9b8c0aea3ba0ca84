"""What a learner could get is what the rules and the fit say, asked one by one."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from matcher.eligibility import Bans, broken_rules
from matcher.explain import preview, sentence
from matcher.fit import evidence, fit_of
from matcher.model import LearnerSide, Round
from matcher.pairs import Offers, Sides, sides_of
from tests.matcher.pairs.rounds import StudyFields, rounds


def slowly(round: Round, sides: Sides, learner: LearnerSide) -> list[tuple[int, str]]:
    """Fit and id of every open placement, best first."""
    weights = round.rules.weights
    found = [
        (-fit_of(evidence(learner, place, weights), weights), place.placement.id)
        for place in sides.placements
        if not broken_rules(learner, place, round.rules, Bans(round.pins))
    ]
    return [(-fit, id) for fit, id in sorted(found, key=lambda row: row[0])]


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_open_placements_are_ranked_by_fit(drawn: tuple[Round, StudyFields]) -> None:
    round_, fields = drawn
    sides = sides_of(round_, fields)
    offers = Offers(round_, sides)
    for learner in sides.learners:
        shown = preview(sides, offers, learner, 2)
        expected = slowly(round_, sides, learner)
        assert [(option.fit, option.placement) for option in shown.options] == expected[:2]
        assert shown.open == len(expected)
        assert all(option.reasons == () for option in shown.options)


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_what_is_shut_is_counted_rule_by_rule(drawn: tuple[Round, StudyFields]) -> None:
    round_, fields = drawn
    sides = sides_of(round_, fields)
    offers = Offers(round_, sides)
    for learner in sides.learners:
        shown = preview(sides, offers, learner, 9)
        broken = [
            {broken.rule for broken in broken_rules(learner, at, round_.rules, Bans(round_.pins))}
            for at in sides.placements
        ]
        assert {row.params["rule"]: row.params["shut"] for row in shown.shut} == {
            name: sum(name in rules for rules in broken) for name in set().union(*broken)
        }
        assert {row.params["rule"]: row.params["placements"] for row in shown.would_open} == {
            next(iter(rules)): broken.count(rules) for rules in broken if len(rules) == 1
        }
        assert all(" with a free place" not in sentence(row) for row in shown.would_open)


@settings(max_examples=40, deadline=None)
@given(rounds())
def test_of_an_open_stay_each_placement_gets_its_best_start(drawn: tuple[Round, StudyFields]) -> None:
    round_, fields = drawn
    sides = sides_of(round_, fields)
    offers = Offers(round_, sides)
    for learner in sides.learners:
        fixed = learner.stay
        longer = fixed.model_copy(update={"length_days": fixed.days, "last_day": fixed.last_day + timedelta(days=7)})
        shown = preview(sides, offers, replace(learner, stay=longer), 9)
        best: dict[str, int] = {}
        for start in longer.starts:
            begun = replace(learner, stay=longer.begun_on(start), starts=longer.starts)
            for fit, id in slowly(round_, sides, begun):
                best[id] = max(best.get(id, -1), fit)
        assert {option.placement: option.fit for option in shown.options} == best
        assert len(longer.starts) == 2
