"""Postings as flat arrays: the layout, a Whoosh codec that writes and reads it.

One posting list in the `.pst` file, little-endian, unsigned 32 bit:

    n, p            how many documents, how many positions in all (0: none kept)
    docs[n]         document numbers, ascending
    freqs[n]        how often each has the term
    positions[p]    of each document in turn, ascending

Terms, columns, segments and deletions stay those of Whoosh's own codec, which this
one extends. Layout of the rest: whoosh.codec.whoosh3.
"""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.formats import Format
from whoosh.matching import LeafMatcher

Numbers = npt.NDArray[np.uint32]

_ITEM = np.dtype("<u4")
_HEADER = 2


class FlatPositions(Format):
    """A posting's value is its positions, 32 bit each."""

    def decode_positions(self, value: bytes) -> list[int]:
        return [int(position) for position in np.frombuffer(value, _ITEM)]

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // _ITEM.itemsize

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))


class PostingList(NamedTuple):
    """The postings of one term in one segment; `positions` is empty if none are kept."""

    docs: Numbers
    freqs: Numbers
    positions: Numbers


def read_postings(buffer: npt.NDArray[np.uint8], offset: int) -> PostingList:
    """The posting list at a byte `offset` of a postings file, without copying it."""
    count, total = buffer[offset : offset + _HEADER * 4].view(_ITEM)
    start = offset + _HEADER * 4
    end = start + 4 * (2 * int(count) + int(total))
    numbers = buffer[start:end].view(_ITEM)
    return PostingList(numbers[:count], numbers[count : 2 * count], numbers[2 * count :])


class FlatPostingsWriter:
    """Writes one term after another; the methods are those Whoosh calls."""

    def __init__(self, dbfile: Any) -> None:
        self._dbfile = dbfile
        self._start(None)

    def _start(self, terminfo: W3TermInfo | None) -> None:
        self._terminfo = terminfo
        self._docs = array("I")
        # The next names are those W3TermInfo.add_block reads.
        self._weights = array("I")
        self._positions: list[bytes] = []
        self._lengths: list[int] = []

    def start_postings(self, _format: Format, terminfo: W3TermInfo) -> None:
        self._start(terminfo)

    def add_posting(
        self, id_: int, weight: float, vbytes: bytes, length: int | None = None
    ) -> None:
        self._docs.append(id_)
        self._weights.append(int(weight))
        self._positions.append(vbytes)
        self._lengths.append(length or 0)

    def finish_postings(self) -> W3TermInfo:
        terminfo = self._terminfo
        assert terminfo is not None
        terminfo.add_block(self)
        offset = self._dbfile.tell()
        positions = b"".join(self._positions)
        header = array("I", (len(self._docs), len(positions) // _ITEM.itemsize))
        for numbers in (header, self._docs, self._weights):
            self._dbfile.write(np.asarray(numbers, _ITEM).tobytes())
        self._dbfile.write(positions)
        terminfo.set_extent(offset, self._dbfile.tell() - offset)
        self._start(None)
        return terminfo

    def written(self) -> bool:
        return False

    def __len__(self) -> int:
        return len(self._docs)

    def min_id(self) -> int:
        return self._docs[0]

    def max_id(self) -> int:
        return self._docs[-1]

    def min_length(self) -> int:
        return min(self._lengths)

    def max_length(self) -> int:
        return max(self._lengths)

    def max_weight(self) -> int:
        return max(self._weights)


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

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        # Vectors have terms for ids; they are not documents and stay Whoosh's.
        if byteids:
            return super().postings_writer(dbfile, byteids=True)
        return FlatPostingsWriter(dbfile)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        if term is None:
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        offset, length = terminfo.extent()
        buffer = np.frombuffer(dbfile.get(offset, length), np.uint8)
        return FlatMatcher(read_postings(buffer, 0), format_, terminfo, term, scorer)
