"""Why this, why not that, what would it take; shortages, fairness, comparison."""

from matcher.explain.compare import Change, Comparison, compare
from matcher.explain.fairness import FairnessRow, fairness, fit_of_learners
from matcher.explain.learner import LearnerExplanation, Option, explain_learner, option, preview
from matcher.explain.occupancy import Occupancy, occupancy_of
from matcher.explain.planned import Planned
from matcher.explain.sentences import field_name, sentence, shown
from matcher.explain.shortages import Shortage, shortages
from matcher.explain.unplaced import reasons_unplaced
from matcher.explain.warnings import warnings

__all__ = [
    "Change",
    "Comparison",
    "FairnessRow",
    "LearnerExplanation",
    "Occupancy",
    "Option",
    "Planned",
    "Shortage",
    "compare",
    "explain_learner",
    "fairness",
    "field_name",
    "fit_of_learners",
    "occupancy_of",
    "option",
    "preview",
    "reasons_unplaced",
    "sentence",
    "shortages",
    "shown",
    "warnings",
]
