"""What is kept of queries has a bound: matches in bytes, words in number and length."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.cache import SizedCache
from index.engines.whoosh.query.planner import Planner
from index.engines.whoosh.query.request_words import RequestWords
from index.query import Filter, SearchRequest
from index.query_parser import WordNode
from index.search import Searcher

from .conftest import Home


def get(cache: SizedCache[WordNode, Any], name: str, made: list[str], size: int = 2) -> None:
    def make() -> Any:
        made.append(name)
        return SimpleNamespace(size=size)

    cache.get(WordNode(name), make)


def test_the_match_unused_for_longest_goes_first() -> None:
    cache, made = SizedCache[WordNode, Any](max_bytes=6), list[str]()
    for name in ("a", "b", "c", "a", "d", "a", "c", "b"):
        get(cache, name, made)
    assert made == ["a", "b", "c", "d", "b"]


def test_a_match_larger_than_the_cache_is_not_cached() -> None:
    cache, made = SizedCache[WordNode, Any](max_bytes=10), list[str]()
    for name, size in (("small", 4), ("large", 11), ("large", 11), ("small", 4)):
        get(cache, name, made, size)
    assert made == ["small", "large", "large"]


@pytest.mark.parametrize("word", ["橋", "予算", "架け替え計画", "の", "予*"])
def test_a_match_takes_as_many_bytes_as_it_says(word: str, tmp_path: Path) -> None:
    home = Home(tmp_path / "store")
    said = "橋の架け替え計画の予算、予算案と補正予算のこと"
    home.commit_speeches("m", [f"{said}、{number}。" for number in range(4000)])
    shared = Searcher(home.path)._engine._shared_words  # type: ignore[attr-defined]
    node = WordNode(word, wild="*" in word)
    RequestWords(shared).match(node)
    shared.matches = SizedCache(1 << 30)
    gc.collect()
    tracemalloc.start()
    try:
        size = RequestWords(shared).match(node).size
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 100_000
    assert taken < 1.25 * size


def test_what_a_search_found_serves_its_other_pages_and_what_is_opened_from_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "store")
    for number in range(5):
        home.commit_speeches(f"m{number}", ["水路の補修について。", "橋のこと。"])
    searcher = Searcher(home.path)
    request = SearchRequest("水路", limit=2, unit="meeting")
    pages = [searcher.search(replace(request, offset=offset)) for offset in (0, 2, 4)]
    alone = [Searcher(home.path).search(replace(request, offset=offset)) for offset in (0, 2, 4)]
    monkeypatch.setattr(Planner, "plan", None)
    again = [searcher.search(replace(request, offset=offset)) for offset in (0, 2, 4)]
    assert len({hit.meeting.id for page in again for hit in page.meeting_hits}) == 5
    for first, second, other in zip(pages, again, alone, strict=True):
        assert replace(first, took_ms=0.0) == replace(second, took_ms=0.0)
        assert replace(first, took_ms=0.0, searched=other.searched) == replace(other, took_ms=0.0)
    opened = again[2].meeting_hits[0].found[0].utterance
    position = searcher.position(request, opened.group)
    assert position and (position.number, position.total) == (5, 5)
    assert len(list(searcher.matches(replace(request, offset=4)))) == 5


def test_a_search_in_another_order_or_with_other_filters_is_another_result(tmp_path: Path) -> None:
    home = Home(tmp_path / "store")
    home.commit_speeches("m", ["水路の補修について。", "水路のこと。"])
    searcher = Searcher(home.path)
    request = SearchRequest("水路", unit="meeting")
    assert searcher.search(request).total == 2
    assert searcher.search(replace(request, without=("水路",))).total == 0
    assert searcher.search(replace(request, filters=(Filter("kind", "note"),))).total == 0
    assert searcher.search(replace(request, sort="oldest")).request.sort == "oldest"
    home.commit_speeches("n", ["水路。"])
    assert searcher.search(request).total == 3


def test_of_the_words_of_queries_some_are_kept() -> None:
    analyzer = Analyzer(max_cached=3)
    for word in ("橋", "予算", "計画", "補修", "橋"):
        assert [token.form for token in analyzer.analyze(word).tokens] == [word]
    kept = [each for each in vars(analyzer.morphemes).values() if isinstance(each, dict)]
    assert 0 < max(map(len, kept)) <= 3
    long = "ヱヴヱヲヰ" * 40
    assert "".join(token.form for token in analyzer.analyze(long).tokens) == long
    assert max(len(name) for words in kept for _, name in words) < 100
