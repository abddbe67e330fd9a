"""One committed generation, opened for reading: all its segments under one numbering.

A snapshot has D documents, deleted ones among them, numbered through its segments as Whoosh
numbers them: of each meeting a header, then its utterances in the order of the minutes, then its
headings. An exchange is a run of documents; a header, and the headings, are exchanges of their own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.names import NameReadings
from index.analysis.normalization.folding import replace_surrogates
from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    drop_repeats,
    in_sorted,
    run_sizes,
    run_starts,
    union_sorted,
)
from index.engines.whoosh.segment.people import People
from index.engines.whoosh.segment.reader import SegmentReader, open_segments
from index.engines.whoosh.segment.schema import DOC_VALUES, HEADING, MEETING, UTTERANCE
from index.engines.whoosh.segment.text_statistics import TextStatistics, count_segments
from index.engines.whoosh.segment.whoosh_files import read_toc
from index.identification import Listed
from index.minutes import Meeting, MeetingHead, Utterance
from index.serialization import MeetingReader, has_roster
from index.storage.manifest import read_manifest
from index.storage.resources import available_memory

# A page reads the utterances of a few meetings.
_MAX_CACHED_MEETINGS = 128
# Files are loaded beforehand if they take no more than this share of the memory.
_MAX_MEMORY_SHARE = 0.5


class DocValues:
    """The doc values of all segments, which are mapped: a column is one array once it is used."""

    def __init__(self, segments: Sequence[npt.NDArray[np.void]]) -> None:
        self._segments = segments
        self._columns: dict[str, npt.NDArray[Any]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._segments))

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column, kept in memory."""
        if name not in self._columns:
            self._columns[name] = self.read(name)
        return self._columns[name]

    def read(self, name: str) -> npt.NDArray[Any]:
        """A column for one use."""
        return np.concatenate([np.empty(0, DOC_VALUES[name]), *(s[name] for s in self._segments)])


