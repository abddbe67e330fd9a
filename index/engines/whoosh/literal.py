"""Find a string wherever it stands, whatever a tokenizer would have cut there.

The folded texts of a segment lie one after another in one column, in UTF-16: the
scan is one search through a memory map, and a byte offset is twice a character's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.lookup import NOTHING, Counts, tally
from index.engines.whoosh.snapshot import Docs, Mask, Reading, SegmentView, Snapshot
from index.folding import fold, is_exact, normal, patterns
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
            apart = _apart(found[inside], 2 * len(pattern))
            docs.extend((local[inside][apart] + segment.base).tolist())
    if not docs:
        return NOTHING
    found_in = tally(np.array(docs, np.int64))
    keep = snapshot.live[found_in.docs]
    if not is_exact(fold(text)):
        texts = (snapshot.read(doc).text for doc in found_in.docs.tolist())
        keep &= np.fromiter((_stands(text, each) for each in texts), np.bool_)
    return found_in.only(keep)


def _stands(text: str, inside: str) -> bool:
    """Whether it does, told by the characters themselves."""
    return text in inside or normal(text) in normal(inside)


def _offsets(segment: SegmentView, pattern: str) -> Iterator[int]:
    """Byte offsets of a folded pattern in a segment's folded texts, one after another.

    They may overlap: one that lies across two texts must not hide one in the second.
    """
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
            at = source.find(wanted, at + 2, end)


def _apart(found: Docs, size: int) -> Mask:
    """Which of these places, `size` long, do not overlap the last one that is kept."""
    kept = np.ones(len(found), np.bool_)
    if (np.diff(found) >= size).all():
        return kept
    end = 0
    for number, at in enumerate(found.tolist()):
        kept[number] = at >= end
        end = at + size if at >= end else end
    return kept


def places(reading: Reading, text: str) -> Iterator[Span]:
    """The characters at which `text` stands in one utterance."""
    for pattern in patterns(text, reading.odd):
        at = reading.folded.find(pattern) if pattern else -1
        while at >= 0:
            yield Span(at, at + len(pattern))
            at = reading.folded.find(pattern, at + len(pattern))
