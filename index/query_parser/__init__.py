"""The query language: `parse` reads any string as a tree of nodes.

    parser     characters → tokens → nodes
    question   the words of a question in a sentence, and the time that it names

Other packages import from here.
"""

from __future__ import annotations

from index.query_parser.parser import (
    MAX_QUERY_LENGTH,
    AndNode,
    FieldNode,
    NearNode,
    NearOperand,
    Node,
    NotNode,
    OrNode,
    WordNode,
    fields_of,
    parse,
    words_of,
)
from index.query_parser.question import (
    Question,
    asks,
    phrase_words,
    question_words,
    read_question,
    widest,
)
from index.query_parser.question_time import AskedTime, Recency

__all__ = (
    "MAX_QUERY_LENGTH",
    "AndNode",
    "AskedTime",
    "FieldNode",
    "NearNode",
    "NearOperand",
    "Node",
    "NotNode",
    "OrNode",
    "Question",
    "Recency",
    "WordNode",
    "asks",
    "fields_of",
    "parse",
    "phrase_words",
    "question_words",
    "read_question",
    "widest",
    "words_of",
)
