"""Knows no solver: re-checks every rule of an answer, recomputes its objective and its certificate."""
