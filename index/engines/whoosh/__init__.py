"""The engine over Whoosh: its segments, and our own matching, ranking and results."""
