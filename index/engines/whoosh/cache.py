"""A cache of values with sizes, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class HasSize(Protocol):
    """What says how many bytes it takes."""

    @property
    def size(self) -> int: ...


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=HasSize)


class SizedCache(Generic[Key, Value]):
    """Caches the values used last, as far as they fit in `max_bytes` together.

    A larger one is not cached. Safe for many threads: two that ask for the same value at once
    may both make it.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made unless it is cached."""
        found = self.find(key)
        return self.add(key, make()) if found is None else found

    def find(self, key: Key) -> Value | None:
        """The value of a key, if it is cached."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def add(self, key: Key, value: Value) -> Value:
        """Cache the value of a key, and give it back."""
        with self._lock:
            if key not in self._values and value.size <= self._max_bytes:
                self._values[key] = value
                self._size += value.size
            while self._size > self._max_bytes:
                _, evicted = self._values.popitem(last=False)
                self._size -= evicted.size
        return value
