"""One committed generation, opened for reading: Whoosh's segments as arrays.

Documents are numbered through all segments, as Whoosh numbers them. The arrays
`doc_values`, `live` and `exchange_of` have one entry a document; text, units and records
stay on disk as memory maps and are read for the few documents that are shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy as np
import whoosh.index

from index.analysis.normalization.folding import replace_surrogates
from index.engines.whoosh.arrays import Docs, Mask
from index.engines.whoosh.segment.columns import touch_pages
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import DOC_VALUES, MEETING, schema
from index.minutes import Meeting, Utterance
from index.serialization import MeetingReader
from index.storage.resources import available_memory

# What the utterances of a meeting share is read once for all of them.
_KEPT_MEETINGS = 128
# Files fit in memory if they take no more than this share of it.
_SHARE = 0.5


class Snapshot:
    """A generation whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        with closing(whoosh.index.open_dir(str(folder), schema=schema()).reader()) as reader:
            self.segments = [
                SegmentReader(folder, leaf.segment(), base)
                for leaf, base in reader.leaf_readers()
                if leaf.doc_count_all()
            ]
        doc_values = [segment.doc_values() for segment in self.segments]
        self.doc_values = np.concatenate([np.empty(0, DOC_VALUES), *doc_values])
        self.live = np.ones(len(self.doc_values), np.bool_)
        for segment in self.segments:
            self.live[segment.deleted_docs()] = False
        self._bases = [segment.base for segment in self.segments]
        # Not a method of this snapshot: that would be a cycle, and keep its files open.
        self._record_of = lru_cache(maxsize=_KEPT_MEETINGS)(
            partial(_read_record, self.segments, self._bases)
        )
        self._label_groups()

    def _label_groups(self) -> None:
        group = self.doc_values["group"]
        begins = np.ones(len(group), np.bool_)
        begins[1:] = group[1:] != group[:-1]
        self.exchange_of = np.cumsum(begins) - 1
        self.exchange_starts = np.append(np.flatnonzero(begins), len(group))
        self.utterance_mask: Mask = self.live & (self.doc_values["type"] != MEETING)

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what the first query would wait for, with a pause after each step.

        Files are read through, but only where they fit in memory: after a start, a query
        waits for the disk at every page it is the first to look at.
        """
        files = [content for segment in self.segments for content in segment.files]
        if sum(map(len, files)) <= _SHARE * available_memory():
            for content in files:
                touch_pages(content, pause)
        for segment in self.segments:
            segment.prepare()
            pause()

    @cached_property
    def utterance_docs(self) -> Docs:
        """The utterances."""
        return np.flatnonzero(self.utterance_mask)

    @cached_property
    def oldest_first(self) -> Docs:
        """The rank of each exchange by date, meeting and order in the minutes."""
        return self._ranks(1)

    @cached_property
    def newest_first(self) -> Docs:
        """The same with the last date first; those of a day are in the same order."""
        return self._ranks(-1)

    def _ranks(self, direction: int) -> Docs:
        first = self.exchange_starts[:-1]
        meetings = self.doc_values["meeting"][first]
        # Exchanges of a meeting stand together and in order, so meetings are ordered.
        starts = np.flatnonzero(np.append(True, meetings[1:] != meetings[:-1])[: len(first)])
        sizes = np.diff(np.append(starts, len(first)))
        dates = self.doc_values["date"][first[starts]].astype(np.int64)
        order = np.lexsort((meetings[starts], direction * dates))
        before = np.empty(len(starts), np.int64)
        before[order] = np.cumsum(sizes[order]) - sizes[order]
        ranks: Docs = np.repeat(before - starts, sizes) + np.arange(len(first))
        return ranks

    @property
    def exchange_count(self) -> int:
        """How many groups of documents there are (a meeting's header is one too)."""
        return len(self.exchange_starts) - 1

    def segment_of(self, doc: int) -> tuple[SegmentReader, int]:
        """The segment of a document, and its number there."""
        return _segment_of(self.segments, self._bases, doc)

    def text_spans(self, docs: Docs) -> tuple[Docs, Docs, Docs]:
        """Where the texts of documents are: the number of a segment, and from where to where."""
        segments = np.searchsorted(self._bases, docs, "right") - 1
        begins, ends = np.empty((2, len(docs)), np.int64)
        for number in set(segments.tolist()):
            here = (segments == number).nonzero()[0]
            segment = self.segments[number]
            local = docs[here] - segment.base
            begins[here], ends[here] = segment.text_starts[local], segment.text_ends[local]
        return segments, begins, ends

    def utterance(self, doc: int, text: str | None = None) -> Utterance:
        """An utterance, with its text; `text` is that, where it need not be read."""
        segment, local = self.segment_of(doc)
        record = self._record_of(self.header_of(doc))
        text = segment.text(local) if text is None else text
        return record.utterance(segment.records.get(local), text)

    def meeting(self, doc: int, *, whole: bool = False) -> Meeting:
        """The meeting whose header is document `doc`; its utterances only if `whole`."""
        docs = range(doc + 1, doc + 1 + self.utterance_count(doc)) if whole else ()
        return self._record_of(doc).meeting(tuple(map(self.utterance, docs)))

    def utterance_count(self, header: int) -> int:
        """How many utterances follow a meeting's header."""
        rest = self.doc_values["meeting"][header + 1 :] == self.doc_values["meeting"][header]
        # The same meeting may begin again, where one without utterances was replaced.
        rest &= self.doc_values["type"][header + 1 :] != MEETING
        return len(rest) if rest.all() else int(np.argmin(rest))

    def header_of(self, doc: int) -> int:
        """The header document of the meeting a document belongs to."""
        return doc - int(self.doc_values["order"][doc])

    def find(self, field: str, value: str) -> Iterator[int]:
        """The live documents whose `field` (id, meeting) is exactly `value`."""
        for segment in self.segments:
            postings = segment.postings(field, replace_surrogates(value).encode())
            for local in () if postings is None else postings.docs.tolist():
                if self.live[local + segment.base]:
                    yield local + segment.base

    def headers(self) -> Docs:
        """The header documents, by date and then as they were indexed."""
        docs = np.flatnonzero(self.live & (self.doc_values["type"] == MEETING))
        return docs[np.argsort(self.doc_values["date"][docs], kind="stable")]

    def characters(self) -> int:
        """How many characters the live utterances have."""
        total = 0
        for segment in self.segments:
            lengths = np.diff(segment.folded.offsets) // 2
            live = self.utterance_mask[segment.base : segment.base + segment.doc_count]
            total += int(lengths[: len(live)][live[: len(lengths)]].sum())
        return total


def _segment_of(
    segments: Sequence[SegmentReader], bases: Sequence[int], doc: int
) -> tuple[SegmentReader, int]:
    segment = segments[bisect_right(bases, doc) - 1]
    return segment, doc - segment.base


def _read_record(
    segments: Sequence[SegmentReader], bases: Sequence[int], header: int
) -> MeetingReader:
    segment, local = _segment_of(segments, bases, header)
    return MeetingReader(segment.records.get(local))
