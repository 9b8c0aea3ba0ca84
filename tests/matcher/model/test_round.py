from datetime import date

import pytest
from pydantic import ValidationError

from matcher.model import Activity, DaySpan, Learner, Round, Rules, Stay, Weights


def test_both_end_days_of_a_stay_count() -> None:
    stay = Stay(id="short", activity=Activity.SHORT_TERM, first_day=date(2022, 10, 2), last_day=date(2022, 10, 31))
    assert stay.days == 30


def test_spans_that_share_one_day_overlap() -> None:
    october = DaySpan(first_day=date(2022, 10, 1), last_day=date(2022, 10, 31))
    last_day = DaySpan(first_day=date(2022, 10, 31), last_day=date(2022, 11, 2))
    assert october.overlaps(last_day)
    assert not october.covers(last_day)


def test_rules_version_changes_with_any_setting() -> None:
    assert Rules().version == Rules().version
    assert Rules().version != Rules(weights=Weights(language=3)).version


def test_unknown_setting_is_refused() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Rules.model_validate({"waights": {}})


def test_a_changed_copy_of_a_round_is_looked_up_anew() -> None:
    stay = Stay(id="short", activity=Activity.SHORT_TERM, first_day=date(2022, 10, 2), last_day=date(2022, 10, 31))
    before = Round(
        name="Autumn", seed="a", stays=(stay,), learners=(Learner(id="L1", stay="short"),), placements=(),
        destinations=(),
    )  # fmt: skip
    digest, ids = before.digest, set(before.learner_by_id)
    after = before.model_copy(update={"learners": (Learner(id="L2", stay="short"),)})
    assert (ids, set(after.learner_by_id)) == ({"L1"}, {"L2"})
    assert after.digest != digest
    assert before.model_copy() == before
    assert before.model_copy().digest == digest == before.digest
