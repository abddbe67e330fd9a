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
from index.engines.whoosh.matching.term_table import GatheredTerms, TermList
from index.engines.whoosh.segment.bigram_counts import BigramCounts
from index.engines.whoosh.segment.text_statistics import (
    NO_TEXTS,
    TextStatistics,
    add_statistics,
    count_texts,
)

STATISTICS = "statistics.bin"
_LEVEL = 1
# Texts of so many meetings are added together.
_MEETINGS_AT_ONCE = 16

Numbers = npt.NDArray[np.int64]


class CollectionStatistics:
    """The counts of an index; a writer adds to them.

    terms   in how many texts each term of the two fields is, as a token and as a compound
    groups  the lines of the `.groups` file (synonym_groups.py)
    """

    def __init__(self, texts: TextStatistics = NO_TEXTS) -> None:
        self._parts = [texts]
        self.terms: tuple[Counter[bytes], Counter[bytes]] = Counter(), Counter()
        self.groups: set[bytes] = set()

    @property
    def texts(self) -> TextStatistics:
        """The counts of the texts."""
        if len(self._parts) > 1:
            self._parts = [add_statistics(self._parts)]
        return self._parts[0]

    def add(self, texts: Iterable[Texts], sign: int = 1) -> None:
        """Count the texts of a meeting, in order; or no longer count them, if `sign` is -1."""
        texts = list(texts)
        folded = concatenate([each.folded for each in texts], np.uint16)
        counted = count_texts(folded, np.array([0, len(folded)]))
        self._parts.append(counted if sign > 0 else counted.negated())
        if len(self._parts) > _MEETINGS_AT_ONCE:
            _ = self.texts
        for each in texts:
            self._add_terms(each, sign)

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
        """Whether another has the same counts."""
        return self._numbers() == other._numbers() and [*self._rows()] == [*other._rows()]

    def term_list(self) -> TermList:
        """All terms, without their postings."""
        rows = list(self._rows())
        counts = np.array([count for _, _, count in rows], np.int32)
        return GatheredTerms([term for _, term, _ in rows], counts)

    def write(self, folder: Path) -> None:
        """Write the file of a commit."""
        lines = [b"%d\x1e%d\x1e%s" % (field, count, term) for field, term, count in self._rows()]
        lines += (b"g\x1e%s" % line for line in sorted(self.groups))
        content = self._numbers() + b"\x1d".join(lines)
        (folder / STATISTICS).write_bytes(zlib.compress(content, _LEVEL))

    def _numbers(self) -> bytes:
        """The counts of the texts."""
        characters, (blocks, bigrams, counts) = self.texts
        used = np.flatnonzero(characters)
        sizes = np.array([blocks, len(used), len(bigrams)])
        numbers = (sizes, used, characters[used], bigrams, counts)
        return b"".join(each.astype("<i8").tobytes() for each in numbers)

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
        blocks, kinds, bigrams = np.frombuffer(content, "<i8", 3).tolist()
        at = 24
        arrays: list[Numbers] = []
        for size in (kinds, kinds, bigrams, bigrams):
            arrays.append(np.frombuffer(content, "<i8", size, at).astype(np.int64))
            at += 8 * size
        characters = np.zeros(1 << 16, np.int64)
        characters[arrays[0]] = arrays[1]
        counts = BigramCounts(blocks, arrays[2].astype(np.uint32), arrays[3])
        found = cls(TextStatistics(characters, counts))
        for line in content[at:].split(b"\x1d") if len(content) > at else ():
            kind, rest = line.split(b"\x1e", 1)
            if kind == b"g":
                found.groups.add(rest)
            else:
                count, term = rest.split(b"\x1e", 1)
                found.terms[int(kind)][term] = int(count)
        return found
