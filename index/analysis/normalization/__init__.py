"""Normalization: pure functions from text to the text or key that its spellings share."""
