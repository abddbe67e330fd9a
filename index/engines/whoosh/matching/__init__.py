"""Where words and patterns occur in a snapshot, in which surface forms, and why.

word_query       a word, analyzed (`WordQuery`), with its other writings and its synonyms
resolved_word    its terms in every segment (`ResolvedWord`), read by all that follows
segment_match    its occurrences in one segment, as postings and as spans
word_strings     which occurrences of a string are the word, and which are parts of something else:
                 of longer numbers (number_edges), or of words by chance (kana_words)
substring        where a string occurs; substring_terms: by the tokens that contain it
surface_forms    occurrences, and the surface forms they have
wildcard         the same as segment_match for a pattern; term_table has the words it may match
word_match       all segments together (`WordMatch`): documents, statistics, highlights
filters          the documents that have a value of a field
"""
