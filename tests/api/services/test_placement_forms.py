"""A placement as the texts of a form, and back."""

from datetime import date

import pytest

from api.services.placement_forms import cells_of, placement_of, problems_by_column
from matcher.errors import RoundInvalid
from matcher.model import DaySpan, Placement
from tests.matcher.store.cast import small_round

FULL = {
    "closed": (DaySpan(first_day=date(2026, 10, 12), last_day=date(2026, 10, 14)),),
    "needs_met": ("step-free access", "quiet room"), "hazards": ("noise",), "supervised": True, "eqf_min": 3,
    "tasks": 'fitting, "testing"; = cleaning\nand more', "max_per_sending_partner": 2, "study_language": "es",
}  # fmt: skip


@pytest.mark.parametrize("placement", [*small_round().placements, small_round().placements[0].model_copy(update=FULL)])
def test_a_placement_shown_as_texts_is_read_back_equal(placement: Placement) -> None:
    assert placement_of(cells_of(placement), small_round().destinations) == placement


def test_every_wrong_field_is_named_at_once() -> None:
    cells = cells_of(small_round().placements[0]) | {"places": "two", "to": "", "destination": "Atlantis"}
    with pytest.raises(RoundInvalid) as refused:
        placement_of(cells, small_round().destinations)
    assert set(problems_by_column(refused.value)) == {"places", "to", "destination"}
