"""Writes meetings as segments, and merges segments."""
