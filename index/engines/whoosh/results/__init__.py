"""Ranked exchanges become a page: hits, quotes, facets; and minutes are read by their ids."""
