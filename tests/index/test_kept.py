"""What was made last is kept, as much as fits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.engines.whoosh.cache import LruCache


@dataclass(frozen=True)
class Made:
    name: str
    size: int


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []

    def make(name: str) -> Made:
        made.append(name)
        return Made(name, len(name))

    kept = LruCache(make, most=6)
    for name in ("aa", "bb", "cc", "aa", "dd", "aa", "cc", "bb"):
        assert kept(name).name == name
    assert made == ["aa", "bb", "cc", "dd", "bb"]


def test_what_is_too_large_is_made_again() -> None:
    kept: LruCache[int, Made] = LruCache(lambda size: Made("x", size), most=10)
    small = kept(4)
    assert kept(11) is not kept(11)
    assert kept(4) is small


def test_while_a_thread_holds_what_it_asks_for_it_is_made_once() -> None:
    kept: LruCache[int, Made] = LruCache(lambda size: Made("x", size), most=10)
    with kept.request_scope():
        large, other = kept(11), kept(12)
        assert kept(11) is large
        assert kept(12) is other
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(kept, 11).result() is not large
    assert kept(11) is not large
