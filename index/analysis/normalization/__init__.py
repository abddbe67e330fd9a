"""Where spellings of a word meet: pure functions from text to text or to keys."""
