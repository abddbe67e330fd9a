"""Find a string wherever it stands, whatever a tokenizer would have cut there.

The folded texts of a segment lie one after another in one column, as one array of
characters. The rarest character of the string is looked for in all of it at once,
and the others only beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.lookup import NOTHING, Counts, tally
from index.engines.whoosh.snapshot import Docs, Mask, Reading, SegmentView, Snapshot
from index.folding import fold, is_exact, normal, patterns
from index.results import Span

# So many characters are compared at once: what the processor's caches hold.
_STRIDE = 1 << 20


def scan(snapshot: Snapshot, text: str) -> Counts:
    """The live utterances in which `text` stands, widths and case aside."""
    docs: list[int] = []
    for segment in snapshot.segments:
        for pattern in patterns(text, segment.odd):
            found = _places(segment, pattern)
            local = np.searchsorted(segment.ends, found, "right")
            inside = found + len(pattern) <= segment.ends[local]
            apart = _apart(found[inside], len(pattern))
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


def _places(segment: SegmentView, pattern: str) -> Docs:
    """Where a folded pattern begins in a segment's folded texts, as character offsets.

    Places may overlap: one that lies across two texts must not hide one in the second.
    """
    characters = segment.characters
    codes = np.frombuffer(pattern.encode("utf-16-le", "surrogatepass"), "<u2")
    by_rarity = np.argsort(segment.histogram[codes], kind="stable").tolist()
    last = len(characters) - len(codes) + 1
    found = []
    for start in range(0, last if len(codes) else 0, _STRIDE):
        end = min(start + _STRIDE, last)
        first = by_rarity[0]
        here = np.flatnonzero(characters[start + first : end + first] == codes[first]) + start
        for place in by_rarity[1:]:
            here = here[characters[here + place] == codes[place]]
        found.append(here)
    return np.concatenate(found) if found else NOTHING.docs


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
