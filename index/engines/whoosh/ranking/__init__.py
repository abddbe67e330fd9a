"""Matches become an ordered page of exchanges, with quotes."""
