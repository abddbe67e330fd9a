"""Find a string wherever it stands, whatever a tokenizer would have cut there.

The folded texts of a segment lie one after another in one column, in UTF-16: the
scan is one search through a memory map, and a byte offset is twice a character's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.lookup import NOTHING, Counts, tally
from index.engines.whoosh.snapshot import Reading, SegmentView, Snapshot
from index.folding import fold, is_exact, patterns
from index.results import Span


def scan(snapshot: Snapshot, text: str) -> Counts:
    """The live utterances in which `text` stands, widths and case aside."""
    docs: list[int] = []
    for segment in snapshot.segments:
        offsets = segment.folded.offsets
        for pattern in patterns(text, segment.odd):
            found = np.fromiter(_offsets(segment, pattern), np.int64)
            local = np.searchsorted(offsets, found, "right") - 1
            inside = found + 2 * len(pattern) <= offsets[local + 1]
            docs.extend((local[inside] + segment.base).tolist())
    if not docs:
        return NOTHING
    found_in = tally(np.array(docs, np.int64))
    keep = snapshot.live[found_in.docs]
    if not is_exact(fold(text)):
        texts = (snapshot.read(doc).text for doc in found_in.docs.tolist())
        keep &= np.fromiter((text in each for each in texts), np.bool_)
    return found_in.only(keep)


def _offsets(segment: SegmentView, pattern: str) -> Iterator[int]:
    """Byte offsets of a folded pattern in a segment's folded texts; none overlap."""
    if not pattern:
        return
    wanted = pattern.encode("utf-16-le")
    source = segment.folded.source
    end = int(segment.folded.offsets[-1])
    at = source.find(wanted, 0, end)
    while at >= 0:
        if at % 2:
            at = source.find(wanted, at + 1, end)
        else:
            yield at
            at = source.find(wanted, at + len(wanted), end)


def places(reading: Reading, text: str) -> Iterator[Span]:
    """The characters at which `text` stands in one utterance."""
    for pattern in patterns(text, reading.odd):
        at = reading.folded.find(pattern) if pattern else -1
        while at >= 0:
            yield Span(at, at + len(pattern))
            at = reading.folded.find(pattern, at + len(pattern))
