"""What an index in a cluster holds of a meeting, and how words are looked for in it: no cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import ambiguous_characters
from index.engines.opensearch.candidates import CandidateQueries
from index.engines.opensearch.content import (
    Analyzed,
    MeetingAnalyzer,
    Skeleton,
    Texts,
    Unit,
    pack,
    read_meeting,
    unpack,
)
from index.engines.opensearch.statistics import CollectionStatistics
from index.engines.whoosh.matching.word_query import exact_string, read_word_query
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.writing.segment_builder import documents
from index.minutes import AgendaItem, Meeting, Source, Utterance

SOURCE = Source("kura.txt", "0" * 64, page=1, line=1)
ANALYZER = Analyzer()
TEXTS = st.lists(
    st.text(st.sampled_from("橋を 渡る水門㈱(株)ｶﾞがー-15人。一五年\n\u200b𠮷Aａ"), max_size=30),
    max_size=6,
)


def meeting(texts: list[str]) -> Meeting:
    item = AgendaItem("議案第3号", "水門について", None, None)
    spoken = [
        Utterance(f"m-{at}", "m", f"m-{at // 2}x", "question", text, SOURCE, agenda=item)
        for at, text in enumerate(texts)
    ]
    return Meeting("m", "倉野町議会", "会議録", SOURCE, utterances=tuple(spoken))


def analyzed(texts: list[str]) -> Analyzed:
    return MeetingAnalyzer(ANALYZER).analyze(documents(meeting(texts)))[0]


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_a_meeting_is_read_back_from_its_bytes(texts: list[str]) -> None:
    skeleton, units, _ = analyzed(texts)
    kept = Skeleton(*unpack(pack(skeleton)))
    read = read_meeting(kept, [Texts(*unpack(pack(unit.texts))) for unit in units])
    wanted = [each.text for each in meeting(texts).utterances]
    assert [each.text for each in read.utterances] == wanted
    assert replace(read, utterances=()) == replace(meeting(texts), utterances=())


def test_bytes_that_are_cut_are_refused() -> None:
    with pytest.raises(ValueError, match="incomplete"):
        unpack(pack([np.arange(9, dtype="<u4")])[:20])


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, max_size=4), TEXTS)
def test_statistics_forget_what_was_removed(kept: list[list[str]], removed: list[str]) -> None:
    statistics, alone = CollectionStatistics(), CollectionStatistics()
    gone = [unit.texts for unit in analyzed(removed).units]
    statistics.add(gone)
    for each in kept:
        units = [unit.texts for unit in analyzed(each).units]
        statistics.add(units)
        alone.add(units)
    statistics.add(gone, -1)
    assert statistics.agrees(alone)
    # What is counted tells one collection from another.
    alone.add(gone)
    assert statistics.agrees(alone) == (not any(each.terms.size for each in gone))


def test_statistics_are_read_back(tmp_path: Any) -> None:
    statistics = CollectionStatistics()
    for texts in (["橋" * 1100], ["橋" * 100 + "水門"]):
        statistics.add(unit.texts for unit in analyzed(texts).units)
    statistics.groups.add(b"12\tkey\x1fform")
    statistics.write(tmp_path)
    read = CollectionStatistics.read(tmp_path)
    assert read.agrees(statistics)
    assert read.groups == statistics.groups
    assert read.texts.block_count == 4
    assert read.texts.bigram_block_count(code_units("橋橋")) == 4


def fulfils(unit: Unit, query: dict[str, Any]) -> bool:
    """Whether a document would be found, by what the cluster makes of its fields."""
    ((kind, rule),) = query.items()
    if kind == "bool":
        parts = [fulfils(unit, each) for each in (*rule.get("should", ()), *rule.get("filter", ()))]
        return any(parts) if "should" in rule else all(parts)
    if kind == "match_none":
        return False
    ((field, wanted),) = rule.items()
    if kind == "terms":
        lines = (line for text in getattr(unit, field) for line in text.split("\n"))
        return not {*lines}.isdisjoint(wanted)
    if field == "characters":
        return any(wanted in text for text in unit.characters)
    return any(f"\n{wanted}\n" in f"\n{text}\n" for text in unit.short)


def strings(texts: list[str]) -> Iterator[str]:
    for text in texts:
        for size in (1, 2, 5):
            yield from (text[at : at + size] for at in range(0, len(text) - size + 1, 3))


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_no_text_with_a_word_or_string_fails_its_query(texts: list[str]) -> None:
    queries = CandidateQueries(ambiguous_characters())
    units = analyzed(texts).units
    for string in dict.fromkeys(strings(texts)):
        # What is left out of a text may be left out otherwise of a part of it.
        if not {" ", "\n", "\u200b"}.isdisjoint(string):
            continue
        for word in (exact_string(string), read_word_query(string, ANALYZER)):
            assert any(fulfils(unit, queries.word(word)) for unit in units), string


def test_another_spelling_of_a_word_is_a_candidate() -> None:
    queries = CandidateQueries(ambiguous_characters())
    (unit, *_) = analyzed(["サーバ室は㈱倉野が十五年に改修した。"]).units
    for word in ("サーバー", "(株)", "15年", "改修する"):
        assert fulfils(unit, queries.word(read_word_query(word, ANALYZER))), word
    assert not fulfils(unit, queries.word(read_word_query("水門", ANALYZER)))
