"""A word as typed becomes all its places."""
