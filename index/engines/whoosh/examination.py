"""Examines whether all that a generation holds can be read, and agrees with the rest of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.engines.contract import Finding
from index.engines.whoosh.arrays import Docs, Integers
from index.engines.whoosh.segment.bigram_blocks import encode_bigram_blocks
from index.engines.whoosh.segment.bigram_counts import count_bigrams, meeting_bounds
from index.engines.whoosh.segment.postings import PostingLists, decode_postings
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import TERM_FIELDS
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import continues_word
from index.engines.whoosh.segment.synonym_groups import read_groups
from index.engines.whoosh.segment.term_dictionary import TermTableEntries
from index.engines.whoosh.writing.segment_builder import Documents, documents

# Bytes of posting lists, characters and bitmaps that are looked at together.
_BYTES_AT_ONCE = 4 << 20
# The column whose number only the texts as they are cut into tokens tell.
_LENGTH = "length"


class WhooshExamination:
    """Examines one generation; `identifiers` and `meetings` are the ids that were met.

    `progress` is told what is being looked at. What cannot be decoded at all raises whatever it
    raises there.
    """

    def __init__(self, folder: Path, progress: Callable[[str], None]) -> None:
        self._snapshot = Snapshot.open(folder)
        self._progress = progress
        self.identifiers: set[str] = set()
        self.meetings: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        """What does not agree."""
        for segment in self._snapshot.segments:
            for reason in self._examine_segment(segment):
                yield Finding(segment.name, reason)
        yield from self._examine_meetings()

    def _examine_segment(self, segment: SegmentReader) -> Iterator[str]:
        self._progress(f"{segment.name} の本文")
        yield from _examine_texts(segment)
        lengths = segment.doc_values()[_LENGTH].astype(np.int64)
        if not np.array_equal(lengths, _count_tokens(segment)):
            yield "発言の長さと語の区切りの数が合いません"
        for field in segment.dictionary.fields:
            self._progress(f"{segment.name} の {field}")
            bounds = lengths if field in TERM_FIELDS else None
            reasons = _examine_postings(segment, field, bounds)
            yield from dict.fromkeys(f"{field}: {reason}" for reason in reasons)
        self._progress(f"{segment.name} の文字の索引")
        if segment.file(".pairs").content().tobytes() != _encode_bigrams(segment, lengths):
            yield "文字の索引が本文と合いません"
        sizes = segment.text_ends - segment.text_starts
        bounds = meeting_bounds(segment.doc_values()["type"], sizes)
        counted = count_bigrams(segment.characters[:], bounds).encode()
        if segment.file(".counts").content().tobytes() != counted:
            yield "文字の並びの数が本文と合いません"
        for _ in read_groups([segment.synonym_groups]):
            pass

    def _examine_meetings(self) -> Iterator[Finding]:
        headers = self._snapshot.headers().tolist()
        live = 0
        for number, header in enumerate(headers):
            self._progress(f"会議 {number + 1:,}/{len(headers):,}")
            meeting = self._snapshot.meeting(header, whole=True)
            written = documents(meeting)
            live += len(written.doc_values)
            self.meetings.add(meeting.id)
            for reason in self._examine_meeting(header, written):
                yield Finding(meeting.id, reason)
        if live != int(np.count_nonzero(self._snapshot.live)):
            yield Finding(self._snapshot.name, "会議に属さない発言があります")

    def _examine_meeting(self, header: int, written: Documents) -> Iterator[str]:
        """Compare what the index holds of a meeting with what is written of it as it is read."""
        for doc, identifier in enumerate(written.ids, header):
            if identifier in self.identifiers:
                yield f"{identifier} という ID が重複しています"
            elif self._snapshot.find(identifier) != doc:
                yield f"{identifier} という ID で、ほかのものが見つかるか、何も見つかりません"
            self.identifiers.add(identifier)
        segment, local = self._snapshot.segment_of(header)
        end = local + len(written.doc_values)
        stored = segment.doc_values()[local:end]
        for column in stored.dtype.names or ():
            same = np.array_equal(stored[column], written.doc_values[column])
            if column not in (_LENGTH, "padding") and not same:
                yield f"{column} の値が発言の記録と合いません"
        texts = [segment.text(doc) for doc in range(local, end)]
        under = [segment.under.get(doc) for doc in range(local + len(written.ids), end)]
        if texts != written.texts or under != [each.tobytes() for each in written.under]:
            yield "見出しが発言の記録と合いません"


def _examine_texts(segment: SegmentReader) -> Iterator[str]:
    """The texts, and what is said of their characters."""
    sizes = np.diff(segment.text_starts, append=len(segment.characters))
    bits = np.diff(segment.token_bits.offsets)
    if (sizes < 0).any() or not np.array_equal(-(-sizes // 8), bits):
        yield "本文と語の区切りの長さが合いません"
    counts = np.zeros(1 << 16, np.int64)
    for start in range(0, len(segment.characters), _BYTES_AT_ONCE):
        here = segment.characters[start : start + _BYTES_AT_ONCE]
        counts += np.bincount(here, minlength=1 << 16)
    if not np.array_equal(counts, segment.character_counts):
        yield "文字の数が本文と合いません"


def _count_tokens(segment: SegmentReader) -> Integers:
    """int64[D]: the number of tokens of each text, by its bitmap."""
    offsets = segment.token_bits.offsets
    before = np.zeros(int(offsets[-1]) + 1, np.int64)
    bits = segment.token_bits.content[: int(offsets[-1])]
    np.cumsum(np.bitwise_count(bits), out=before[1:])
    return np.diff(before[offsets])


def _examine_postings(
    segment: SegmentReader, field: str, lengths: Integers | None
) -> Iterator[str]:
    """The terms of a field and their postings; `lengths` bound the positions, if there are any."""
    entries = segment.dictionary.entries([field])
    terms = entries.terms()
    if any(left >= right for left, right in pairwise(terms)):
        yield "語が順に並んでいません"
    sizes = np.diff(entries.offsets)
    if (sizes <= 0).any():
        yield "出現箇所の位置が順に並んでいません"
        return
    for lists, doc_freqs in _posting_lists(segment, entries):
        yield from _examine_lists(lists, doc_freqs, segment.doc_count, lengths)


def _posting_lists(
    segment: SegmentReader, entries: TermTableEntries
) -> Iterator[tuple[PostingLists, Integers]]:
    """The posting lists of a field's terms, some at a time, and their document frequencies."""
    ends = np.append(0, np.cumsum(np.diff(entries.offsets)))
    start = 0
    while start < len(entries.offsets):
        end = max(start + 1, int(ends.searchsorted(ends[start] + _BYTES_AT_ONCE)))
        lists = decode_postings(segment.posting_lists, entries.offsets[start:end])
        yield lists, entries.counts[start:end]
        start = end


