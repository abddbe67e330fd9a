"""Counts over all texts of an index in a cluster, and all its terms: kept by the writer.

A cluster counts documents, each shard for itself. What strings are weighed by, blocks of text, and
the words that may be meant by one that hardly occurs, are counted when meetings are added and
removed, and are a file of each commit, of a size that grows with the words, not with the texts.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.engines.opensearch.content import Texts, concatenate
from index.engines.whoosh.arrays import run_starts
from index.engines.whoosh.matching.term_table import GatheredTerms, TermList
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, CodeUnits

STATISTICS = "statistics.bin"
_LEVEL = 1
# Bigrams of so many meetings are counted together.
_MEETINGS_AT_ONCE = 64
# No meeting has 2^20 blocks.
_BLOCK_BITS = 20

Numbers = npt.NDArray[np.int64]


class CollectionStatistics:
    """The counts of an index; `TextStatistics` of its texts. A writer adds to them.

    terms   in how many texts each term of the two fields is, as a token and as a compound
    groups  the lines of the `.groups` file (synonym_groups.py)
    """

    def __init__(self) -> None:
        self._blocks = 0
        self._characters = np.zeros(1 << 16, np.int64)
        self._bigrams = np.zeros(0, np.int64)
        self._bigram_counts = np.zeros(0, np.int64)
        self._waiting: list[tuple[Numbers, Numbers]] = []
        # The characters of the last block, which the next texts go on filling.
        self._last_block = np.zeros(0, np.uint16)
        self.terms: tuple[Counter[bytes], Counter[bytes]] = Counter(), Counter()
        self.groups: set[bytes] = set()

    @property
    def block_count(self) -> int:
        return -(-int(self._characters.sum()) // BLOCK_SIZE)

    def character_count(self, code: int) -> int:
        return int(self._characters[code])

    def bigram_block_count(self, codes: CodeUnits) -> int:
        bigram = int(codes[0]) << 16 | int(codes[1])
        at = int(self._bigrams.searchsorted(bigram))
        known = at < len(self._bigrams) and int(self._bigrams[at]) == bigram
        return int(self._bigram_counts[at]) if known else 0

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """bool[65536]: the characters that occur."""
        return self._characters > 0

    def add(self, texts: Iterable[Texts], sign: int = 1) -> None:
        """Count the texts of a meeting, in order; or no longer count them, if `sign` is -1."""
        texts = list(texts)
        folded = concatenate([each.folded for each in texts], np.uint16)
        self._characters += sign * np.bincount(folded, minlength=1 << 16)
        if sign > 0:
            # The texts of all meetings follow one another, as in a segment.
            before = self._last_block
            self._count(*_bigrams(np.concatenate((before, folded))))
            # What the last block had is counted again with what it has now.
            bigrams, counts = _bigrams(before)
            self._count(bigrams, -counts)
            filled = len(before) + len(folded)
            kept = min(filled, (filled - 1) % BLOCK_SIZE + 1)
            self._last_block = np.concatenate((before, folded))[filled - kept :]
        else:
            bigrams, counts = _bigrams(folded)
            self._count(bigrams, -counts)
        for each in texts:
            self._add_terms(each, sign)

    def _count(self, bigrams: Numbers, counts: Numbers) -> None:
        self._waiting.append((bigrams, counts))
        if len(self._waiting) >= _MEETINGS_AT_ONCE:
            self._merge()

    def _merge(self) -> None:
        every = [(self._bigrams, self._bigram_counts), *self._waiting]
        bigrams, counts = map(np.concatenate, zip(*every, strict=True))
        order = np.argsort(bigrams, kind="stable")
        bigrams, counts = bigrams[order], counts[order]
        starts = run_starts(bigrams)
        sums = np.add.reduceat(counts, starts) if len(starts) else counts
        self._bigrams, self._bigram_counts = bigrams[starts][sums > 0], sums[sums > 0]
        self._waiting = []

    def _add_terms(self, texts: Texts, sign: int) -> None:
        names = texts.term_list()
        text_of = np.repeat(np.arange(len(texts.orders)), texts.token_counts)
        short = (texts.tokens, text_of), (texts.compounds, text_of[texts.compound_starts])
        for counter, (terms, places) in zip(self.terms, short, strict=True):
            pairs = np.unique((terms.astype(np.int64) << 32) | places)
            numbers, counts = np.unique(pairs >> 32, return_counts=True)
            for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
                if number >= 0:
                    counter[names[number]] += sign * count

    def agrees(self, other: CollectionStatistics) -> bool:
        """Whether another has the same characters and terms.

        In how many blocks a bigram is depends a little on what was removed meanwhile.
        """
        same = np.array_equal(self._characters, other._characters)
        return same and [*self._rows()] == [*other._rows()]

    def term_list(self) -> TermList:
        """All terms, without their postings."""
        rows = list(self._rows())
        counts = np.array([count for _, _, count in rows], np.int32)
        return GatheredTerms([term for _, term, _ in rows], counts)

    def write(self, folder: Path) -> None:
        """Write the file of a commit."""
        self._merge()
        used = np.flatnonzero(self._characters)
        numbers = (
            np.array([len(used), len(self._bigrams), len(self._last_block)]),
            *(used, self._characters[used], self._bigrams, self._bigram_counts, self._last_block),
        )
        head = b"".join(each.astype("<i8").tobytes() for each in numbers)
        lines = [b"%d\x1e%d\x1e%s" % (field, count, term) for field, term, count in self._rows()]
        lines += (b"g\x1e%s" % line for line in sorted(self.groups))
        (folder / STATISTICS).write_bytes(zlib.compress(head + b"\x1d".join(lines), _LEVEL))

    def _rows(self) -> Iterable[tuple[int, bytes, int]]:
        for field, counter in enumerate(self.terms):
            yield from (
                (field, term, counter[term]) for term in sorted(counter) if counter[term] > 0
            )

    @classmethod
    def read(cls, folder: Path) -> CollectionStatistics:
        """Read the file of a commit. Raises ValueError."""
        try:
            content = zlib.decompress((folder / STATISTICS).read_bytes())
        except zlib.error as error:
            raise ValueError(f"{STATISTICS}: {error}") from error
        kinds, bigrams, last = np.frombuffer(content, "<i8", 3).tolist()
        sizes = (kinds, kinds, bigrams, bigrams, last)
        found, at = cls(), 24
        arrays: list[Numbers] = []
        for size in sizes:
            arrays.append(np.frombuffer(content, "<i8", size, at).astype(np.int64))
            at += 8 * size
        used, counts, found._bigrams, found._bigram_counts, last_block = arrays
        found._last_block = last_block.astype(np.uint16)
        found._characters[used] = counts
        for line in content[at:].split(b"\x1d") if len(content) > at else ():
            kind, rest = line.split(b"\x1e", 1)
            if kind == b"g":
                found.groups.add(rest)
            else:
                count, term = rest.split(b"\x1e", 1)
                found.terms[int(kind)][term] = int(count)
        return found


def _bigrams(folded: CodeUnits) -> tuple[Numbers, Numbers]:
    """The bigrams that begin in folded texts, ascending, and in how many blocks each does."""
    blocks = np.arange(max(0, len(folded) - 1)) // BLOCK_SIZE
    bigrams = (folded[:-1].astype(np.int64) << 16) | folded[1:]
    # A block has a bigram once.
    keys = np.sort((bigrams << _BLOCK_BITS) | blocks)
    keys = keys[run_starts(keys)] >> _BLOCK_BITS
    starts = run_starts(keys)
    return keys[starts], np.diff(starts, append=len(keys))
