"""A Whoosh codec whose postings are the flat arrays of `postings.py`.

It extends whoosh.codec.whoosh3: terms, columns, segments and deletions are Whoosh's own, and
Whoosh's own queries read the postings through `FlatMatcher`. Our queries do not come this
way, and segments are written whole (`writing/segment_writer.py`), so there is no
per-document writer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.formats import Format
from whoosh.matching import LeafMatcher

from index.engines.whoosh.segment.postings import PostingList, read_postings

# A position in a posting's value, whatever its width in the file.
_POSITION = np.dtype("<i8")


class FlatPositions(Format):
    """The value of a posting is its positions, int64 each."""

    def decode_positions(self, value: bytes) -> list[int]:
        return list(map(int, np.frombuffer(value, _POSITION)))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // _POSITION.itemsize

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))


class FlatMatcher(LeafMatcher):
    """Iterates over one posting list for Whoosh's own queries; the list is one block."""

    def __init__(
        self,
        postings: PostingList,
        format_: Format,
        terminfo: W3TermInfo,
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,
    ) -> None:
        self._postings = postings
        self._ends = np.cumsum(postings.freqs)
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

    def weight(self) -> float:
        return float(self._postings.freqs[self._i])

    def value(self) -> bytes:
        end = int(self._ends[self._i])
        start = end - int(self._postings.freqs[self._i])
        return self._postings.positions[start:end].astype(_POSITION).tobytes()

    def copy(self) -> FlatMatcher:
        other = FlatMatcher(self._postings, self.format, self._terminfo, self._term, self.scorer)
        other._i = self._i
        return other

    def skip_to_quality(self, minquality: float) -> int:
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


class FlatCodec(W3Codec):
    """Whoosh's codec with flat postings."""

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        if term is None:
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        offset, size = terminfo.extent()
        # Some versions of Whoosh read the size as a tuple.
        content = np.frombuffer(dbfile.get(offset, int(np.max(size))), np.uint8)
        postings = read_postings(content, 0)
        return FlatMatcher(postings, format_, terminfo, term, scorer)
