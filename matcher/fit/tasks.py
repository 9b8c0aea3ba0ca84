"""Which of the learner's skills the host's tasks ask for."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from matcher.codelists.folding import fold
from matcher.fit.feature import FULL, Parts, Points, feature
from matcher.model import Evidence, LearnerSide, Reason

ALIKE = 80  # percent of letters in common (Indel ratio) from which two words count as forms of one word
SHORTEST_WORD = 3  # letters; shorter ones ("of", "na", "di") count only in skills made of nothing else ("IT")
ONE_SKILL = FULL // 2  # points for a skill that is wholly in the tasks: two of them are as good as any number


def _skills(side: LearnerSide) -> tuple[str, ...] | None:
    return tuple(sorted({skill for skill in side.learner.skills if words(skill)})) or None


@lru_cache(maxsize=1 << 16)
def words(text: str) -> tuple[str, ...]:
    """The words that carry a text's meaning, folded, each once."""
    every = fold(text).split()
    return tuple(dict.fromkeys([word for word in every if len(word) >= SHORTEST_WORD] or every))


def _together(found: Sequence[Evidence]) -> Evidence:
    score = min(sum(evidence.score or 0.0 for evidence in found), 1.0)
    named = tuple(evidence.reason.params["skill"] for evidence in found if evidence.score)
    params = {"skills": named, "of": len(found)}
    return Evidence(score, Reason("skills_in_tasks" if named else "no_skill_in_tasks", params))


def skills_in_tasks(skills: Sequence[str], texts: Sequence[str]) -> Points:
    """Points of every skill in every text of tasks, as `tasks` gives them; shape (skills, texts)."""
    skill_words, numbers = _numbered([words(skill) for skill in skills])
    text_words, text_numbers = _numbered([words(text) for text in texts])
    alike = process.cdist(skill_words, text_words, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32) >= ALIKE
    found = np.empty((len(skill_words), len(texts)), dtype=np.int32)
    lengths = np.array([len(word) for word in skill_words], dtype=np.int32)
    for text, columns in enumerate(text_numbers):
        found[:, text] = alike[:, columns].any(axis=1) * lengths
    letters = [found[rows].sum(axis=0) * ONE_SKILL // lengths[rows].sum() for rows in numbers]
    return np.array(letters, dtype=np.int16).reshape(len(skills), len(texts))


def _numbered(texts: Sequence[tuple[str, ...]]) -> tuple[list[str], list[list[int]]]:
    """Every distinct word once, and each text as places in that list."""
    places: dict[str, int] = {}
    numbers = [[places.setdefault(word, len(places)) for word in text] for text in texts]
    return list(places), numbers


@feature(
    learner=_skills,
    placement=lambda side: side.placement.tasks if words(side.placement.tasks or "") else None,
    parts=Parts(_together, np.add),
    table=skills_in_tasks,
)
def tasks(skill: str, text: str) -> Evidence:
    """How much of what the learner can do is asked for in the host's tasks; two skills found are a full score."""
    mine, theirs = words(skill), words(text)
    found = [word for word in mine if any(fuzz.ratio(word, other) >= ALIKE for other in theirs)]
    share = len("".join(found)) * ONE_SKILL // len("".join(mine))
    return Evidence(share / FULL, Reason("skill_in_tasks", {"skill": skill}))
