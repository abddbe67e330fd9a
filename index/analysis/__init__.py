"""The Japanese analysis: a text becomes tokens, each with the key its spellings share."""
