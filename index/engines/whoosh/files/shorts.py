"""The printed forms of a segment's short units, to be found by what stands in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.files.dictionary import Entries, Listed
from index.spelling.folding import fold
from index.spelling.units import form_of

_BETWEEN = "\0"


class ShortForms:
    """The terms of short units (`key`, a mark, `form`), their forms folded in one string.

    Each two neighbouring characters are kept in order, with where they stand.
    """

    def __init__(self, entries: Entries) -> None:
        content = entries.content.data
        bounds = zip(entries.starts.tolist(), entries.sizes.tolist(), strict=True)
        forms = [form_of(bytes(content[start : start + size])) for start, size in bounds]
        self._entries = entries
        self._folded = fold(_BETWEEN.join(forms))
        self._ends = (np.cumsum([len(form) + 1 for form in forms]) - 1).astype(np.int32)
        pairs = _pairs(self._folded)
        self._places = np.argsort(pairs, kind="stable").astype(np.int32)
        self._pairs = pairs[self._places]

    def having(self, pattern: str) -> Iterator[Listed]:
        """The terms in whose form a folded string of two characters or more stands, in order."""
        (pair,) = _pairs(pattern[:2])
        first, last = (self._pairs.searchsorted(pair, side) for side in ("left", "right"))
        end = 0
        for at in self._places[first:last].tolist():
            # What stands in a form twice is told once.
            if at >= end and self._folded.startswith(pattern, at):
                number = int(self._ends.searchsorted(at, "right"))
                end = int(self._ends[number])
                if at + len(pattern) <= end:
                    yield self._term(number)

    def _term(self, number: int) -> Listed:
        entries = self._entries
        start, size = int(entries.starts[number]), int(entries.sizes[number])
        term = entries.content[start : start + size].tobytes()
        return Listed(term, int(entries.offsets[number]), int(entries.counts[number]))


def _pairs(folded: str) -> npt.NDArray[np.uint32]:
    """Each two neighbouring characters as one number."""
    codes = np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.uint32)
    return (codes[:-1] << np.uint32(16)) | codes[1:]
