"""The cache has the values used last, as far as they fit."""

from dataclasses import dataclass

from index.engines.whoosh.cache import LruCache


@dataclass(frozen=True)
class Made:
    name: str
    size: int


def test_the_value_unused_for_longest_goes_first() -> None:
    made: list[str] = []

    def make(name: str) -> Made:
        made.append(name)
        return Made(name, len(name))

    cache: LruCache[str, Made] = LruCache(max_bytes=6)
    for name in ("aa", "bb", "cc", "aa", "dd", "aa", "cc", "bb"):
        assert cache.get(name, lambda name=name: make(name)).name == name  # type: ignore[misc]
    assert made == ["aa", "bb", "cc", "dd", "bb"]


def test_a_value_larger_than_the_cache_is_not_cached() -> None:
    cache: LruCache[int, Made] = LruCache(max_bytes=10)
    small = cache.get(4, lambda: Made("small", 4))
    assert cache.get(11, lambda: Made("large", 11)) is not cache.get(11, lambda: Made("large", 11))
    assert cache.get(4, lambda: Made("small", 4)) is small
