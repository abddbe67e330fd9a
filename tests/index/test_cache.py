"""The cache has the matches used last, as far as they fit."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from index.engines.whoosh.query.request_words import MatchCache
from index.query_parser import WordNode


def get(cache: MatchCache, name: str, made: list[str], size: int = 2) -> None:
    def make() -> Any:
        made.append(name)
        return SimpleNamespace(size=size)

    cache.get(WordNode(name), make)


def test_the_match_unused_for_longest_goes_first() -> None:
    cache, made = MatchCache(max_bytes=6), list[str]()
    for name in ("a", "b", "c", "a", "d", "a", "c", "b"):
        get(cache, name, made)
    assert made == ["a", "b", "c", "d", "b"]


def test_a_match_larger_than_the_cache_is_not_cached() -> None:
    cache, made = MatchCache(max_bytes=10), list[str]()
    for name, size in (("small", 4), ("large", 11), ("large", 11), ("small", 4)):
        get(cache, name, made, size)
    assert made == ["small", "large", "large"]
