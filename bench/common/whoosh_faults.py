"""Faults of whoosh3 3.54's own matchers, each with what puts it right.

Whoosh is the measure of the executor, save where Whoosh contradicts its own
documentation. Each such case is named here with its reason and a correction. A case is
compared with stock Whoosh first, and with a corrected one only if it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from whoosh.matching import Matcher, binary, wrappers
from whoosh.query.spans import SpanQuery
from whoosh.reading import IndexReader


class Fault(NamedTuple):
    """A method of Whoosh (`of`, `name`) that is wrong, `why`, and one that is right."""

    why: str
    of: type
    name: str
    right: Callable[..., Any]


def _and_not_first(self: Matcher) -> None:
    if self.a.is_active() and self.b.is_active():
        self._find_next()


def _and_not_skip(self: Matcher, id: int) -> None:
    if id < self.a.id():
        return
    self.a.skip_to(id)
    if self.a.is_active():
        self._find_next()


def _inverse_next(self: Matcher) -> None:
    child = self.child
    while self._id < self.limit:
        if not self.missing(self._id):
            if child.is_active() and child.id() < self._id:
                child.skip_to(self._id)
            if not child.is_active() or child.id() != self._id:
                return
        self._id += 1


def _and_maybe_skip(self: Matcher, id: int) -> None:
    self.a.skip_to(id)
    if self.a.is_active() and self.b.is_active():
        self.b.skip_to(self.a.id())


def _highest(self: Matcher) -> float:
    active = [each for each in (self.a, self.b) if each.is_active()]
    here = min(each.id() for each in active)
    return float(max(each.score() for each in active if each.id() == here))


def _span_estimate(self: SpanQuery, reader: IndexReader) -> int:
    return int(self.q.estimate_size(reader))


def _coordinated(self: Matcher, newchild: Matcher) -> Matcher:
    replaced = wrappers.CoordMatcher(newchild, scale=self._scale)
    replaced._termcount = self._termcount
    return replaced


FAULTS: dict[str, tuple[Fault, ...]] = {
    "spans have no size": (
        Fault(
            "Span queries within And and Or: NotImplementedError.",
            SpanQuery,
            "estimate_size",
            _span_estimate,
        ),
    ),
    "AndNot begins wrong": (
        Fault(
            "The first document is kept where the excluded list begins before it.",
            binary.AndNotMatcher,
            "_find_first",
            _and_not_first,
        ),
    ),
    "AndNot skips past its end": (
        Fault(
            "After the last document it is asked for its number: IndexError.",
            binary.AndNotMatcher,
            "skip_to",
            _and_not_skip,
        ),
    ),
    "Not finds deleted documents": (
        Fault(
            "A deleted document after the last excluded one is not passed over.",
            wrappers.InverseMatcher,
            "_find_next",
            _inverse_next,
        ),
    ),
    "AndMaybe falls behind": (
        Fault(
            "The optional list is moved to where was asked for, not to where the other is.",
            binary.AndMaybeMatcher,
            "skip_to",
            _and_maybe_skip,
        ),
    ),
    "DisjunctionMax looks ahead": (
        Fault(
            "The score of the document that comes next counts for this one.",
            binary.DisjunctionMaxMatcher,
            "score",
            _highest,
        ),
    ),
    "Or(scale=) forgets terms": (
        Fault(
            "Once a term's list has ended, scores are those of an Or without the term.",
            wrappers.CoordMatcher,
            "_replacement",
            _coordinated,
        ),
    ),
}


@contextmanager
def corrected(names: Iterable[str]) -> Iterator[None]:
    """Whoosh without the faults of these names."""
    with ExitStack() as stack:
        for name in names:
            for fault in FAULTS[name]:
                stack.enter_context(patch.object(fault.of, fault.name, fault.right))
        yield
