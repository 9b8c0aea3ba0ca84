"""Study titles that keep doors shut because nobody has said yet what they mean."""

from matcher.explain.planned import Planned
from matcher.model import Reason
from matcher.profiles import StudyFields
from matcher.profiles.normalise import title_key

Key = tuple[str | None, str | None, str]


def titles_to_confirm(planned: Planned) -> dict[int, tuple[Reason, ...]]:
    """Return one reason for every learner, by index, whose study title awaits a person's confirmation."""
    guesses = guesses_of(planned.study_fields)
    found: dict[int, tuple[Reason, ...]] = {}
    for place, (side, field) in enumerate(zip(planned.sides.learners, planned.study_fields.of_learner, strict=True)):
        if field is not None:
            continue
        learner = side.learner
        key = learner.country, learner.study_language, title_key(learner.study_title or "")
        if key in guesses:
            found[place] = (Reason("title_to_confirm", {"title": learner.study_title, "guesses": guesses[key]}),)
    return found


def guesses_of(fields: StudyFields) -> dict[Key, tuple[str, ...]]:
    """Return the best guesses in words, by country, language and folded title."""
    return {
        (open_.country, open_.language, title_key(open_.title)): tuple(
            f"{guess.code} ({guess.confidence:.2f})" for guess in open_.guesses
        )
        for open_ in fields.unresolved
    }
