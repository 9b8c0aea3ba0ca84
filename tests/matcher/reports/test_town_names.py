"""Two destinations in one city are told apart; a city alone needs no id."""

from matcher.reports.town_names import town_names
from tests.matcher.explain.situations import round_of


def test_destinations_of_one_city_have_their_ids_beside_it() -> None:
    first, *others = round_of([], []).destinations
    assert others
    twin = first.model_copy(update={"id": "twin", "city": "Minhen"})
    nameless = first.model_copy(update={"id": "nameless", "city": ""})
    places = (
        first.model_copy(update={"city": "Minhen"}),
        twin,
        nameless,
        others[0].model_copy(update={"city": "Porto"}),
    )
    round = round_of([], []).model_copy(update={"destinations": places})
    assert list(town_names(round).values()) == [f"Minhen ({first.id})", "Minhen (twin)", "nameless", "Porto"]
