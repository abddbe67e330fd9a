"""Dictionary encoding of doc values: small codes, which are counted without sorting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Docs, Mask, run_sizes, run_starts
from index.engines.whoosh.segment.schema import COLUMNS, UTTERANCE
from index.engines.whoosh.segment.snapshot import DocValues, Snapshot
from index.fields import FIELDS
from index.minutes import MeetingHead

_TEXTS_PER_PAUSE = 100
# One binary search costs as much as counting this number of documents.
_SEARCH_COST = 8


class DictionaryColumn(NamedTuple):
    """A column with its distinct values numbered by codes.

    values      uint64[V]  the distinct values, ascending
    firsts      int64[V]   a document with each value
    codes       uintW[D]   the code of each document, an index into `values`
    run_starts  int64[R]   the documents whose code is not that of the document before
    """

    values: npt.NDArray[np.uint64]
    firsts: Docs
    codes: npt.NDArray[np.unsignedinteger]
    run_starts: Docs

    def counts(self, docs: Docs) -> Docs:
        """int64[V]: how many of some documents, ascending, have each value."""
        size = len(self.values)
        if len(self.run_starts) * _SEARCH_COST > len(docs):
            return np.bincount(self.codes.take(docs), minlength=size)
        # The utterances of a meeting have the same body and year: a run is counted at once.
        in_each = np.diff(docs.searchsorted(self.run_starts), append=len(docs))
        return np.bincount(self.codes[self.run_starts], in_each, size).astype(np.int64)

    def having(self, values: Docs | npt.NDArray[np.uint64]) -> Mask:
        """bool[D]: the documents that have one of some values."""
        mask: Mask = np.isin(self.values, values)[self.codes]
        return mask


def encode(values: npt.NDArray[np.unsignedinteger]) -> DictionaryColumn:
    """The dictionary encoding of a column, one value a document."""
    # Neighbours are mostly of one meeting and agenda item, so there are far fewer runs.
    starts = run_starts(values)
    sizes = run_sizes(starts, len(values))
    distinct, first, code = np.unique(values[starts], return_index=True, return_inverse=True)
    # The smallest type, so that more codes fit into the caches of the processor.
    codes = np.repeat(code.astype(np.min_scalar_type(len(distinct))), sizes)
    return DictionaryColumn(distinct.astype(np.uint64), starts[first], codes, starts)


class FieldValues:
    """The columns of a snapshot's fields, and the text of each code, read when asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # A method would be a reference cycle, and keep files open.
        values = snapshot.doc_values
        self.column: Callable[[str], DictionaryColumn] = cache(
            lambda name: encode(_read_values(values, name))
        )
        self._texts: dict[str, list[str | None]] = {}
        self._by_value: dict[str, dict[int, str]] = {}

    def text(self, name: str, code: int) -> str:
        """The text of a code; that of no value is empty."""
        texts = self._texts.get(name)
        if texts is None:
            texts = self._texts.setdefault(name, [None] * len(self.column(name).values))
        text = texts[code]
        if text is None:
            text = texts[code] = self._read(name, code)
        return text

    def is_used(self, name: str) -> bool:
        """Whether any document has a value of a field."""
        if name == "person":
            return bool(self._snapshot.people.persons)
        return bool(self.column(name).values.any())

    def texts(self, name: str) -> Mapping[int, str]:
        """Every text of a column, by the value that is stored for it."""
        if name not in self._by_value:
            values = enumerate(self.column(name).values.tolist())
            self._by_value[name] = {value: self.text(name, code) for code, value in values if value}
        return self._by_value[name]

    def prepare(self, name: str, pause: Callable[[], None]) -> None:
        """Read every text of a column, with a pause now and then."""
        for code in range(len(self.column(name).values)):
            self.text(name, code)
            if code % _TEXTS_PER_PAUSE == 0:
                pause()

    def _read(self, name: str, code: int) -> str:
        column, field = self.column(name), FIELDS.get(name) or COLUMNS[name].field
        value, doc = int(column.values[code]), int(column.firsts[code])
        if not value:
            return ""
        if field.kind == "choice":
            return [*field.choices][value - 1]
        if field.kind in ("year", "date"):
            return str(value)
        if field.of is MeetingHead:
            owner: object = self._snapshot.head(self._snapshot.header_of(doc))
        else:
            owner = self._snapshot.stored_utterance(doc, "")
        return COLUMNS[name].text(owner) or ""


def _read_values(values: DocValues, name: str) -> npt.NDArray[np.unsignedinteger]:
    """The column of a field; the numbers of the kinds, which are stored from 0 on, from 1 on."""
    column = values.read(name)
    if name != "kind":
        return column
    kinds: npt.NDArray[np.unsignedinteger] = np.where(values["type"] == UTTERANCE, column + 1, 0)
    return kinds
