"""Runs of the indexer that are killed, and a reader that searches meanwhile."""
