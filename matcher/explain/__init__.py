"""Why this, why not that, what would it take; cutoffs, marginal places, shortages, fairness, comparison, conflicts."""

from matcher.explain.compare import Change, Comparison, compare
from matcher.explain.conflicts import ConflictInWords, conflict_in_words
from matcher.explain.fairness import FairnessRow, fairness, fairness_in
from matcher.explain.learner import LearnerExplanation, Option, explain_learner, option
from matcher.explain.marginals import Marginal, marginals
from matcher.explain.named import field_name
from matcher.explain.occupancy import Occupancy, occupancy_of
from matcher.explain.pins import PinCost, pin_costs
from matcher.explain.planned import Planned
from matcher.explain.preview import Preview, preview
from matcher.explain.scarcity import Scarcity
from matcher.explain.sentences import sentence
from matcher.explain.shortages import Shortage, shortages, shortages_in
from matcher.explain.situation import Situation, fit_of_learners
from matcher.explain.unplaced import reasons_unplaced
from matcher.explain.warnings import warnings
from matcher.said import shown

__all__ = [
    "Change",
    "Comparison",
    "ConflictInWords",
    "FairnessRow",
    "LearnerExplanation",
    "Marginal",
    "Occupancy",
    "Option",
    "PinCost",
    "Planned",
    "Preview",
    "Scarcity",
    "Shortage",
    "Situation",
    "compare",
    "conflict_in_words",
    "explain_learner",
    "fairness",
    "fairness_in",
    "field_name",
    "fit_of_learners",
    "marginals",
    "occupancy_of",
    "option",
    "pin_costs",
    "preview",
    "reasons_unplaced",
    "sentence",
    "shortages",
    "shortages_in",
    "shown",
    "warnings",
]
