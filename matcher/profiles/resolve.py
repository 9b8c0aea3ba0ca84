"""A round's study titles resolved: what every learner studies and every placement is for, and what nobody knows yet."""

from dataclasses import dataclass

from matcher.model import FieldGuess, Learner, Placement, Round
from matcher.profiles.classify import classify, classify_tasks
from matcher.profiles.normalise import title_key

_BEST_GUESSES = 3


@dataclass(frozen=True, slots=True)
class UnresolvedTitle:
    """A title that waits for a person: where it occurs, and the best guesses (at most three)."""

    title: str
    language: str | None
    country: str | None
    learners: int
    placements: int
    guesses: tuple[FieldGuess, ...]


@dataclass(frozen=True, slots=True)
class StudyFields:
    """What a round's learners study and its placements are for.

    Attributes
    ----------
    of_learner
        In the order of `round.learners`; None where the title is missing, unknown or not confirmed yet.
    of_placement
        In the order of `round.placements`: alternatives, any of which serves; empty where nothing is known.
    unresolved
        The titles that a person should confirm, most frequent first.
    """

    of_learner: tuple[FieldGuess | None, ...]
    of_placement: tuple[tuple[FieldGuess, ...], ...]
    unresolved: tuple[UnresolvedTitle, ...]


@dataclass(slots=True)
class _Open:
    title: str
    guesses: tuple[FieldGuess, ...]
    learners: int = 0
    placements: int = 0


_Key = tuple[str | None, str | None, str]  # country, language, title_key


class _Resolver:
    """Looks each distinct (country, language, title) up once, and counts where the open ones occur."""

    def __init__(self, round: Round) -> None:
        self._floor = round.rules.title_confidence_floor
        self._confirmed = {
            (said.country, said.language, title_key(said.title)): FieldGuess(
                said.isced_f, 1.0, f"confirmed by {said.author}" if said.author else "confirmed"
            )
            for said in round.confirmations
        }
        self._guesses: dict[_Key, tuple[FieldGuess, ...]] = {}
        self.open: dict[_Key, _Open] = {}

    def guesses(self, title: str, language: str | None, country: str | None) -> tuple[FieldGuess, ...]:
        """What a person confirmed, alone, else what the title may be."""
        key = country, language, title_key(title)
        if key not in self._guesses:
            confirmed = self._confirmation(key)
            self._guesses[key] = (confirmed,) if confirmed else tuple(classify(title, language, country))
        return self._guesses[key]

    def _confirmation(self, key: _Key) -> FieldGuess | None:
        """The confirmation for this very title, or one that a person gave for any language or any country."""
        country, language, title = key
        wider = ((country, language), (country, None), (None, language), (None, None))
        return next((self._confirmed[(*place, title)] for place in wider if (*place, title) in self._confirmed), None)

    def accepted(self, title: str, language: str | None, country: str | None) -> FieldGuess | None:
        """The best guess, if it is good enough to be used without asking."""
        guesses = self.guesses(title, language, country)
        return guesses[0] if guesses and guesses[0].confidence >= self._floor else None

    def left_open(self, title: str, language: str | None, country: str | None) -> _Open:
        key = country, language, title_key(title)
        return self.open.setdefault(key, _Open(title, self.guesses(title, language, country)[:_BEST_GUESSES]))

    def of_learner(self, learner: Learner, country: str | None) -> FieldGuess | None:
        if learner.isced_f:
            return FieldGuess(learner.isced_f, 1.0, "given")
        if not learner.study_title or not title_key(learner.study_title):
            return None
        place = learner.study_title, learner.study_language, country
        accepted = self.accepted(*place)
        if accepted is None:
            self.left_open(*place).learners += 1
        return accepted

    def of_placement(self, placement: Placement, country: str | None) -> tuple[FieldGuess, ...]:
        if placement.study_fields:
            return tuple(FieldGuess(code, 1.0, "given") for code in placement.study_fields)
        place = placement.study_language, country
        if placement.study_title and title_key(placement.study_title):
            accepted = self.accepted(placement.study_title, *place)
            if accepted:
                return (accepted,)
            self.left_open(placement.study_title, *place).placements += 1
        by_tasks = classify_tasks(placement.tasks, *place) if placement.tasks else []
        return tuple(by_tasks[:1]) if by_tasks and by_tasks[0].confidence >= self._floor else ()


def resolve_titles(round: Round) -> StudyFields:
    """The study fields of every learner and placement of a round.

    For a learner: a given ISCED-F code, else a person's confirmation, else the classifier's answer if its confidence
    reaches `rules.title_confidence_floor`, else None, and the title is in `unresolved`. For a placement: its codes,
    else its study title, else its text of tasks (a title that nobody knows is reported all the same). A learner without
    a country has that of the sending partner, a placement that of its destination.
    """
    resolver = _Resolver(round)
    country_of_partner = {partner.id: partner.country for partner in round.sending_partners}
    of_learner = tuple(
        resolver.of_learner(learner, learner.country or country_of_partner.get(learner.sending_partner or ""))
        for learner in round.learners
    )
    of_placement = tuple(
        resolver.of_placement(placement, _country_of(placement, round)) for placement in round.placements
    )
    return StudyFields(of_learner, of_placement, _unresolved(resolver.open))


def _country_of(placement: Placement, round: Round) -> str | None:
    destination = round.destination_by_id.get(placement.destination)
    return destination.country if destination else None


def _unresolved(open_titles: dict[_Key, _Open]) -> tuple[UnresolvedTitle, ...]:
    found = [
        UnresolvedTitle(held.title, language, country, held.learners, held.placements, held.guesses)
        for (country, language, _), held in open_titles.items()
    ]
    return tuple(
        sorted(
            found,
            key=lambda title: (
                -(title.learners + title.placements), title.country or "", title.language or "", title.title,
            ),
        )
    )  # fmt: skip
