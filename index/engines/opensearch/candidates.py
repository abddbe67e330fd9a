"""A word of a query → a query of the cluster that no text with the word fails.

A text may have a word as a token, as a phrase of tokens, or as a string, in any of its writings
(`matching/segment_match.py`). The cluster finds the texts that may, exactly by keys and
characters; which of them do, and in what form, is decided by our own code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from index.analysis.normalization.folding import replace_surrogates
from index.engines.opensearch.schema import Json
from index.engines.whoosh.matching.substring import needles_of
from index.engines.whoosh.matching.wildcard import read_pattern
from index.engines.whoosh.matching.word_query import WordQuery

# Of a longer string, its beginning is looked for.
_MAX_STRING_LENGTH = 64


class CandidateQueries(NamedTuple):
    """Makes queries for texts that have some `ambiguous_characters`."""

    expanding: frozenset[str]

    def word(self, word: WordQuery) -> Json:
        """The texts that may have a word, or a synonym of it."""
        return any_of(
            query
            for each in (word, *word.synonyms)
            for query in (*_tokens(each), *(self.string(writing.text) for writing in each.writings))
        )

    def string(self, text: str) -> Json:
        """The texts that have a string, in any spelling."""
        needles = needles_of(text, self.expanding)
        return any_of(_characters(needle.text) for needle in needles if needle.text)

    def pattern(self, text: str) -> Json:
        """The texts that have all pieces of a pattern."""
        pieces = read_pattern(text).pieces
        return {"bool": {"filter": [self.string(piece) for piece in pieces]}}


def any_of(queries: Iterable[Json]) -> Json:
    """The documents that any of some queries finds; none, if there are none."""
    every = [*queries]
    return {"bool": {"should": every, "minimum_should_match": 1}} if every else _NOTHING


_NOTHING: Json = {"match_none": {}}


def _tokens(word: WordQuery) -> Iterator[Json]:
    if word.keys:
        yield {"terms": {"short": [*word.keys]}}
        yield {"terms": {"long": [*word.keys]}}
    for phrase in word.phrases:
        yield {"match_phrase": {"short": "\n".join(phrase)}}


def _characters(folded: str) -> Json:
    return {"match_phrase": {"characters": replace_surrogates(folded[:_MAX_STRING_LENGTH])}}
