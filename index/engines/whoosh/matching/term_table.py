"""All terms of an index, gathered to be searched: by their keys, and by their folded forms.

The terms of a segment (key, mark, form) are gathered once, one after another, so that the
forms that contain a string are found in one search.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold
from index.analysis.tokens import FORM_MARK, form_of
from index.engines.whoosh.arrays import NO_DOCS, Docs, drop_repeats, ranges
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import TERM_FIELDS
from index.engines.whoosh.segment.term_lookup import TokenForm

# Precedes each term, so that no piece reaches from one term into the next.
_SEPARATOR = b"\0"
# Ends each form; no term has it.
_LINE_END = "\n"


class TermKeys(NamedTuple):
    """The keys of a segment's T terms, as spans of the characters of all terms.

    `characters` are uint32[N]; `starts` and `sizes`, int64[T], are those of the keys.
    """

    characters: npt.NDArray[np.uint32]
    starts: Docs
    sizes: Docs


class _Terms(NamedTuple):
    """The terms of a segment, T of them.

    `content` are their bytes. For each term, `ends` (int32[T]) says where it ends there, `counts`
    in how many documents it is, `offsets` where its postings are.
    """

    content: bytes
    ends: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]


class TermList(ABC):
    """Some terms, each in so many documents."""

    @property
    @abstractmethod
    def _terms(self) -> _Terms: ...

    @property
    def counts(self) -> npt.NDArray[np.int32]:
        """The document frequency of each term."""
        return self._terms.counts

    def keys(self) -> TermKeys:
        """The keys of all terms."""
        terms = self._terms
        content = np.frombuffer(terms.content, np.uint8)
        characters = np.frombuffer(terms.content.decode().encode("utf-32-le"), "<u4")
        # All bytes of a UTF-8 character but the first begin with the bits 10.
        numbers = np.cumsum((content & 0xC0) != 0x80) - 1
        starts = numbers[np.append(0, terms.ends[:-1])] + 1 if len(terms.ends) else NO_DOCS
        marks = np.flatnonzero(characters == ord(FORM_MARK))
        return TermKeys(characters, starts, marks[marks.searchsorted(starts)] - starts)

    def form(self, number: int) -> str:
        """The printed form of a term."""
        content, ends = self._terms.content, self._terms.ends
        start = int(ends[number - 1]) if number else 0
        return form_of(content[start : int(ends[number])])


class TermTable(TermList):
    """The terms of one segment, read when first needed; safe for many threads."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment

    @cached_property
    def _terms(self) -> _Terms:
        entries = self._segment.dictionary.entries(TERM_FIELDS)
        content = entries.content[ranges(entries.starts - 1, entries.sizes + 1)]
        ends = np.cumsum(entries.sizes + 1)
        content[ends - entries.sizes - 1] = ord(_SEPARATOR)
        return _Terms(
            content.tobytes(),
            ends.astype(np.int32),
            entries.counts.astype(np.int32),
            entries.offsets,
        )

    def matching(self, expression: re.Pattern[str], piece: str) -> Docs:
        """The numbers of the terms whose folded form matches an expression, ascending.

        `piece` is in each form that does.
        """
        forms, ends = self._folded_forms
        places = []
        at = forms.find(piece)
        while at >= 0:
            places.append(at)
            at = forms.find(piece, at + 1)
        numbers = drop_repeats(ends.searchsorted(np.array(places, np.int32), "right"))
        starts = np.append(0, ends[:-1] + 1)[numbers].tolist()
        bounds = zip(starts, ends[numbers].tolist(), strict=True)
        matches = [expression.fullmatch(forms, *each) is not None for each in bounds]
        return numbers[np.array(matches, np.bool_)]

    def tokens(self, numbers: Docs) -> list[TokenForm]:
        """The terms with these numbers."""
        terms = self._terms
        each = zip(numbers.tolist(), terms.offsets[numbers], terms.counts[numbers], strict=True)
        return [
            TokenForm(self.form(number), self._segment, int(offset), int(count))
            for number, offset, count in each
        ]

    def prepare(self) -> None:
        """Gather the forms for the first pattern."""
        _ = self._folded_forms

    @cached_property
    def _folded_forms(self) -> tuple[str, npt.NDArray[np.int32]]:
        """The folded forms, each with a line end behind it, and int32[T]: where each ends."""
        content = self._terms.content.decode()
        forms = [term.partition(FORM_MARK)[2] for term in content.split(_SEPARATOR.decode())[1:]]
        folded = fold(_LINE_END.join([*forms, ""]))
        codes = np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), "<u2")
        ends = np.flatnonzero(codes == ord(_LINE_END))
        if len(ends) != len(forms):
            raise ValueError("a term has a line end")
        return folded, ends.astype(np.int32)


class GatheredTerms(TermList):
    """Terms without postings, and their document frequencies (int32[T])."""

    def __init__(self, terms: Sequence[bytes], counts: npt.NDArray[np.int32]) -> None:
        self._given = terms, counts

    @cached_property
    def _terms(self) -> _Terms:
        terms, counts = self._given
        sizes = np.array([len(term) + 1 for term in terms], np.int32)
        content = b"".join(_SEPARATOR + term for term in terms)
        ends = np.cumsum(sizes, dtype=np.int32)
        return _Terms(content, ends, counts, np.zeros(len(terms), np.int64))
