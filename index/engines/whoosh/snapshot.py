"""One committed generation, opened for reading: Whoosh's segments as arrays.

Documents are numbered through all segments, as Whoosh numbers them. The arrays
`facts`, `live` and `exchange_of` have one entry a document; text, units and records
stay on disk as memory maps and are read for the few documents that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import whoosh.index
from whoosh.codec.whoosh3 import W3TermsReader
from whoosh.filedb.structfile import BufferFile

from index.engines.whoosh.columns import Bytes, open_map, read_blobs
from index.engines.whoosh.postings import PostingList, read_postings
from index.engines.whoosh.schema import FACTS, MEETING, schema
from index.engines.whoosh.texts import unfolded
from index.folding import odd_characters, valid
from index.minutes import Meeting, Utterance
from index.records import read_meeting, read_utterance

# A page reads the same few utterances once for each word.
_KEPT_READINGS = 512

Docs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Blobs(NamedTuple):
    """A blob column of one segment."""

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
    """One segment; `base` is the number of its first document.

    Its files are memory maps and nothing else: many threads may read them at once,
    and they stay readable when a later commit removes them.
    """

    def __init__(self, folder: Path, segment: Any, base: int) -> None:
        self.base = base
        self.count: int = segment.doc_count_all()
        self._segment = segment
        self._folder = folder
        self._name: str = segment.segment_id()
        self._postings = np.frombuffer(open_map(folder / f"{self._name}.pst"), np.uint8)
        terms = memoryview(open_map(folder / f"{self._name}.trm"))
        self._terms = W3TermsReader(segment.codec(), BufferFile(terms), len(terms), None)
        # All are opened now: later, the folder may have been dropped for newer ones.
        self.folded = self._blobs("folded")
        self.lost = self._blobs("lost")
        self.units = self._blobs("units")
        self.record = self._blobs("record")

    def _blobs(self, column: str) -> Blobs:
        source = open_map(self._folder / f"{self._name}.{column}.col")
        content, offsets = read_blobs(np.frombuffer(source, np.uint8))
        if len(offsets) != self.count + 1:
            raise ValueError(f"{self._name}.{column}.col: {len(offsets)} offsets")
        return Blobs(content, offsets.astype(np.int64))

    @cached_property
    def characters(self) -> npt.NDArray[np.uint16]:
        """The folded texts one after another."""
        return self.folded.content[: int(self.folded.offsets[-1])].view("<u2")

    @cached_property
    def ends(self) -> Docs:
        """Where in `characters` each text ends."""
        return self.folded.offsets[1:] // 2

    @cached_property
    def histogram(self) -> npt.NDArray[np.int64]:
        """How often each character occurs in `characters`."""
        return np.bincount(self.characters, minlength=0x10000)

    @cached_property
    def odd(self) -> frozenset[str]:
        """Which characters that fold to several occur in this segment's texts."""
        return frozenset(char for char in odd_characters() if self.histogram[ord(char)])

    def facts(self) -> npt.NDArray[np.void]:
        content = np.frombuffer(open_map(self._folder / f"{self._name}.facts.col"), np.uint8)
        facts = content[: self.count * FACTS.itemsize].view(FACTS)
        if len(facts) != self.count:
            raise ValueError(f"{self._name}.facts.col: {len(facts)} rows")
        return facts

    def deleted(self) -> list[int]:
        return [number + self.base for number in self._segment.deleted_docs()]

    def forms(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, PostingList]]:
        """The terms that begin with `prefix`, with their postings (local numbers)."""
        for (name, term), terminfo in self._terms.items_from(field, prefix):
            if name != field or not term.startswith(prefix):
                return
            yield term, read_postings(self._postings, terminfo.extent()[0])

    def postings(self, field: str, term: bytes) -> PostingList | None:
        """The postings of exactly this term; null if it does not occur."""
        if (field, term) not in self._terms:
            return None
        offset, _ = self._terms.term_info(field, term).extent()
        return read_postings(self._postings, offset)


class Snapshot:
    """A generation whole."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        with closing(whoosh.index.open_dir(str(folder), schema=schema()).reader()) as reader:
            self.segments = [
                SegmentView(folder, leaf.segment(), base)
                for leaf, base in reader.leaf_readers()
                if leaf.doc_count_all()
            ]
        facts = [segment.facts() for segment in self.segments]
        self.facts = np.concatenate([np.empty(0, FACTS), *facts])
        self.live = np.ones(len(self.facts), np.bool_)
        for segment in self.segments:
            self.live[segment.deleted()] = False
        self._bases = np.array([segment.base for segment in self.segments], np.int64)
        # Not a method of this snapshot: that would be a cycle, and keep its files open.
        self.read = lru_cache(maxsize=_KEPT_READINGS)(partial(_read, self.segments, self._bases))
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
        return _segment_of(self.segments, self._bases, doc)

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
        # The same meeting may begin again, where one without utterances was replaced.
        rest &= self.facts["type"][header + 1 :] != MEETING
        return len(rest) if rest.all() else int(np.argmin(rest))

    def header_of(self, doc: int) -> int:
        """The header document of the meeting a document belongs to."""
        return doc - int(self.facts["order"][doc])

    def find(self, field: str, value: str) -> Iterator[int]:
        """The live documents whose `field` (id, meeting) is exactly `value`."""
        for segment in self.segments:
            postings = segment.postings(field, valid(value).encode())
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


def _segment_of(segments: Sequence[SegmentView], bases: Docs, doc: int) -> tuple[SegmentView, int]:
    segment = segments[int(np.searchsorted(bases, doc, "right")) - 1]
    return segment, doc - segment.base


def _read(segments: Sequence[SegmentView], bases: Docs, doc: int) -> Reading:
    segment, local = _segment_of(segments, bases, doc)
    lengths = np.frombuffer(segment.units.get(local), np.uint8)
    folded = segment.folded.get(local)
    return Reading(
        text=unfolded(folded, segment.lost.get(local)),
        folded=folded.decode("utf-16-le", "surrogatepass"),
        bounds=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).tolist(),
        odd=segment.odd,
    )
