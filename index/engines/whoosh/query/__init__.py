"""What was typed becomes a tree of words that can be answered in time."""
