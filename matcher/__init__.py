"""Mobility Matcher: plans vocational mobility rounds."""
