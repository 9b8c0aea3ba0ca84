"""Synthetic rounds of any size, for trials and benchmarks."""

from matcher.generate.folder import generate_round

__all__ = ["generate_round"]
