"""The index: what is indexed, how it is searched, and what a search gives.

    minutes         the minutes model: meetings, utterances, exchanges
    fields          the table of fields: what is filtered, counted and typed
    query, results  a search request, and what answers it
    search, writer  Searcher reads an index, open_writer writes one
    passages        the parts of an utterance, each about one subject
    subjects        which answer belongs to which question
    persons         people over the years, and what the minutes tell of them
    identification  who each printed speaker is; with `speaker_parts` and `name_writings`
    serialization   the values of all these as JSON, public and stored

    query_parser/   the query language          storage/    generations on disk
    analysis/       Japanese text → tokens      redirects/  addresses that moved or are gone
    engines/        the engines that search

It imports none of the other packages.
"""
