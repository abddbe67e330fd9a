"""One commit of an index in a cluster, opened for reading.

The skeletons of all meetings are in memory, as one segment without texts: its doc values are all
that filters, facets, counts and orders need. For the words of a query a segment is built that
numbers the same documents, and has the texts of those that may have a word; so what is decided
over it is decided as over a whole one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from index.analysis.names import NameReadings
from index.analysis.normalization.folding import ambiguous_characters, replace_surrogates
from index.engines.opensearch.content import Skeleton, Texts, concatenate, unpack
from index.engines.opensearch.own_folder import own_folder
from index.engines.opensearch.schema import TEXTS, Json
from index.engines.opensearch.statistics import CollectionStatistics
from index.engines.opensearch.versions import CONTENTS_PAGE, MeetingVersions, Place, unit_name
from index.engines.whoosh.arrays import Docs, Integers
from index.engines.whoosh.cache import SizedCache
from index.engines.whoosh.segment.columns import BlobBuilder
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import DOC_VALUES, digest
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.text_statistics import TextStatistics
from index.engines.whoosh.writing.segment_writer import FieldOccurrences, write_segment
from index.minutes import Meeting, Utterance

# The texts used last are kept, up to about so many bytes.
_MAX_CACHED_BYTES = 128 << 20
# Files of the skeletons that segments with texts share.
_SHARED_FILES = (".record.col", ".under.col")
_NOTHING = BlobBuilder()


class ClusterSnapshot(Snapshot):
    """A commit; `with_texts` is the same with the texts of some documents. Thread-safe.

    loaded      bool[D]: the documents whose texts are in the segment
    skeletons   of all meetings, by version, in the order in which they were added
    """

    def __init__(
        self,
        place: Place,
        name: str,
        statistics: CollectionStatistics,
        known: Mapping[str, Skeleton],
        readings: NameReadings,
    ) -> None:
        """Read the skeletons that are not `known`, by version, from another commit."""
        self.place = place
        self.skeletons = MeetingVersions(place).skeletons(known)
        self._versions = [*self.skeletons]
        self._folder = own_folder(self)
        parts = [*self.skeletons.values()]
        every = concatenate([each.documents for each in parts], DOC_VALUES)
        segments = [_skeleton_segment(self._folder, every, parts)] if parts else []
        super().__init__(name, segments, readings=readings)
        self._statistics = statistics
        self.loaded = np.zeros(len(every), np.bool_)
        self._sizes = concatenate([each.sizes for each in parts], np.uint32)
        starts = np.cumsum([0, *(len(each.sizes) for each in parts)])
        # The header document of each version, and of each document with an id its digest.
        self._headers: dict[str, int] = dict(zip(self._versions, starts.tolist(), strict=False))
        self._id_digests, self._docs_with_id = _ids(parts, starts)
        self._cache: SizedCache[str, Texts] = SizedCache(_MAX_CACHED_BYTES)
        # Made before it is copied, so that all copies share them.
        if parts:
            _ = self.utterance_docs, self._heading_docs, self._meeting_starts, self.people
            _ = self.oldest_first, self.newest_first

    @property
    def expanding(self) -> frozenset[str]:
        """The `ambiguous_characters` that occur in the texts."""
        count = self.text_statistics.character_count
        return frozenset(char for char in ambiguous_characters() if count(ord(char)))

    @cached_property
    def text_statistics(self) -> TextStatistics:
        """Of all texts, as the writer counted them."""
        return self._statistics.texts

    def find_all(self, identifiers: Iterable[str]) -> dict[str, int]:
        found = {}
        for each in identifiers:
            own = digest(replace_surrogates(each))
            at = int(self._id_digests.searchsorted(own))
            if at < len(self._id_digests) and int(self._id_digests[at]) == own:
                found[each] = int(self._docs_with_id[at])
        return found

    def characters(self) -> int:
        return int(self._sizes[self.utterance_mask].sum())

    # Texts that are not in the segment

    def stored_utterance(self, doc: int, text: str | None) -> Utterance:
        if text is None and not self.loaded[doc]:
            text = self._text(doc)
        return super().stored_utterance(doc, text)

    def _text(self, doc: int) -> str:
        header = self.header_of(doc)
        name = self._unit_of(doc)
        texts = self._cache.find(name)
        if texts is None:
            # One at a time, as a few are shown; of whole meetings they are read together.
            query: Json = {"term": {"unit": name}}
            # Not from the cache, from which others may have displaced it by now.
            texts = next((each for _, each in self._fetch(query)), None)
        if texts is None:
            raise self.place.superseded()
        return dict(texts.printed())[doc - header]

    def _unit_of(self, doc: int) -> str:
        header = self.header_of(doc)
        start = int(self.exchange_starts[self.exchange_of[doc]])
        return unit_name(self._version_of(header), start - header)

    def _version_of(self, header: int) -> str:
        return self._versions[int(self._meeting_starts.searchsorted(header))]

    def meeting(self, header: int, *, whole: bool = False) -> Meeting:
        if whole:
            query: Json = {"term": {"version": self._version_of(header)}}
            texts = dict(pair for _, each in self._fetch(query) for pair in each.printed())
            count = self.utterance_count(header)
            if not texts.keys() >= {*range(1, count + 1)}:
                raise self.place.superseded()
            spoken = tuple(
                self.utterance(header + order, texts[order]) for order in range(1, count + 1)
            )
            return self._meeting_reader(header).meeting(spoken)
        return super().meeting(header)

    def _fetch(self, query: Json) -> Iterator[tuple[int, Texts]]:
        """The texts of this commit that a query finds, and the headers of their meetings."""
        condition: Json = {"bool": {"filter": [{"term": {"kind": TEXTS}}, query]}}
        fields = ["version", "unit", "content"]
        cluster, index = self.place.cluster, self.place.index
        for each in cluster.find(index, condition, fields, CONTENTS_PAGE):
            header = self._headers.get(each["version"])
            # Of other commits, or of none yet.
            if header is None:
                continue
            texts = self._cache.find(each["unit"])
            if texts is None:
                texts = Texts(*unpack(each["content"]))
                self._cache.add(each["unit"], texts)
            yield header, texts

    # Segments with texts

    def query_for(self, exchanges: Iterable[int]) -> Json:
        """Finds the texts of some exchanges."""
        starts = self.exchange_starts
        names = [self._unit_of(int(starts[each])) for each in exchanges]
        return {"terms": {"unit": names}}

    def with_texts(self, query: Json) -> ClusterSnapshot:
        """The same with a segment of the texts that a query finds."""
        if not self.segments:
            return self
        found = sorted(self._fetch(query), key=lambda each: each[0] + int(each[1].orders[0]))
        other = copy(self)
        segment = _text_segment(self._folder, self.segments[0], found)
        other.segments = [segment]
        other.segment_of = lambda doc: (segment, doc)
        other.loaded = np.zeros(len(self.loaded), np.bool_)
        for header, texts in found:
            other.loaded[header + texts.orders] = True
        return other

    @property
    def text_bytes(self) -> int:
        """About how many bytes the segment with texts takes."""
        return sum(file.size for segment in self.segments for file in segment.files)


def _ids(parts: Sequence[Skeleton], starts: Docs) -> tuple[Any, Docs]:
    """The digests of all ids, uint64[], ascending, and their documents."""
    digests: list[int] = []
    docs: list[int] = []
    for each, start in zip(parts, starts.tolist(), strict=False):
        names = each.id_list()
        digests += map(digest, names)
        docs += range(start, start + len(names))
    order = np.argsort(np.array(digests, np.uint64), kind="stable")
    return np.array(digests, np.uint64)[order], np.array(docs, np.int64)[order]


def _blob(contents: Sequence[Any], sizes: Integers) -> BlobBuilder:
    blob = BlobBuilder()
    blob.add(concatenate(contents, contents[0].dtype if contents else np.uint8), sizes)
    return blob


def _skeleton_segment(folder: Path, doc_values: Any, parts: Sequence[Skeleton]) -> SegmentReader:  # noqa: ANN401
    """A segment of all documents, without texts and terms."""
    record_sizes, under_sizes = [], []
    for each in parts:
        count, ids = len(each.sizes), len(each.record_sizes)
        record_sizes += [each.record_sizes.astype(np.int64), np.zeros(count - ids, np.int64)]
        under_sizes += [np.zeros(ids, np.int64), each.under_sizes.astype(np.int64)]
    none = np.zeros(len(doc_values), np.int64)
    blobs = {
        **{name: _blob([], none) for name in ("folded", "lost", "units")},
        "record": _blob([each.records for each in parts], np.concatenate(record_sizes)),
        "under": _blob([each.under for each in parts], np.concatenate(under_sizes)),
    }
    no_terms = FieldOccurrences([], lambda: [], np.zeros(len(doc_values) + 1, np.int64))
    fields = [("long", no_terms), ("short", no_terms)]
    return SegmentReader(folder, write_segment(folder, doc_values, blobs, fields, b""), 0)


def _text_segment(
    shared: Path, skeleton: SegmentReader, found: Sequence[tuple[int, Texts]]
) -> SegmentReader:
    """A segment of the documents of a skeleton, with some texts, ascending by document."""
    with TemporaryDirectory(dir=shared) as name:
        folder = Path(name)
        count = skeleton.doc_count
        docs = concatenate(
            [header + texts.orders.astype(np.int64) for header, texts in found], np.int64
        )

        def column(field: str) -> Integers:
            sizes = np.zeros(count, np.int64)
            sizes[docs] = concatenate([getattr(texts, field) for _, texts in found], np.uint32)
            return sizes

        blobs = {
            "folded": _blob([each.folded for _, each in found], column("folded_sizes")),
            "lost": _blob([each.lost for _, each in found], column("lost_sizes")),
            "units": _blob([each.token_bits for _, each in found], column("bits_sizes")),
        }
        bounds = np.append(0, np.cumsum(column("token_counts")))
        fields = _fields([each for _, each in found], bounds)
        segment = write_segment(folder, skeleton.doc_values(), blobs, fields, b"", counted=False)
        for extension in _SHARED_FILES:
            os.link(skeleton.file(extension).path, folder / f"{segment.segment_id()}{extension}")
        return SegmentReader(folder, segment, 0)


def _fields(found: Sequence[Texts], bounds: Docs) -> list[tuple[str, FieldOccurrences]]:
    """The occurrences of terms in some texts, which follow one another."""
    numbers: dict[bytes, int] = {}
    short, long = [], []
    start = 0
    for each in found:
        own = [numbers.setdefault(term, len(numbers)) for term in each.term_list()]
        # The last is that of no term.
        ids = np.array([*own, -1], np.int64)
        tokens = ids[each.tokens]
        at = np.flatnonzero(tokens >= 0)
        short.append((tokens[at], at + start))
        long.append((ids[each.compounds], each.compound_starts.astype(np.int64) + start))
        start += len(each.tokens)
    terms = [*numbers]
    parts: list[Callable[[], Any]] = [lambda: long, lambda: short]
    return [
        (name, FieldOccurrences(terms, part, bounds))
        for name, part in zip(("long", "short"), parts, strict=True)
    ]
