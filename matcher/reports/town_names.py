"""What destinations are called where a reader has to tell them apart."""

from collections import Counter
from collections.abc import Mapping

from matcher.model import Round


def town_names(round: Round) -> Mapping[str, str]:
    """Return the name of every destination by id: its city, with the id where several are in one city."""
    here = Counter(destination.city for destination in round.destinations)
    return {
        place.id: (place.city if here[place.city] == 1 else f"{place.city} ({place.id})") if place.city else place.id
        for place in round.destinations
    }
