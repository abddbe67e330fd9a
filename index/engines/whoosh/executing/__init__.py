"""Runs Whoosh's own queries at native speed."""
