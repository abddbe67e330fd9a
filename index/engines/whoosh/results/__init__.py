"""Segments as arrays over memory maps."""
