"""A learner as the texts of a form, and back."""

from datetime import date

import pytest

from api.services.learner_forms import COLUMNS, cells_of, learner_of, problems_by_column
from matcher.codelists.files import data_folder
from matcher.errors import RoundInvalid
from matcher.model import DaySpan, Round
from matcher.reading import read_round
from matcher.reading.additions import Surroundings


def around(round: Round) -> Surroundings:
    return Surroundings(
        stays=[stay.id for stay in round.stays],
        groups=round.groups,
        sending_partners=round.sending_partners,
        destinations=round.destinations,
    )


def test_learners_come_back_from_their_texts_as_they_were() -> None:
    round = read_round(data_folder("intervet")).round
    away = (DaySpan(first_day=date(2026, 10, 5), last_day=date(2026, 10, 9)),)
    learners = [*round.learners, round.learners[0].model_copy(update={"available_days": away, "extra": (("a", "b"),)})]
    countries = {partner.id: partner.country for partner in round.sending_partners}
    for learner in learners[-40:]:
        told = {"country": learner.country or countries.get(learner.sending_partner or "")}
        back = learner_of(cells_of(learner), around(round), learner)
        assert back == learner.model_copy(update=told)


def test_everything_wrong_is_said_at_its_field() -> None:
    cells = dict.fromkeys(COLUMNS, "") | {"id": "N1", "stay": "short", "eqf": "9", "birth_date": "31.02.2009"}
    with pytest.raises(RoundInvalid) as refused:
        learner_of(cells, Surroundings(stays=["short"]))
    assert set(problems_by_column(refused.value)) == {"eqf", "birth_date"}
