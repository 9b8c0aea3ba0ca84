"""Eligible pairs of a round as arrays: learner, placement, fit."""

from matcher.pairs.bound import CutBound, Prices, cut_bound
from matcher.pairs.bound_packed import KeptBest, left_out_worth
from matcher.pairs.build import OnPairs, Pairs, build_pairs
from matcher.pairs.cut import CUT, NEVER, Cut, CutReport
from matcher.pairs.offers import Offers
from matcher.pairs.shut import DoorCounts, FreePlaces, ShutDoors, door_counts, shut_doors
from matcher.pairs.sides import Sides, StudyFields
from matcher.pairs.starts import sides_of

__all__ = [
    "CUT",
    "NEVER",
    "Cut",
    "CutBound",
    "CutReport",
    "DoorCounts",
    "FreePlaces",
    "KeptBest",
    "Offers",
    "OnPairs",
    "Pairs",
    "Prices",
    "ShutDoors",
    "Sides",
    "StudyFields",
    "build_pairs",
    "cut_bound",
    "door_counts",
    "left_out_worth",
    "shut_doors",
    "sides_of",
]
