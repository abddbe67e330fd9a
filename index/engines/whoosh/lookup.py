"""Look up terms and phrases: keys → documents, frequencies, positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from index.analysis import prefix
from index.engines.whoosh.postings import PostingList
from index.engines.whoosh.snapshot import Docs, Mask, SegmentView, Snapshot
from index.folding import fold

NONE: Docs = np.empty(0, np.int64)

# A position and its document as one number: no utterance has 2^32 units.
_SHIFT = 32


class Counts(NamedTuple):
    """Documents, ascending, and how often each has something."""

    docs: Docs
    freqs: Docs

    def at(self, docs: Docs) -> Docs:
        """The frequency in each of `docs`, 0 where there is none."""
        if not len(self.docs):
            return np.zeros(len(docs), np.int64)
        place = np.minimum(np.searchsorted(self.docs, docs), len(self.docs) - 1)
        return np.where(self.docs[place] == docs, self.freqs[place], 0)

    def only(self, keep: Mask) -> Counts:
        """These counts in the documents `keep` (a mask over them) alone."""
        return Counts(self.docs[keep], self.freqs[keep])


NOTHING = Counts(NONE, NONE)


def ascending(docs: Docs) -> Docs:
    """The different numbers of an array, ascending.

    What np.unique does by hashing; these arrays ascend almost, and sorting them is
    many times faster.
    """
    docs = np.sort(docs, kind="stable")
    different: Docs = docs[np.append(True, docs[1:] != docs[:-1])] if len(docs) else docs
    return different


def union(left: Docs, right: Docs) -> Docs:
    """The numbers of either array, ascending."""
    return ascending(np.concatenate((left, right)))


def add(left: Counts, right: Counts) -> Counts:
    """Both counts together, document by document."""
    if not len(left.docs) or not len(right.docs):
        return left if len(left.docs) else right
    docs = union(left.docs, right.docs)
    return Counts(docs, left.at(docs) + right.at(docs))


def tally(docs: Docs) -> Counts:
    """How often each document stands in a list."""
    if not len(docs):
        return NOTHING
    docs = np.sort(docs, kind="stable")
    begins = np.flatnonzero(np.append(True, docs[1:] != docs[:-1]))
    return Counts(docs[begins], np.diff(np.append(begins, len(docs))))


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One printed form of a key in one segment, with its postings."""

    printed: str
    segment: SegmentView
    postings: PostingList

    def docs(self) -> Docs:
        return self.postings.docs + self.segment.base

    def positions(self, doc: int) -> list[int]:
        """The short units at which it begins in one document."""
        local = doc - self.segment.base
        at = int(np.searchsorted(self.postings.docs, local))
        if at == len(self.postings.docs) or self.postings.docs[at] != local:
            return []
        start = int(self.postings.freqs[:at].sum())
        positions = self.postings.positions[start : start + int(self.postings.freqs[at])]
        return list(map(int, positions))


def unit_forms(snapshot: Snapshot, key: str, fields: Sequence[str]) -> Iterator[UnitForm]:
    """Every printed form that is indexed under a key."""
    start = prefix(key)
    for segment in snapshot.segments:
        for field in fields:
            for term, postings in segment.forms(field, start):
                yield UnitForm(term[len(start) :].decode(), segment, postings)


def counts(snapshot: Snapshot, form: UnitForm) -> Counts:
    """The live documents of a form."""
    docs = form.docs()
    keep = snapshot.live[docs]
    return Counts(docs[keep], form.postings.freqs[keep])


def _places(snapshot: Snapshot, key: str, field: str, printed: str | None) -> Docs:
    """Each place of a key, as document and position in one number, ascending."""
    found = [NONE]
    for form in unit_forms(snapshot, key, (field,)):
        if printed is not None and fold(form.printed) != printed:
            continue
        docs = np.repeat(form.docs(), form.postings.freqs)
        found.append((docs << _SHIFT) | form.postings.positions)
    # The places of one form ascend already.
    return found[-1] if len(found) < 3 else np.sort(np.concatenate(found))


def _common(left: Docs, right: Docs) -> Docs:
    """The numbers in both, which ascend and are different from one another."""
    few, many = (left, right) if len(left) < len(right) else (right, left)
    if not len(few):
        return NONE
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    common: Docs = few[many[at] == few]
    return common


def phrase(
    snapshot: Snapshot, keys: Sequence[str], field: str, printed: Sequence[str | None] = ()
) -> tuple[Docs, Docs]:
    """Where the keys' units stand in a row: live documents, and first positions.

    `printed`, if given, is the folded form each unit must have.
    """
    found: Docs | None = None
    for offset, (key, form) in enumerate(zip(keys, printed or repeat(None), strict=False)):
        places = _places(snapshot, key, field, form) - offset
        found = places if found is None else _common(found, places)
        if not len(found):
            return NONE, NONE
    assert found is not None
    docs, positions = found >> _SHIFT, found & ((1 << _SHIFT) - 1)
    keep = snapshot.live[docs]
    return docs[keep], positions[keep]
