"""Keeps what was made last, as much of it as fits in so many bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def size(self) -> int:
        """How many bytes it takes, about."""


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Sized)


class Kept(Generic[Key, Value]):
    """Calls `make` for a key, unless what it made for it is still kept.

    What was asked for longest ago goes first, and never what was asked for last: whoever
    did so asks for it again. Safe for many threads: two that ask for
    the same at once may both make it.
    """

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def __call__(self, key: Key) -> Value:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = self._make(key)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value
                self._size += value.size
            while self._size > self._most and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size
        return value