class Snapshot:
    """Reads segments as one index. Thread-safe.

    doc_values        the columns of DOC_VALUES, each [D]
    live              bool[D]       not deleted
    utterance_mask    bool[D]       live utterances
    exchange_of       int64[D]      the number of each document's exchange, ascending
    exchange_starts   int64[E + 1]  the first document of each exchange, and D
    """

    def __init__(
        self,
        name: str,
        segments: Sequence[SegmentReader],
        *,
        readings: NameReadings | None = None,
        tells_persons: bool = True,
    ) -> None:
        """With the readings of names it knows who speaks; if it `tells_persons`, its utterances do.

        Else these are as stored: all speakers of the index are read for the first that tells.
        """
        self.name = name
        self._readings = readings
        self._tells_persons = tells_persons and readings is not None
        self.segments = segments
        self.doc_values = DocValues([segment.doc_values() for segment in segments])
        self.live = np.ones(len(self.doc_values), np.bool_)
        for segment in segments:
            self.live[segment.deleted_docs()] = False
        self.utterance_mask: Mask = self.live & (self.doc_values["type"] == UTTERANCE)
        starts = run_starts(self.doc_values.read("group"))
        self.exchange_starts = np.append(starts, len(self.doc_values))
        self.exchange_of = np.repeat(np.arange(len(starts)), np.diff(self.exchange_starts))
        self._bases = bases = [segment.base for segment in segments]

        # Functions of the segments, not methods: a cache that refers to the snapshot is a
        # reference cycle, which would keep its files open.
        def segment_of(doc: int) -> tuple[SegmentReader, int]:
            segment = segments[bisect_right(bases, doc) - 1]
            return segment, doc - segment.base

        @lru_cache(_MAX_CACHED_MEETINGS)
        def meeting_reader(header: int) -> MeetingReader:
            segment, local = segment_of(header)
            return MeetingReader(segment.records.get(local))

        self.segment_of = segment_of
        self._meeting_reader = meeting_reader

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        is_draft: bool = False,
        readings: NameReadings | None = None,
        tells_persons: bool = True,
    ) -> Snapshot:
        """Open the folder of a generation, or of a draft."""
        files = None if is_draft else read_manifest(folder).files
        segments = open_segments(folder, read_toc(folder, files).segments, files)
        return cls(folder.name, segments, readings=readings, tells_persons=tells_persons)

    def load(self, pause: Callable[[], None]) -> None:
        """Have the system read the files into its memory, and check them, a part at a time.

        With a pause after each step. Raises IndexDamaged.
        """
        files = [file for segment in self.segments for file in segment.files]
        if sum(file.size for file in files) <= _MAX_MEMORY_SHARE * available_memory():
            for file in files:
                file.check_all(pause)

    def make_tables(self, pause: Callable[[], None]) -> None:
        """Make what the first query would wait for, with a pause after each step."""
        for segment in self.segments:
            segment.make_tables()
            pause()
        _ = self.text_statistics
        pause()

    def unmap(self) -> None:
        """Give up the pages of the files of which each query reads other parts."""
        for segment in self.segments:
            segment.unmap()

    @cached_property
    def text_statistics(self) -> TextStatistics:
        """The counts of all live texts."""
        return count_segments(self.segments)

    @cached_property
    def utterance_docs(self) -> Docs:
        """The live utterances, ascending."""
        return np.flatnonzero(self.utterance_mask)

    @cached_property
    def _heading_docs(self) -> tuple[Docs, Docs]:
        """The live headings, ascending, and the headers of their meetings."""
        docs = np.flatnonzero(self.live & (self.doc_values["type"] == HEADING))
        return docs, docs - self.doc_values["order"][docs]

    def with_headings(self, docs: Docs) -> Docs:
        """Some utterances and the headings of their meetings; both ascend."""
        headings, headers = self._heading_docs
        asked = drop_repeats(docs - self.doc_values["order"][docs])
        return union_sorted(docs, headings[in_sorted(headers, asked)])

    def under_headings(self, docs: Docs) -> Docs:
        """The utterances under any of some headings, which ascend; ascending."""
        under = (each.under_headings(each.local(docs)) + each.base for each in self.segments)
        return np.concatenate([NO_DOCS, *under]) if len(docs) else NO_DOCS

    @cached_property
    def oldest_first(self) -> Docs:
        """int64[E]: the rank of each exchange by date, then meeting, then order in the minutes.

        Those without a date are the last.
        """
        return self._ranks(1)

    @cached_property
    def newest_first(self) -> Docs:
        """As `oldest_first` with the latest date first; those of one day are in the same order.

        Those without a date are the last here too.
        """
        return self._ranks(-1)

    def _ranks(self, direction: int) -> Docs:
        first = self.exchange_starts[:-1]
        meetings = self.doc_values["meeting"][first]
        # The exchanges of a meeting follow one another in order, so only meetings are sorted.
        starts = run_starts(meetings)
        sizes = run_sizes(starts, len(first))
        dates = self.doc_values["date"][first[starts]].astype(np.int64)
        order = np.lexsort((meetings[starts], direction * dates, dates == 0))
        before = np.empty(len(starts), np.int64)
        before[order] = np.cumsum(sizes[order]) - sizes[order]
        ranks: Docs = np.repeat(before - starts, sizes) + np.arange(len(first))
        return ranks

    @property
    def exchange_count(self) -> int:
        """E."""
        return len(self.exchange_starts) - 1

    def find(self, identifier: str) -> int | None:
        """The live document of a meeting (its header) or utterance."""
        return next(iter(self.find_all([identifier]).values()), None)

    def find_all(self, identifiers: Iterable[str]) -> dict[str, int]:
        """The live documents of those of some ids that there are."""
        terms = {replace_surrogates(each).encode(): each for each in identifiers}
        return {
            terms[term]: local + segment.base
            for segment in reversed(self.segments)
            for term, local in segment.docs_of_ids(terms)
            if self.live[local + segment.base]
        }

    def utterance(self, doc: int, text: str | None = None) -> Utterance:
        """The utterance of a document; its text is read unless it is given."""
        stored = self.stored_utterance(doc, text)
        return self.people.told(doc, stored) if self._tells_persons else stored

    def stored_utterance(self, doc: int, text: str | None) -> Utterance:
        """The utterance of a document as it is stored, without what the others tell of it."""
        segment, local = self.segment_of(doc)
        text = segment.text(local) if text is None else text
        reader = self._meeting_reader(self.header_of(doc))
        return reader.utterance(segment.records.get(local), text)

    @property
    def knows_persons(self) -> bool:
        return self._readings is not None

    @cached_property
    def people(self) -> People:
        """The persons, and who of them speaks in each document; only with the readings of names."""
        assert self._readings
        return People(
            self.doc_values.read,
            self.utterance_docs,
            lambda doc: self.stored_utterance(doc, ""),
            lambda doc: self.head(self.header_of(doc)).body,
            self._listed(),
            self._readings,
        )

    def _listed(self) -> Iterator[tuple[int, Listed]]:
        """The entries of the rosters of all meetings, with the headers of these."""
        for header in self.headers().tolist():
            segment, local = self.segment_of(header)
            if has_roster(segment.records.get(local)):
                meeting = self.meeting(header)
                year = int((meeting.date or "0")[:4])
                for attendee in meeting.attendees:
                    yield header, Listed(meeting.body, year, attendee)

    def head(self, header: int) -> MeetingHead:
        """The head of the meeting of a header document."""
        return self._meeting_reader(header).head

    def meeting(self, header: int, *, whole: bool = False) -> Meeting:
        """The meeting of a header document; its utterances only if `whole`."""
        docs = range(header + 1, header + 1 + self.utterance_count(header)) if whole else ()
        return self._meeting_reader(header).meeting(tuple(map(self.utterance, docs)))

    def utterance_count(self, header: int) -> int:
        """The number of utterances of the meeting of a header document."""
        end = int(self.meeting_ends(np.array([header]))[0])
        return int(np.count_nonzero(self.doc_values["type"][header + 1 : end] == UTTERANCE))

    def meeting_ends(self, headers: Docs) -> Docs:
        """The document after the last of each meeting, given their header documents."""
        ends: Docs = self._meeting_starts[self._meeting_starts.searchsorted(headers) + 1]
        return ends

    @cached_property
    def _meeting_starts(self) -> Docs:
        """int64[M + 1]: all header documents, deleted ones among them, and D."""
        headers = np.flatnonzero(self.doc_values["type"] == MEETING)
        return np.append(headers, len(self.doc_values))

    def header_of(self, doc: int) -> int:
        """The header document of a document's meeting."""
        return doc - int(self.doc_values["order"][doc])

    def meeting_of(self, exchanges: Docs) -> Docs:
        """The header documents of the meetings of exchanges."""
        firsts = self.exchange_starts[exchanges]
        headers: Docs = firsts - self.doc_values["order"].take(firsts)
        return headers

    def headers(self) -> Docs:
        """The live header documents by date, then in the order in which they were indexed."""
        docs = np.flatnonzero(self.live & (self.doc_values["type"] == MEETING))
        return docs[np.argsort(self.doc_values["date"][docs], kind="stable")]

    def text_bounds(self, docs: Docs) -> tuple[Docs, Docs]:
        """Where the texts of some documents begin and end in the characters of their segments."""
        starts, ends = np.empty((2, len(docs)), np.int64)
        for segment in self.segments:
            here = np.flatnonzero(
                (docs >= segment.base) & (docs < segment.base + segment.doc_count)
            )
            local = docs[here] - segment.base
            starts[here], ends[here] = segment.text_starts[local], segment.text_ends[local]
        return starts, ends

    def searched_before(self, docs: Docs, texts: Docs, offsets: Docs) -> Docs:
        """How many characters before these offsets in the printed texts are searched.

        Offset i is in the text of the document docs[texts[i]].
        """
        found = np.empty_like(offsets)
        for segment in self.segments:
            own = (docs >= segment.base) & (docs < segment.base + segment.doc_count)
            here = np.flatnonzero(own[texts])
            numbers = (np.cumsum(own) - 1)[texts[here]]
            local = docs[own] - segment.base
            found[here] = segment.searched_before(local, numbers, offsets[here])
        return found

    def characters(self) -> int:
        """The number of characters of the live utterances that are searched."""
        sizes = [segment.text_ends - segment.text_starts for segment in self.segments]
        return int(np.concatenate([np.empty(0, np.int64), *sizes])[self.utterance_mask].sum())
