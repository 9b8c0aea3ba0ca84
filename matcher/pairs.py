"""Eligible pairs of a round as arrays: learner, placement, fit."""
