from datetime import date

import pytest
from pydantic import ValidationError

from matcher.model import Activity, DaySpan, Rules, Stay, Weights


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
