"""The values of a field as small numbers, so that they are counted without sorting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Docs, Mask
from index.engines.whoosh.segment.documents import (
    agenda_name,
    agenda_text,
    speaker_name,
    speaker_text,
)
from index.engines.whoosh.segment.schema import NO_ROLE
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import ROLES, Utterance

# So many names are read without a pause.
_AT_ONCE = 100
# Looking one number up by halving costs as much as counting so many.
_HALVING = 8


def _person(utterance: Utterance) -> str:
    """All that a speaker may be called by: as printed, and name and office put together."""
    name, office = utterance.name or "", utterance.office or ""
    return "\n".join((speaker_text(utterance), name + office, office + name))


_NAMED: dict[str, Callable[[Utterance], str | None]] = {
    "agenda": agenda_name,
    "agenda_text": agenda_text,
    "speaker": speaker_name,
    "speaker_text": _person,
}


class DictionaryColumn(NamedTuple):
    """A field's values by code: `values` ascend, `firsts` is a document that has each.

    `codes` has the code of each document; `run_starts` are the documents whose code is not
    that of the document before.
    """

    values: npt.NDArray[np.uint64]
    firsts: Docs
    codes: npt.NDArray[np.unsignedinteger]
    run_starts: Docs

    def counts(self, docs: Docs) -> Docs:
        """How many of some documents, ascending, have each value."""
        size = len(self.values)
        if len(self.run_starts) * _HALVING > len(docs):
            return np.bincount(self.codes.take(docs), minlength=size)
        # The utterances of a meeting have the same body and year: each run is counted at once.
        in_each = np.diff(docs.searchsorted(self.run_starts), append=len(docs))
        return np.bincount(self.codes[self.run_starts], in_each, size).astype(np.int64)

    def having(self, values: Docs | npt.NDArray[np.uint64]) -> Mask:
        """The documents that have one of some values."""
        mask: Mask = np.isin(self.values, values)[self.codes]
        return mask


def encode(values: npt.NDArray[np.unsignedinteger]) -> DictionaryColumn:
    """The codes of a column, one value a document."""
    # Neighbours are mostly of one meeting and item, so there are far fewer runs.
    runs = np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])
    sizes = np.diff(np.append(runs, len(values)))
    different, first, code = np.unique(values[runs], return_index=True, return_inverse=True)
    # As small as they are, most of them lie near the core.
    of = np.repeat(code.astype(np.min_scalar_type(len(different))), sizes)
    return DictionaryColumn(different.astype(np.uint64), runs[first], of, runs)


class FieldValues:
    """The fields of a snapshot by code, and the name of each code, read when asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # Not methods: that would be a cycle, and keep files open.
        self.codes: Callable[[str], DictionaryColumn] = cache(partial(_codes, snapshot.doc_values))
        self._names: dict[str, list[str | None]] = {}
        self._all: dict[str, dict[int, str]] = {}
        self._whole: dict[str, Docs] = {}

    def counts(self, field: str, docs: Docs) -> Docs:
        """How many of some utterances have each value of a field."""
        if not np.array_equal(docs, self._snapshot.utterance_docs):
            return self.codes(field).counts(docs)
        # All of them, as for an empty query: they are counted once.
        if field not in self._whole:
            self._whole[field] = self.codes(field).counts(docs)
        return self._whole[field].copy()

    def of(self, field: str, code: int) -> str:
        """The name of a code; that of no value is empty."""
        names = self._names.get(field)
        if names is None:
            names = self._names.setdefault(field, [None] * len(self.codes(field).values))
        name = names[code]
        if name is None:
            name = names[code] = self._read(field, code)
        return name

    def all(self, field: str) -> Mapping[int, str]:
        """Every name of a field, by the value that stands for it."""
        if field not in self._all:
            values = enumerate(self.codes(field).values.tolist())
            self._all[field] = {value: self.of(field, code) for code, value in values if value}
        return self._all[field]

    def prepare(self, field: str, pause: Callable[[], None]) -> None:
        """Read every name of a field, with a pause now and then."""
        for code in range(len(self.codes(field).values)):
            self.of(field, code)
            if code % _AT_ONCE == 0:
                pause()

    def _read(self, field: str, code: int) -> str:
        codes = self.codes(field)
        value, doc = int(codes.values[code]), int(codes.firsts[code])
        if field == "year":
            return str(value) if value else ""
        if field == "role":
            return "" if value == NO_ROLE else ROLES[value]
        if not value:
            return ""
        if field in _NAMED:
            return _NAMED[field](self._snapshot.utterance(doc, "")) or ""
        head = self._snapshot.meeting(self._snapshot.header_of(doc)).head
        return head.body if field == "body" else f"{head.body}\n{head.title}\n{head.id}"


def _codes(doc_values: npt.NDArray[np.void], field: str) -> DictionaryColumn:
    return encode(doc_values["date"] // 10_000 if field == "year" else doc_values[field])
