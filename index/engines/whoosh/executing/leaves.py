"""The segments of a snapshot as the executor needs them: what is kept between queries.

Kept are norms of field lengths and columns of facts; postings are read for each query.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import whoosh.index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage
from whoosh.util.numeric import byte_to_length

from index.engines.whoosh.arrays import Docs, Mask, Scores
from index.engines.whoosh.executing.knowing import is_known
from index.engines.whoosh.executing.nodes import K1, B, Field
from index.engines.whoosh.executing.phrasing import LONGEST
from index.engines.whoosh.files.columns import open_map
from index.engines.whoosh.files.postings import PostingList
from index.engines.whoosh.files.schema import schema
from index.engines.whoosh.reading.snapshot import Snapshot
from index.engines.whoosh.reading.views import SegmentView

# The fields whose positions are short units of the text.
_UNIT_FIELDS = ("short", "long")

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float64)


def open_whoosh(folder: Path) -> Any:
    """A stock searcher over the files of a generation, all mapped into memory.

    It needs no closing, reads without a file position that threads would share, and
    stays readable when the files are removed.
    """
    storage = RamStorage()
    storage.files = {path.name: open_map(path) for path in folder.iterdir() if path.is_file()}
    return whoosh.index.FileIndex(storage, schema=schema()).searcher()


class Leaf:
    """One segment: its postings, norms and facts, and Whoosh's searcher of it."""

    def __init__(self, view: SegmentView, searcher: Any, snapshot: Snapshot) -> None:
        self.view = view
        self.searcher = searcher
        self.size = view.count
        self.alive: int = searcher.doc_count()
        here = slice(view.base, view.base + view.count)
        live = snapshot.live[here]
        self.live: Mask | None = None if live.all() else live
        self.exchange_of: Docs = snapshot.exchange_of[here] - snapshot.exchange_of[view.base]
        self._facts = snapshot.facts[here]
        # Where the places of each document begin, if those of all are one row: a few
        # stay empty between two documents, so that no phrase goes from one to the next.
        room = snapshot.facts["length"][here].astype(np.int64) + LONGEST
        self.starts: Docs = np.concatenate(([LONGEST], room)).cumsum()
        self._columns: dict[str, npt.NDArray[Any]] = {}
        self._lengths: dict[str, Scores] = {}
        self._fields: dict[str, Field] = {}

    def everything(self) -> Docs:
        """The live documents."""
        return np.arange(self.size) if self.live is None else np.flatnonzero(self.live)

    def column(self, name: str) -> npt.NDArray[Any]:
        """One fact of every document."""
        if name not in self._columns:
            self._columns[name] = np.ascontiguousarray(self._facts[name])
        return self._columns[name]

    def lengths(self, field: str) -> Scores:
        """The length of a field in every document, as coarsely as Whoosh keeps it."""
        if field not in self._lengths:
            reader = self.searcher.reader()
            name = W3Codec.column_filename(reader.segment(), f"_{field}_len")
            kept = reader.storage().files.get(name, b"")
            # Whoosh leaves out what is 0 at the end.
            lengths = np.zeros(self.size)
            found = np.frombuffer(kept, np.uint8)[: self.size]
            lengths[: len(found)] = _LENGTHS[found]
            self._lengths[field] = lengths
        return self._lengths[field]

    def field(self, name: str) -> Field:
        """What the terms of a field are scored by."""
        if name not in self._fields:
            norm = None
            if self.searcher.schema[name].scorable:
                average = self.searcher.get_parent().avg_field_length(name) or 1
                norm = K1 * ((1 - B) + B * self.lengths(name) / average)
            starts = self.starts if name in _UNIT_FIELDS else None
            self._fields[name] = Field(self.size, self.live, norm, starts)
        return self._fields[name]


class Reads:
    """What one query asks of all segments alike: each posting list is read once."""

    def __init__(self, leaves: list[Leaf], schema: Any) -> None:
        self._views = [leaf.view for leaf in leaves]
        self._size = sum(leaf.size for leaf in leaves)
        self._schema = schema
        self._read: dict[tuple[str, Any], tuple[Sequence[PostingList | None], float]] = {}
        # With the queries themselves: of two that live, no id is the same.
        self._known: dict[int, tuple[Any, bool]] = {}

    def knows(self, query: Any) -> bool:
        """Whether a part of the query is known: knowing.is_known."""
        known = self._known.get(id(query))
        if known is None:
            known = self._known[id(query)] = query, is_known(query, self._schema)
        return known[1]

    def of(self, field: str, text: Any) -> tuple[Sequence[PostingList | None], float]:
        """A term's posting list in each segment, and its idf as Whoosh counts it."""
        key = field, text
        if key not in self._read:
            self._read[key] = self._lists(field, text)
        return self._read[key]

    def _lists(self, field: str, text: Any) -> tuple[Sequence[PostingList | None], float]:
        nowhere = [None] * len(self._views), 0.0
        if field not in self._schema:
            return nowhere
        try:
            term = self._schema[field].to_bytes(text)
        except ValueError:
            return nowhere
        lists = [view.postings(field, term) for view in self._views]
        frequency = sum(len(each.docs) for each in lists if each is not None)
        return lists, log(self._size / (frequency + 1)) + 1
