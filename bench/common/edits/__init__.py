"""A collection of minutes that is edited at random, and what its addresses answer."""
