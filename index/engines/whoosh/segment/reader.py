"""One segment of an index as arrays over memory maps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import ambiguous_characters
from index.engines.whoosh.arrays import Docs, Mask, ranges
from index.engines.whoosh.segment.bigram_blocks import BigramBlockIndex
from index.engines.whoosh.segment.columns import Bytes, open_map, read_blobs
from index.engines.whoosh.segment.postings import PostingList, read_postings
from index.engines.whoosh.segment.schema import DOC_VALUES
from index.engines.whoosh.segment.shorts import TokenSubstringIndex
from index.engines.whoosh.segment.stored_text import FoldingLoss, unfold, unfold_spans
from index.engines.whoosh.segment.term_dictionary import TermDictionary, TermEntry, TermTableEntries
from index.engines.whoosh.segment.token_boundaries import TokenBoundaries, is_token_start

# So many characters (as a power of two) lie mostly in one text or two: in which the first
# of them is, is kept. To look a place up among all texts takes many times as long, and is
# done where it is not in one of so many that follow.
_STRETCH, _NEXT = 7, 2


class Blobs(NamedTuple):
    """A blob column of one segment."""

    content: Bytes
    offsets: npt.NDArray[np.int64]

    def array(self, local: int) -> Bytes:
        start, end = self.offsets[local : local + 2].tolist()
        return self.content[start:end]

    def get(self, local: int) -> bytes:
        return self.array(local).tobytes()


class SegmentReader:
    """One segment; `base` is the number of its first document.

    Its files are memory maps and nothing else: many threads may read them at once,
    and they stay readable when a later commit removes them.
    """

    def __init__(self, folder: Path, segment: Any, base: int) -> None:
        self.base = base
        self.doc_count: int = segment.doc_count_all()
        self._segment = segment
        self._folder = folder
        self._name: str = segment.segment_id()
        self._postings = np.frombuffer(open_map(folder / f"{self._name}.pst"), np.uint8)
        self._terms = open_map(folder / f"{self._name}.trm")
        self._dictionary = TermDictionary(self._terms, segment.codec())
        # All are opened now: later, the folder may have been dropped for newer ones.
        self.folded = self._blobs("folded")
        self.lost = self._blobs("lost")
        self.token_bits = self._blobs("units")
        self.records = self._blobs("record")
        self.synonym_groups = (folder / f"{self._name}.groups").read_bytes()
        self._pairs = np.frombuffer(open_map(folder / f"{self._name}.pairs"), np.uint8)
        self.bigrams = BigramBlockIndex(self._pairs)

    def _blobs(self, column: str) -> Blobs:
        source = open_map(self._folder / f"{self._name}.{column}.col")
        content, offsets = read_blobs(np.frombuffer(source, np.uint8))
        if len(offsets) != self.doc_count + 1:
            raise ValueError(f"{self._name}.{column}.col: {len(offsets)} offsets")
        return Blobs(content, offsets.astype(np.int64))

    @cached_property
    def characters(self) -> npt.NDArray[np.uint16]:
        """The folded texts one after another."""
        return self.folded.content[: int(self.folded.offsets[-1])].view("<u2")

    @cached_property
    def text_ends(self) -> Docs:
        """Where in `characters` each text ends."""
        return self.folded.offsets[1:] // 2

    @cached_property
    def text_starts(self) -> Docs:
        """Where in `characters` each text begins."""
        return self.folded.offsets[:-1] // 2

    @cached_property
    def _bits(self) -> Docs:
        """For each text, from a place in `characters` to its bit in the units' column."""
        return 8 * self.token_bits.offsets[:-1] - self.text_starts

    @property
    def files(self) -> Sequence[Bytes]:
        """What a query may read of, whole files."""
        terms = np.frombuffer(self._terms, np.uint8)
        blobs = (self.folded, self.token_bits, self.lost, self.records)
        return (self._pairs, terms, self._postings, *(each.content for each in blobs))

    def prepare(self) -> None:
        """Make what the first query would wait for."""
        _ = self.short_forms, self._stretches

    @cached_property
    def short_forms(self) -> TokenSubstringIndex:
        """The printed forms of its short units."""
        return TokenSubstringIndex(self.term_table(("short",)))

    @property
    def character_counts(self) -> npt.NDArray[np.int64]:
        """How often each character occurs in `characters`."""
        return self.bigrams.character_counts

    @cached_property
    def expanding_characters(self) -> frozenset[str]:
        """Which characters that fold to several occur in this segment's texts."""
        return frozenset(
            char for char in ambiguous_characters() if self.character_counts[ord(char)]
        )

    def text(self, local: int) -> str:
        """The text of an utterance, as it was given."""
        folded, lost = self.folded.get(local), self.lost.get(local)
        return unfold(folded, lost) if lost else folded.decode("utf-16-le", "surrogatepass")

    def original_texts(self, docs: Docs, starts: Docs, ends: Docs) -> list[str]:
        """What is printed at some places in `characters`, without reading the texts they are in."""
        lost = self.lost.offsets
        column = self.lost.content[: int(lost[-1])].view("<u4")
        counts = (lost[docs + 1] - lost[docs]) // 8
        there = FoldingLoss(column, lost[docs] // 4, counts, starts - self.text_starts[docs])
        sizes = ends - starts
        return unfold_spans(self.characters[ranges(starts, sizes)], sizes, there)

    def token_boundaries(self, docs: Docs) -> TokenBoundaries:
        """Where the short units of some texts begin."""
        offsets = self.token_bits.offsets[docs]
        sizes = self.token_bits.offsets[docs + 1] - offsets
        return TokenBoundaries(self.token_bits.content[ranges(offsets, sizes)], sizes)

    def at_token_boundary(self, docs: Docs, places: Docs) -> Mask:
        """Whether a short unit begins at each place in `characters`, or the text ends."""
        # Behind the last text's bits there is more in the file, so none is read in vain.
        bound = is_token_start(self.token_bits.content, places + self._bits[docs])
        bound |= places == self.text_ends[docs]
        return bound

    @cached_property
    def _stretches(self) -> npt.NDArray[np.int32]:
        """In which text each stretch of `characters` begins."""
        stretches = -(-len(self.characters) >> _STRETCH)
        begun = np.minimum(-(-self.folded.offsets >> (_STRETCH + 1)), stretches)
        return np.repeat(np.arange(self.doc_count, dtype=np.int32), np.diff(begun))

    def are_tokens(self, docs: Docs, starts: Docs, ends: Docs) -> Mask:
        """Whether a short unit begins at each of `starts`, and one ends at its end."""
        bits = self._bits[docs]
        bound = is_token_start(self.token_bits.content, ends + bits)
        bound |= ends == self.text_ends[docs]
        bound &= is_token_start(self.token_bits.content, starts + bits)
        return bound

    def docs_at(self, places: Docs) -> Docs:
        """In which text each of some places in `characters` is."""
        docs: Docs = self._stretches[places >> _STRETCH].astype(np.int64)
        later = np.flatnonzero(places >= self.text_ends[docs])
        for _ in range(_NEXT):
            docs[later] += 1
            later = later[places[later] >= self.text_ends[docs[later]]]
        docs[later] = self.text_ends.searchsorted(places[later], "right")
        return docs

    def doc_values(self) -> npt.NDArray[np.void]:
        content = np.frombuffer(open_map(self._folder / f"{self._name}.doc_values.col"), np.uint8)
        doc_values = content[: self.doc_count * DOC_VALUES.itemsize].view(DOC_VALUES)
        if len(doc_values) != self.doc_count:
            raise ValueError(f"{self._name}.doc_values.col: {len(doc_values)} rows")
        return doc_values

    def deleted_docs(self) -> list[int]:
        return [number + self.base for number in self._segment.deleted_docs()]

    def terms_with_prefix(self, field: str, prefix: bytes) -> list[TermEntry]:
        """The terms that begin with `prefix`, in order."""
        return self._dictionary.beginning(field, prefix)

    def term_table(self, fields: Sequence[str]) -> TermTableEntries:
        """All terms of some fields."""
        return self._dictionary.entries(fields)

    def postings_at(self, offset: int) -> PostingList:
        return read_postings(self._postings, offset)

    def postings(self, field: str, term: bytes) -> PostingList | None:
        """The postings of exactly this term; null if it does not occur."""
        offset = self._dictionary.find(field, term)
        return None if offset is None else read_postings(self._postings, offset)