def _encode_bigrams(segment: SegmentReader, lengths: Integers) -> bytes:
    """The `.pairs` file as it follows from the texts and where their tokens have terms."""
    is_word = np.zeros(int(lengths.sum()), np.bool_)
    firsts = np.cumsum(lengths) - lengths
    for lists, _ in _posting_lists(segment, segment.dictionary.entries(["short"])):
        is_word[np.repeat(firsts[lists.docs], lists.freqs) + lists.positions] = True
    bits = segment.token_bits.content[: int(segment.token_bits.offsets[-1])]
    sizes = segment.text_ends - segment.text_starts
    return encode_bigram_blocks(segment.characters[:], continues_word(bits, sizes, is_word))


def _examine_lists(
    lists: PostingLists, doc_freqs: Integers, doc_count: int, lengths: Integers | None
) -> Iterator[str]:
    if not np.array_equal(np.diff(lists.starts), doc_freqs):
        yield "語のある発言の数が合いません"
    if len(lists.docs) and (lists.docs.min() < 0 or lists.docs.max() >= doc_count):
        yield "ない発言を指しています"
        return
    if not _ascend(lists.docs, lists.starts):
        yield "発言が順に並んでいません"
    if lengths is None:
        return
    if int(lists.freqs.sum()) != len(lists.positions):
        yield "出現回数と出現位置の数が合いません"
        return
    starts = np.append(0, np.cumsum(lists.freqs))
    if not _ascend(lists.positions, starts):
        yield "出現位置が順に並んでいません"
    if (lists.positions >= np.repeat(lengths[lists.docs], lists.freqs)).any():
        yield "発言の外を指しています"


def _ascend(numbers: Docs, starts: Integers) -> bool:
    """Whether the numbers from each start to the next ascend, without repeats."""
    later = np.ones(len(numbers), np.bool_)
    later[starts[:-1][starts[:-1] < len(numbers)]] = False
    steps = np.diff(numbers, prepend=0)
    return bool((steps[later] > 0).all())
