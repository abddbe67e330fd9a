"""One segment of an index as arrays over memory maps, which are checked as they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import ambiguous_characters
from index.engines.whoosh.arrays import (
    Docs,
    Mask,
    drop_repeats,
    ranges,
    run_sizes,
    run_starts,
)
from index.engines.whoosh.segment.bigram_blocks import BigramBlockIndex, CodeUnits
from index.engines.whoosh.segment.bigram_counts import BigramCounts
from index.engines.whoosh.segment.checked_file import CheckedArray, CheckedFile
from index.engines.whoosh.segment.columns import BLOB_COLUMNS, Blobs
from index.engines.whoosh.segment.headings import under_headings
from index.engines.whoosh.segment.postings import PostingList, read_postings
from index.engines.whoosh.segment.schema import DOC_VALUES
from index.engines.whoosh.segment.stored_text import (
    PrintedOffsets,
    TokenBoundaries,
    gaps_and_marks,
    is_token_start,
    unfold,
    unfold_spans,
)
from index.engines.whoosh.segment.term_dictionary import (
    TermDictionary,
    TokenSubstringIndex,
)
from index.storage.checksums import FileRecord
from index.storage.damage import decoding

# The document at every 2^7-th character is held in memory: the characters up to the next are
# mostly of the same document or the next two. Many times faster than a binary search.
_STRIDE_BITS, _MAX_STEPS = 7, 2
_CODE_UNIT, _CODE_POINT = np.dtype("<u2"), np.dtype("<u4")
_SPARSELY_READ = (
    ".trm",
    ".pst",
    ".folded.col",
    ".pairs",
    ".lost.col",
    ".record.col",
    ".under.col",
    ".doc_values.col",
)
# Bitmaps that are this many times as long as those of some texts are read sooner than these copied.
_MAX_BETWEEN = 12
# More ids that begin alike are looked for among all that begin so.
_MIN_IDS_TO_SCAN = 4


def open_segments(
    folder: Path, segments: Iterable[Any], files: Mapping[str, FileRecord] | None = None
) -> list[SegmentReader]:
    """The readers of the segments of Whoosh's that have documents, numbered one after another.

    `files` are the records of the files of a generation; those of a draft are trusted.
    """
    readers: list[SegmentReader] = []
    base = 0
    for segment in segments:
        if segment.doc_count_all():
            readers.append(SegmentReader(folder, segment, base, files))
            base += segment.doc_count_all()
    return readers


class SegmentReader:
    """Entry point to the data structures of a segment: postings, terms, texts, records.

    All files are memory-mapped on opening, so that they stay readable when a later commit
    removes them; in memory are only arrays of offsets and what `make_tables` makes. Thread-safe.
    What is damaged raises IndexDamaged when it is read.

    A segment has D documents and N characters (search texts, one after another). Its methods
    number documents from 0; in the snapshot they follow document `base`.

    doc_count       D
    posting_lists   bytes        the `.pst` file (postings.py)
    blobs           by column    `folded`, `lost`, `token_bits`, `records` and `under`
    folded, lost    Blobs        the texts (stored_text.py)
    token_bits      Blobs        where tokens begin (stored_text.py)
    records         Blobs        meetings and utterances but for their texts (serialization.py)
    under           Blobs        the utterances under each heading (headings.py)
    synonym_groups  bytes        the `.groups` file (synonym_groups.py)
    dictionary                   its terms (term_dictionary.py)
    bigrams                      the prefilter of the substring search (bigram_blocks.py)
    characters      uint16[N]    the search texts as UTF-16; like other large ones a CheckedArray
    character_counts int64[65536] how often each code unit occurs in `characters`
    text_starts     int64[D]     where each text begins in `characters`
    text_ends       int64[D]     where each text ends
    """

    def __init__(
        self,
        folder: Path,
        segment: Any,
        base: int,
        files: Mapping[str, FileRecord] | None = None,
    ) -> None:
        self.base = base
        self.doc_count: int = segment.doc_count_all()
        self._segment = segment
        self._folder = folder
        self._name: str = segment.segment_id()
        self._records = files
        self._files: dict[str, CheckedFile] = {}
        self.posting_lists = self._open(".pst").array(np.uint8)
        terms = self._open(".trm")
        with decoding(terms.path):
            self.dictionary = TermDictionary(terms.content())
        self.blobs = {column: self._blobs(column) for column in BLOB_COLUMNS}
        self.folded, self.lost, self.token_bits, self.records, self.under = self.blobs.values()
        self._doc_values = self._open(".doc_values.col").content()
        self.synonym_groups = self._open(".groups").content().tobytes()
        pairs = self._open(".pairs")
        with decoding(pairs.path):
            self.bigrams = BigramBlockIndex(pairs)
        self.character_counts = self.bigrams.character_counts
        self._open(".counts")
        self.characters = self._files[".folded.col"].array(
            _CODE_UNIT, 0, int(self.folded.offsets[-1])
        )
        self.text_starts: Docs = self.folded.offsets[:-1] // 2
        self.text_ends: Docs = self.folded.offsets[1:] // 2
        # What to add to an index of `characters` to get the number of its bit in `token_bits`.
        self._bit_shifts = 8 * self.token_bits.offsets[:-1] - self.text_starts

    def _open(self, extension: str) -> CheckedFile:
        path = self._folder / f"{self._name}{extension}"
        with decoding(path):
            record = None if self._records is None else self._records[path.name]
            file = self._files[extension] = CheckedFile.open(path, record)
        return file

    def _blobs(self, column: str) -> Blobs:
        file = self._open(f".{column}.col")
        with decoding(file.path):
            blobs = Blobs.read(file)
            if len(blobs.offsets) != self.doc_count + 1:
                raise ValueError(f"{len(blobs.offsets)} offsets")
        return blobs

    def local(self, docs: Docs) -> Docs:
        """Those of a snapshot's documents (ascending) that are its own, as it numbers them."""
        first, last = docs.searchsorted([self.base, self.base + self.doc_count])
        return docs[first:last] - self.base

    @property
    def name(self) -> str:
        return self._name

    @property
    def files(self) -> Collection[CheckedFile]:
        """The mapped files that a query may read."""
        return self._files.values()

    def file(self, extension: str) -> CheckedFile:
        """The file of that extension."""
        return self._files[extension]

    def unmap(self) -> None:
        """Give up the pages of the files of which a query reads a few parts, and the next others.

        Of the others each reads a good part, and would map it again.
        """
        for extension in _SPARSELY_READ:
            self._files[extension].unmap()

    def make_tables(self) -> None:
        """Make what the first query would wait for."""
        _ = self.token_substrings, self._doc_at_stride, self.spaced_docs, self.hyphens

    @property
    def bigram_counts(self) -> BigramCounts:
        """In how many blocks each bigram begins, in deleted texts too."""
        file = self._files[".counts"]
        with decoding(file.path):
            return BigramCounts.decode(file.content())

    @cached_property
    def token_substrings(self) -> TokenSubstringIndex:
        """Finds tokens by a part of their surface form."""
        return TokenSubstringIndex(self.dictionary.entries(("short",)))

    @cached_property
    def expanding_characters(self) -> frozenset[str]:
        """The `ambiguous_characters` that occur in the segment's texts."""
        return frozenset(
            char for char in ambiguous_characters() if self.character_counts[ord(char)]
        )

    def text(self, doc: int) -> str:
        """The text of an utterance as it was given."""
        folded, lost = self.folded.get(doc), self.lost.get(doc)
        return unfold(folded, lost) if lost else folded.decode("utf-16-le", "surrogatepass")

    def _lost_of(self, docs: Docs) -> tuple[CheckedArray[np.uint32], Docs, Docs]:
        """The `lost` of all texts; where that of some documents begins, and its characters."""
        offsets = self.lost.offsets
        column = self._files[".lost.col"].array(_CODE_POINT, 0, int(offsets[-1]))
        return column, offsets[docs] // 4, (offsets[docs + 1] - offsets[docs]) // 8

    def printed_forms(self, docs: Docs, starts: Docs, ends: Docs) -> list[str]:
        """Spans of `characters` as they are printed, but for what is left out there.

        The rest of the texts is not read.
        """
        sizes = ends - starts
        folded, offsets = self.characters[ranges(starts, sizes)], starts - self.text_starts[docs]
        return unfold_spans(folded, offsets, sizes, *self._lost_of(docs))

    def printed_spans(self, docs: Docs, starts: Docs, ends: Docs) -> tuple[Docs, Docs]:
        """Where spans of `characters`, none empty, begin and end in the printed texts.

        `docs` are their documents, ascending; offsets are counted in each text.
        """
        firsts = run_starts(docs)
        text = np.repeat(np.arange(len(firsts)), run_sizes(firsts, len(docs)))
        begins = self.text_starts[docs]
        offsets = PrintedOffsets(*self._lost_of(docs[firsts]))
        return offsets.spans(text, starts - begins, ends - begins)

    def searched_before(self, docs: Docs, texts: Docs, offsets: Docs) -> Docs:
        """How many characters before these offsets in the printed texts are searched.

        Offset i is in the text of the document docs[texts[i]].
        """
        return PrintedOffsets(*self._lost_of(docs)).searched_before(texts, offsets)

    @cached_property
    def _gaps_and_marks(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        column, _, counts = self._lost_of(np.arange(self.doc_count))
        return gaps_and_marks(column, counts, self.text_starts)

    @property
    def gaps(self) -> npt.NDArray[np.uint32]:
        """The characters that follow a gap (search_text.py), ascending."""
        return self._gaps_and_marks[0]

    @cached_property
    def hyphens(self) -> npt.NDArray[np.uint32]:
        """The hyphens that are printed as long marks (search_text.py), ascending."""
        _, marks = self._gaps_and_marks
        hyphens: npt.NDArray[np.uint32] = marks[self.characters[marks.astype(np.int64)] == ord("-")]
        return hyphens

    def characters_at(self, docs: Docs, offsets: Docs) -> CodeUnits:
        """The character at each offset in `characters`; 0 for one that is outside its document."""
        found: CodeUnits = self.characters.take(offsets)
        found[(offsets < self.text_starts[docs]) | (offsets >= self.text_ends[docs])] = 0
        return found

    def token_boundaries(self, docs: Docs) -> TokenBoundaries:
        """The token boundaries of some texts (ascending)."""
        starts = self.token_bits.offsets[docs]
        ends = self.token_bits.offsets[docs + 1]
        sizes = ends - starts
        total = int(sizes.sum())
        if len(docs) and ends[-1] - starts[0] < _MAX_BETWEEN * total:
            # Sooner read with the texts between them than copied.
            content = self.token_bits.content[starts[0] : ends[-1]]
            return TokenBoundaries(content, starts - starts[0], sizes)
        content = self.token_bits.content[ranges(starts, sizes)]
        return TokenBoundaries(content, np.cumsum(sizes) - sizes, sizes)

    def at_token_boundary(self, docs: Docs, offsets: Docs) -> Mask:
        """Whether a token begins, or the text ends, at each offset in `characters`; bool[n].

        `docs` are the documents of the offsets.
        """
        # The last text's end may be a bit behind the bitmaps; the file goes on there.
        bound = is_token_start(self.token_bits.content, offsets + self._bit_shifts[docs])
        bound |= offsets == self.text_ends[docs]
        return bound

    def are_tokens(self, docs: Docs, starts: Docs, ends: Docs) -> Mask:
        """Whether each span of `characters` begins and ends at token boundaries; bool[n]."""
        bound = self.at_token_boundary(docs, ends)
        bound &= is_token_start(self.token_bits.content, starts + self._bit_shifts[docs])
        return bound

    def widen_to_tokens(self, docs: Docs, starts: Docs, ends: Docs) -> tuple[Docs, Docs]:
        """Where the tokens that spans of `characters` are in begin and end."""
        starts, ends = starts.copy(), ends.copy()
        for edges, step in ((starts, -1), (ends, 1)):
            rest = np.flatnonzero(~self.at_token_boundary(docs, edges))
            while len(rest):
                edges[rest] += step
                rest = rest[~self.at_token_boundary(docs[rest], edges[rest])]
        return starts, ends

    @cached_property
    def spaced_docs(self) -> Docs:
        """The documents that have a token in spaced letters, ascending."""
        gaps = self.gaps.astype(np.int64)
        docs = self.docs_at(gaps)
        return drop_repeats(docs[~self.at_token_boundary(docs, gaps)])

    @cached_property
    def _doc_at_stride(self) -> npt.NDArray[np.int32]:
        """The document at every 2^7-th character."""
        strides = -(-len(self.characters) >> _STRIDE_BITS)
        begun = np.minimum(-(-self.folded.offsets >> (_STRIDE_BITS + 1)), strides)
        return np.repeat(np.arange(self.doc_count, dtype=np.int32), np.diff(begun))

    def docs_at(self, offsets: Docs) -> Docs:
        """The document at each offset in `characters`; int64[n]."""
        docs: Docs = self._doc_at_stride[offsets >> _STRIDE_BITS].astype(np.int64)
        later = np.flatnonzero(offsets >= self.text_ends[docs])
        for _ in range(_MAX_STEPS):
            docs[later] += 1
            later = later[offsets[later] >= self.text_ends[docs[later]]]
        docs[later] = self.text_ends.searchsorted(offsets[later], "right")
        return docs

    def under_headings(self, docs: Docs) -> Docs:
        """The utterances under any of some headings, which ascend; ascending."""
        return under_headings(self.under, docs, self.doc_count)

    def doc_values(self) -> npt.NDArray[np.void]:
        """DOC_VALUES[D]. Raises ValueError if the file is cut."""
        values = self._doc_values[: self.doc_count * DOC_VALUES.itemsize]
        if len(values) != self.doc_count * DOC_VALUES.itemsize:
            raise ValueError(f"{self._name}.doc_values.col: {len(values)} bytes")
        return values.view(DOC_VALUES)

    def deleted_docs(self) -> list[int]:
        """The deleted documents, numbered in the snapshot."""
        return [number + self.base for number in self._segment.deleted_docs()]

    def docs_of_ids(self, ids: Collection[bytes]) -> Iterator[tuple[bytes, int]]:
        """The documents of some ids, deleted ones too; those of one meeting are found fast."""
        groups: dict[bytes, list[bytes]] = {}
        for each in ids:
            groups.setdefault(each[: max(each.rfind(b"-"), each.rfind(b"_")) + 1], []).append(each)
        for prefix, group in groups.items():
            if prefix and len(group) > _MIN_IDS_TO_SCAN:
                wanted = set(group)
                entries = self.dictionary.with_prefix("id", prefix)
                found = [(each.term, each.offset) for each in entries if each.term in wanted]
            else:
                offsets = ((each, self.dictionary.find("id", each)) for each in group)
                found = [(each, offset) for each, offset in offsets if offset is not None]
            for each, offset in found:
                for doc in read_postings(self.posting_lists, offset).docs.tolist():
                    yield each, doc

    def postings(self, field: str, term: bytes) -> PostingList | None:
        """The postings of exactly this term; None if it does not occur."""
        offset = self.dictionary.find(field, term)
        return None if offset is None else read_postings(self.posting_lists, offset)
