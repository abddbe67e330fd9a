"""A Whoosh codec that keeps postings as flat arrays.

Terms, columns, segments and deletions stay those of whoosh.codec.whoosh3, which this
extends. Whoosh's own queries read the same postings through `FlatMatcher`. Whole
segments are written in `segments.py`; a document at a time, none are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.formats import Format
from whoosh.matching import LeafMatcher

from index.engines.whoosh.segment.postings import HEAD_SIZE, PostingList, list_size, read_postings

# A position as Whoosh's queries are given it, whatever its width in the file.
_POSITION = np.dtype("<i8")


class FlatPositions(Format):
    """A posting's value is its positions, 64 bit each."""

    def decode_positions(self, value: bytes) -> list[int]:
        return list(map(int, np.frombuffer(value, _POSITION)))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // _POSITION.itemsize

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))


class FlatMatcher(LeafMatcher):
    """Walks one posting list as Whoosh's own queries ask for it."""

    def __init__(
        self,
        postings: PostingList,
        format_: Format,
        terminfo: W3TermInfo,
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,
    ) -> None:
        self._postings = postings
        self._ends = np.cumsum(postings.freqs, dtype=np.int64)
        self._terminfo = terminfo
        self._term = term
        self.format = format_
        self.scorer = scorer
        self._i = 0

    def is_active(self) -> bool:
        return self._i < len(self._postings.docs)

    def reset(self) -> None:
        self._i = 0

    def id(self) -> int:
        return int(self._postings.docs[self._i])

    def next(self) -> bool:
        self._i += 1
        return True

    def skip_to(self, id: int) -> None:
        rest = self._postings.docs[self._i :]
        self._i += int(np.searchsorted(rest, id))

    def all_ids(self) -> Any:
        return iter(self._postings.docs[self._i :].tolist())

    def weight(self) -> float:
        return float(self._postings.freqs[self._i])

    def value(self) -> bytes:
        if not len(self._postings.positions):
            return b""
        end = int(self._ends[self._i])
        start = end - int(self._postings.freqs[self._i])
        return self._postings.positions[start:end].tobytes()

    def copy(self) -> FlatMatcher:
        other = FlatMatcher(self._postings, self.format, self._terminfo, self._term, self.scorer)
        other._i = self._i
        return other

    def skip_to_quality(self, minquality: float) -> int:
        # The whole list is one block: its quality never changes.
        if self.block_quality() > minquality:
            return 0
        self._i = len(self._postings.docs)
        return 1

    def block_min_length(self) -> int:
        return int(self._terminfo.min_length())

    def block_max_length(self) -> int:
        return int(self._terminfo.max_length())

    def block_max_weight(self) -> float:
        return float(self._terminfo.max_weight())

    def block_min_id(self) -> int:
        return int(self._postings.docs[0])

    def block_max_id(self) -> int:
        return int(self._postings.docs[-1])


class FlatCodec(W3Codec):
    """Whoosh's codec with the postings of documents laid out flat."""

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        if term is None:
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        offset, _ = terminfo.extent()
        content = dbfile.get(offset, list_size(dbfile.get(offset, HEAD_SIZE)))
        postings = read_postings(np.frombuffer(content, np.uint8), 0)
        return FlatMatcher(postings, format_, terminfo, term, scorer)
