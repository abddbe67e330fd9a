"""What a word weighs around the exchanges that say it, against looking at every pair of them."""

from __future__ import annotations

import random

import pytest

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.engine import Tables
from index.engines.whoosh.matching.term_table import TermTable
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION
from index.engines.whoosh.query.request_words import RequestWords, SharedWords
from index.engines.whoosh.ranking.bm25 import Ranker
from index.engines.whoosh.ranking.evidence import AnswerEvidence
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query_parser import WordNode

from .conftest import Home


def weight(distance: int) -> float:
    """What a word weighs so many exchanges behind one that says it."""
    if not distance:
        return 1.0
    if 0 < distance <= 5:
        return float(0.5 * 0.9**distance)
    return float(0.3 * 0.9**-distance) if -2 <= distance < 0 else 0.0


@pytest.mark.parametrize("seed", range(4))
def test_a_word_weighs_as_much_as_the_nearest_that_says_it_gives(home: Home, seed: int) -> None:
    chance = random.Random(seed)
    for name in "abc":
        said = [chance.random() < 0.07 for _ in range(chance.choice([1, 20, 40]))]
        # In one meeting, at both ends; in the others, not for long.
        said = [True, *said, True] if name == "b" else [*said, *[False] * 40]
        home.commit_speeches(name, ["橋を渡る" if each else "水門の鍵" for each in said])
    snapshot = Snapshot.open(home.current())
    analyzer, terms = Analyzer(), [*map(TermTable, snapshot.segments)]
    tables = Tables.of(snapshot, analyzer, terms)
    shared = SharedWords(snapshot, analyzer, terms, tables.readings, tables.groups)
    match = RequestWords(shared).match(WordNode("橋"))
    weights = AnswerEvidence(snapshot, Ranker(snapshot)).of_word(match, DEFAULT_SELECTION).weights
    docs = snapshot.utterance_docs
    exchanges = snapshot.exchange_of[docs].tolist()
    meetings = snapshot.meeting_of(snapshot.exchange_of[docs]).tolist()
    saying = [
        (exchange, meeting)
        for doc, exchange, meeting in zip(docs.tolist(), exchanges, meetings, strict=True)
        if "橋" in snapshot.utterance(doc).text
    ]
    assert 0 < len(saying) <= 0.1 * snapshot.exchange_count
    expected = [
        max((weight(exchange - other) for other, its in saying if its == meeting), default=0.0)
        for exchange, meeting in zip(exchanges, meetings, strict=True)
    ]
    assert weights[exchanges].tolist() == pytest.approx(expected)
