"""One committed generation, opened for reading: Whoosh's segments as arrays.

Documents are numbered through all segments, as Whoosh numbers them. The arrays
`facts`, `live` and `exchange_of` have one entry a document; text, units and records
stay on disk as memory maps and are read for the few documents that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from mmap import mmap
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import whoosh.index
from whoosh.reading import TermNotFound

from index.engines.whoosh.columns import Bytes, open_map, read_blobs
from index.engines.whoosh.postings import PostingList, read_postings
from index.engines.whoosh.schema import FACTS, MEETING, schema
from index.folding import odd_characters
from index.minutes import Meeting, Utterance
from index.records import read_meeting, read_utterance

# A page reads the same few utterances once for each word.
_KEPT_READINGS = 512

Docs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Blobs(NamedTuple):
    """A blob column of one segment."""

    source: mmap | bytes
    content: Bytes
    offsets: npt.NDArray[np.int64]

    def get(self, local: int) -> bytes:
        start, end = self.offsets[local : local + 2].tolist()
        return self.content[start:end].tobytes()


class Reading(NamedTuple):
    """An utterance's text, and what is needed to find places in it.

    `bounds` are the offsets at which its short units begin, and the end of the last;
    `odd` are the characters its segment has that fold to several.
    """

    text: str
    folded: str
    bounds: list[int]
    odd: frozenset[str]


class SegmentView:
    """One segment; `base` is the number of its first document."""

    def __init__(self, folder: Path, reader: Any, base: int) -> None:
        self.base = base
        self.count: int = reader.doc_count_all()
        self._reader = reader
        self._lock = Lock()
        self._folder = folder
        self._name: str = reader.segment().segment_id()
        self._postings = np.frombuffer(open_map(folder / f"{self._name}.pst"), np.uint8)

    def blobs(self, column: str) -> Blobs:
        source = open_map(self._folder / f"{self._name}.{column}.col")
        content, offsets = read_blobs(np.frombuffer(source, np.uint8))
        return Blobs(source, content, offsets.astype(np.int64))

    @cached_property
    def text(self) -> Blobs:
        return self.blobs("text")

    @cached_property
    def folded(self) -> Blobs:
        return self.blobs("folded")

    @cached_property
    def units(self) -> Blobs:
        return self.blobs("units")

    @cached_property
    def record(self) -> Blobs:
        return self.blobs("record")

    @cached_property
    def odd(self) -> frozenset[str]:
        """Which characters that fold to several occur in this segment's texts."""
        end = int(self.folded.offsets[-1])
        seen = np.zeros(0x10000, np.bool_)
        seen[self.folded.content[:end].view("<u2")] = True
        return frozenset(char for char in odd_characters() if seen[ord(char)])

    def facts(self) -> npt.NDArray[np.void]:
        content = np.frombuffer(open_map(self._folder / f"{self._name}.facts.col"), np.uint8)
        return content[: self.count * FACTS.itemsize].view(FACTS)

    def deleted(self) -> list[int]:
        return [number + self.base for number in self._reader.segment().deleted_docs()]

    def forms(self, field: str, prefix: bytes) -> list[tuple[bytes, PostingList]]:
        """The terms that begin with `prefix`, with their postings (local numbers)."""
        # Whoosh reads terms by moving one file pointer: one thread at a time.
        with self._lock:
            found = []
            for term in self._reader.expand_prefix(field, prefix):
                found.append((term, self._read(field, term)))
            return found

    def postings(self, field: str, term: bytes) -> PostingList | None:
        with self._lock:
            try:
                return self._read(field, term)
            except TermNotFound:
                return None

    def _read(self, field: str, term: bytes) -> PostingList:
        offset, _ = self._reader.term_info(field, term).extent()
        return read_postings(self._postings, offset)

    def close(self) -> None:
        self._reader.close()


class Snapshot:
    """A generation whole."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        opened = whoosh.index.open_dir(str(folder), schema=schema())
        self._reader = opened.reader()
        self.segments = [
            SegmentView(folder, reader, base)
            for reader, base in self._reader.leaf_readers()
            if reader.doc_count_all()
        ]
        facts = [segment.facts() for segment in self.segments]
        self.facts = np.concatenate([np.empty(0, FACTS), *facts])
        self.live = np.ones(len(self.facts), np.bool_)
        for segment in self.segments:
            self.live[segment.deleted()] = False
        self._bases = np.array([segment.base for segment in self.segments], np.int64)
        self.read = lru_cache(maxsize=_KEPT_READINGS)(self._read)
        self._label_groups()

    def _label_groups(self) -> None:
        group = self.facts["group"]
        begins = np.ones(len(group), np.bool_)
        begins[1:] = group[1:] != group[:-1]
        self.exchange_of = np.cumsum(begins) - 1
        self.first_of = np.append(np.flatnonzero(begins), len(group))
        self.spoken: Mask = self.live & (self.facts["type"] != MEETING)

    @property
    def exchanges(self) -> int:
        """How many groups of documents there are (a meeting's header is one too)."""
        return len(self.first_of) - 1

    def segment_of(self, doc: int) -> tuple[SegmentView, int]:
        """The segment of a document, and its number there."""
        segment = self.segments[int(np.searchsorted(self._bases, doc, "right")) - 1]
        return segment, doc - segment.base

    def _read(self, doc: int) -> Reading:
        segment, local = self.segment_of(doc)
        lengths = np.frombuffer(segment.units.get(local), np.uint8)
        bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).tolist()
        return Reading(
            text=segment.text.get(local).decode(),
            folded=segment.folded.get(local).decode("utf-16-le"),
            bounds=bounds,
            odd=segment.odd,
        )

    def utterance(self, doc: int) -> Utterance:
        segment, local = self.segment_of(doc)
        return read_utterance(segment.record.get(local), self.read(doc).text)

    def meeting(self, doc: int, *, whole: bool = False) -> Meeting:
        """The meeting whose header is document `doc`; its utterances only if `whole`."""
        segment, local = self.segment_of(doc)
        docs = range(doc + 1, doc + 1 + self.size_of(doc)) if whole else ()
        return read_meeting(segment.record.get(local), tuple(map(self.utterance, docs)))

    def size_of(self, header: int) -> int:
        """How many utterances follow a meeting's header."""
        rest = self.facts["meeting"][header + 1 :] == self.facts["meeting"][header]
        return len(rest) if rest.all() else int(np.argmin(rest))

    def header_of(self, doc: int) -> int:
        """The header document of the meeting a document belongs to."""
        return doc - int(self.facts["order"][doc])

    def find(self, field: str, value: str) -> Iterator[int]:
        """The live documents whose `field` (id, meeting) is exactly `value`."""
        for segment in self.segments:
            postings = segment.postings(field, value.encode())
            for local in () if postings is None else postings.docs.tolist():
                if self.live[local + segment.base]:
                    yield local + segment.base

    def headers(self) -> Docs:
        """The header documents, by date and then as they were indexed."""
        docs = np.flatnonzero(self.live & (self.facts["type"] == MEETING))
        return docs[np.argsort(self.facts["date"][docs], kind="stable")]

    def characters(self) -> int:
        """How many characters the live utterances have."""
        total = 0
        for segment in self.segments:
            lengths = np.diff(segment.folded.offsets) // 2
            live = self.spoken[segment.base : segment.base + segment.count]
            total += int(lengths[: len(live)][live[: len(lengths)]].sum())
        return total

    def close(self) -> None:
        self._reader.close()
