"""The query language: `parse` reads any string as a tree of nodes.

    parser     characters → tokens → nodes
    question   the words of a question in a sentence

Other packages import from here.
"""

from __future__ import annotations

from index.query_parser.parser import (
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
from index.query_parser.question import phrase_words, question_words, widest

__all__ = (
    "AndNode",
    "FieldNode",
    "NearNode",
    "NearOperand",
    "Node",
    "NotNode",
    "OrNode",
    "WordNode",
    "fields_of",
    "parse",
    "phrase_words",
    "question_words",
    "widest",
    "words_of",
)
