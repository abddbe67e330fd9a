"""Where words and patterns occur in a snapshot, in which surface forms, and why.

word_query       a word, analyzed (`WordQuery`), with its synonyms
resolved_word    its terms in every segment (`ResolvedWord`), read by all that follows
segment_match    its occurrences in one segment, as postings and as spans
wildcard         the same for a pattern
word_match       all segments together (`WordMatch`): documents, statistics, highlights
"""
