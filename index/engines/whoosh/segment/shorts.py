"""The printed forms of a segment's short units, to be found by what stands in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold
from index.analysis.tokens import form_of
from index.engines.whoosh.segment.term_dictionary import TermEntry, TermTableEntries

# A private character, which folds to itself and is in no string that is looked for here.
_BETWEEN = "\ue000"

Integers = npt.NDArray[np.int64]


class TokenSubstringIndex:
    """The terms of short units (`key`, a mark, `form`), their forms folded one after another.

    Each two neighbouring characters are kept in order, with where they stand.
    """

    def __init__(self, entries: TermTableEntries) -> None:
        content = entries.content.data
        bounds = zip(entries.starts.tolist(), entries.sizes.tolist(), strict=True)
        forms = [form_of(bytes(content[start : start + size])) for start, size in bounds]
        # Each as small as it may be: every process keeps them for every segment.
        self._content = entries.content
        self._starts, self._sizes = entries.starts.astype(np.uint32), entries.sizes.astype(np.int32)
        self._offsets, self._counts = entries.offsets.copy(), entries.counts.astype(np.int32)
        self._codes = _codes(fold(_BETWEEN.join(forms)))
        self._ends = np.cumsum([len(form) + 1 for form in forms], dtype=np.int32) - 1
        pairs = _pairs(self._codes)
        self._places = np.argsort(pairs, kind="stable").astype(np.int32)
        self._pairs = pairs[self._places]

    def having(self, pattern: str) -> Integers:
        """The terms, by number, in whose form a folded string of two characters or more stands."""
        codes = _codes(pattern)
        pair = _pairs(codes)[0]
        first = self._pairs.searchsorted(pair, "left")
        last = self._pairs.searchsorted(pair, "right")
        places = self._places[first:last]
        places = places[places + len(codes) <= len(self._codes)]
        for at in range(2, len(codes)):
            places = places[self._codes[places + at] == codes[at]]
        numbers = self._ends.searchsorted(places, "right")
        # What stands in a form twice is told once.
        return np.unique(numbers)

    def term(self, number: int) -> TermEntry:
        """A term by its number."""
        start, size = int(self._starts[number]), int(self._sizes[number])
        term = self._content[start : start + size].tobytes()
        return TermEntry(term, int(self._offsets[number]), int(self._counts[number]))


def _codes(folded: str) -> npt.NDArray[np.uint16]:
    """The characters of a folded string, which are one code unit each."""
    return np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), "<u2")


def _pairs(codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """Each two neighbouring characters as one number."""
    wide = codes.astype(np.uint32)
    return (wide[:-1] << np.uint32(16)) | wide[1:]
