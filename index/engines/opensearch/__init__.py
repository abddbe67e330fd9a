"""The OpenSearch engine: a cluster finds candidates, and our own code confirms and ranks them.

    client        the only module that speaks to a cluster
    schema        the documents of an index, and how their fields are analyzed
    content       texts with their tokens as bytes, and back; the skeleton of a meeting
    statistics    counts over all texts, and all terms, kept by the writer
    generations   the commits of an index in a cluster, mirrored in a folder
    versions      which meetings a commit has, and whole meetings
    writer        meetings become documents, and are seen at a commit
    candidates    a word becomes a query that no text with the word fails
    snapshot      one commit: all doc values in memory, and the texts of candidates
    engine        a request is answered over the candidates of its words
    examination   whether what a commit has can be read, and agrees
    own_folder    folders for what a process mirrors

What is decided of words, and of an order, is decided by the rooms of `engines/whoosh`, over a
segment that has all documents but only the texts of the candidates: so both engines give the same
hits. The cluster holds what was said, and finds it; a reader holds who said it, where and when.
"""
