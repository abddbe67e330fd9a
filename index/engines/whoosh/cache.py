"""Keeps what was made last, as much of it as fits in so many bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def size(self) -> int:
        """How many bytes it takes, about."""


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Sized)


class LruCache(Generic[Key, Value]):
    """Calls `make` for a key, unless what it made for it is still kept.

    What was asked for longest ago goes first; what alone would not fit is not kept. Safe for
    many threads: two that ask for the same at once may both make it.
    """

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        self._thread = local()

    @contextmanager
    def request_scope(self) -> Iterator[None]:
        """Until it is left, what this thread asks for is made once, whether it fits or not.

        It is not entered again before it is left.
        """
        self._thread.held = {}
        try:
            yield
        finally:
            del self._thread.held

    def __call__(self, key: Key) -> Value:
        held: dict[Key, Value] = getattr(self._thread, "held", {})
        if key not in held:
            held[key] = self._of_all(key)
        return held[key]

    def _of_all(self, key: Key) -> Value:
        """What any thread made for it, if it is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = self._make(key)
        with self._lock:
            if key not in self._kept and value.size <= self._most:
                self._kept[key] = value
                self._size += value.size
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size
        return value
