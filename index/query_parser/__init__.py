"""The query language: `parse` reads any string as a tree of nodes.

lexer      characters → tokens
parser     tokens → nodes
dates      the value of a period field
question   the words of a question in a sentence
"""

from __future__ import annotations

from index.query_parser.dates import Period, read_period
from index.query_parser.parser import (
    DEFAULT_NEAR_DISTANCE,
    MAX_NEAR_DISTANCE,
    MAX_QUERY_LENGTH,
    AndNode,
    FieldNode,
    NearNode,
    NearOperand,
    Node,
    NotNode,
    OrNode,
    ParsedQuery,
    WordNode,
    fields_of,
    parse,
    words_of,
)
from index.query_parser.question import question_words

__all__ = (
    "DEFAULT_NEAR_DISTANCE",
    "MAX_NEAR_DISTANCE",
    "MAX_QUERY_LENGTH",
    "AndNode",
    "FieldNode",
    "NearNode",
    "NearOperand",
    "Node",
    "NotNode",
    "OrNode",
    "ParsedQuery",
    "Period",
    "WordNode",
    "fields_of",
    "parse",
    "question_words",
    "read_period",
    "words_of",
)
