"""Eligible pairs of a round as arrays: learner, placement, fit."""

from matcher.pairs.build import OnPairs, Pairs, build_pairs
from matcher.pairs.shut import DoorCounts, ShutDoors, door_counts, shut_doors
from matcher.pairs.sides import Sides, StudyFields, sides_of

__all__ = [
    "DoorCounts",
    "OnPairs",
    "Pairs",
    "ShutDoors",
    "Sides",
    "StudyFields",
    "build_pairs",
    "door_counts",
    "shut_doors",
    "sides_of",
]
