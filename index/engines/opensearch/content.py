"""What documents of a cluster hold of a meeting, as bytes: texts with their tokens, and a skeleton.

The *texts* of an exchange, or the headings of a meeting, are analyzed once, when they are indexed:
a reader builds a segment of them without reading a text again. A *skeleton* is a meeting without
its texts: doc values, records, which utterances are under each heading, ids and sizes.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import Analyzer
from index.analysis.batch import NO_TERM, BatchAnalyzer, BatchTokens
from index.analysis.normalization.folding import replace_surrogates
from index.analysis.normalization.search_text import SearchTexts, search_texts
from index.analysis.tokens import key_of
from index.engines.opensearch.schema import NO_KEY
from index.engines.whoosh.arrays import Integers, run_starts
from index.engines.whoosh.segment.schema import DOC_VALUES, HEADING
from index.engines.whoosh.segment.stored_text import boundary_bits, encode_texts, unfold
from index.engines.whoosh.writing.segment_builder import Documents
from index.minutes import Meeting
from index.serialization import MeetingReader

# Fast; a higher level saves little of what is mostly short numbers.
_LEVEL = 1
_SIZE = np.dtype("<u4")
_TYPES = ("|u1", "<u2", "<u4", "<u8", "<i4")

Array = npt.NDArray[Any]


def pack(arrays: Sequence[Array]) -> str:
    """Arrays of one dimension as compressed text."""
    parts = []
    for each in arrays:
        head = bytes([_TYPES.index(each.dtype.str)]) + np.array([len(each)], _SIZE).tobytes()
        parts += [head, each.tobytes()]
    return b64encode(zlib.compress(b"".join(parts), _LEVEL)).decode()


def unpack(text: str) -> list[Array]:
    """The arrays of `pack`. Raises ValueError."""
    try:
        content = zlib.decompress(b64decode(text))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    arrays: list[Array] = []
    at = 0
    while at < len(content):
        dtype = np.dtype(_TYPES[content[at]])
        count = int(np.frombuffer(content, _SIZE, 1, at + 1)[0])
        at += 1 + _SIZE.itemsize
        arrays.append(np.frombuffer(content, dtype, count, at))
        at += count * dtype.itemsize
    return arrays


class Texts(NamedTuple):
    """T analyzed texts of a meeting, N tokens and C compounds.

    orders           uint32[T]  the document of each text, counted from the meeting's header
    folded, lost     as in a segment (stored_text.py), one text after another
    token_bits       where tokens begin, as there
    folded_sizes     uint32[T]  the bytes that each text has of `folded`
    lost_sizes       uint32[T]  of `lost`
    bits_sizes       uint32[T]  of `token_bits`
    token_counts     uint32[T]
    tokens           int32[N]   the number of each token's term in `terms`, or NO_TERM
    compounds        int32[C]   the number of the term of each compound token
    compound_starts  uint32[C]  the token it begins with, counted through all texts
    terms            the terms, joined by line feeds
    """

    orders: Array
    folded: Array
    lost: Array
    token_bits: Array
    folded_sizes: Array
    lost_sizes: Array
    bits_sizes: Array
    token_counts: Array
    tokens: Array
    compounds: Array
    compound_starts: Array
    terms: Array

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(each.nbytes for each in self)

    def term_list(self) -> list[bytes]:
        content = self.terms.tobytes()
        return content.split(b"\n") if content else []

    def printed(self) -> Iterator[tuple[int, str]]:
        """The order and the text, as it was given, of each."""
        folded_ends = np.append(0, np.cumsum(self.folded_sizes, dtype=np.int64)).tolist()
        lost_ends = np.append(0, np.cumsum(self.lost_sizes, dtype=np.int64)).tolist()
        folded, lost = self.folded.tobytes(), self.lost.tobytes()
        spans = zip(pairwise(folded_ends), pairwise(lost_ends), strict=True)
        for order, ((start, end), (lost_start, lost_end)) in zip(
            self.orders.tolist(), spans, strict=True
        ):
            yield order, unfold(folded[start:end], lost[lost_start:lost_end])


class Skeleton(NamedTuple):
    """A meeting of D documents, of which U have ids and records, without its texts.

    doc_values   uint8[]    DOC_VALUES[D]
    records      uint8[]    the records of the meeting and its utterances (serialization.py)
    record_sizes uint32[U]
    under        uint8[]    the utterances under each heading (headings.py)
    under_sizes  uint32[D - U]
    ids          uint8[]    the ids, joined by NUL
    sizes        uint32[D]  the characters of each search text
    """

    doc_values: Array
    records: Array
    record_sizes: Array
    under: Array
    under_sizes: Array
    ids: Array
    sizes: Array

    @property
    def documents(self) -> npt.NDArray[np.void]:
        return self.doc_values.view(DOC_VALUES)

    def id_list(self) -> list[str]:
        return self.ids.tobytes().decode().split("\0")

    def record_list(self) -> list[bytes]:
        content = self.records.tobytes()
        ends = np.append(0, np.cumsum(self.record_sizes, dtype=np.int64)).tolist()
        return [content[start:end] for start, end in pairwise(ends)]


def read_meeting(skeleton: Skeleton, texts: Sequence[Texts]) -> Meeting:
    """A meeting as it was indexed, from its skeleton and all of its texts."""
    records = skeleton.record_list()
    reader = MeetingReader(records[0])
    printed = dict(pair for each in texts for pair in each.printed())
    spoken = (
        reader.utterance(record, printed[order]) for order, record in enumerate(records[1:], 1)
    )
    return reader.meeting(tuple(spoken))


class Unit(NamedTuple):
    """Texts that are one document of a cluster, and what is searched of them, text by text."""

    texts: Texts
    short: list[str]
    long: list[str]
    characters: list[str]


class Analyzed(NamedTuple):
    """A meeting as it is written: its skeleton, its units, and the folded text of all."""

    skeleton: Skeleton
    units: list[Unit]
    characters: npt.NDArray[np.uint16]


class MeetingAnalyzer:
    """Analyzes the documents of meetings; for one thread.

    `terms` are the terms that were met, by number.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = BatchAnalyzer(analyzer.morphemes)
        self.terms: list[bytes] = []
        self._keys: list[str] = []

    @property
    def groups(self) -> dict[int, int]:
        """The synonym group of each term, by its number."""
        return self._analyzer.groups

    def analyze(self, documents: Documents) -> tuple[Analyzed, BatchTokens]:
        found = search_texts(documents.texts)
        tokens = self._analyzer.analyze(found.texts)
        new = [*islice(self._analyzer.terms, len(self.terms), None)]
        self.terms += new
        self._keys += map(key_of, new)
        documents.doc_values["length"] = np.diff(tokens.bounds)
        analyzed = _AnalyzedTexts(found, tokens, self.terms, self._keys)
        units = [analyzed.unit(*span) for span in _spans(documents.doc_values)]
        return Analyzed(_skeleton(documents, found.lengths), units, found.folded), tokens


def _spans(doc_values: npt.NDArray[np.void]) -> Iterator[tuple[int, int]]:
    """Where each exchange of a meeting begins and ends, and all of its headings together."""
    kinds = doc_values["type"]
    groups = np.where(kinds == HEADING, 0, doc_values["group"])
    bounds = [*run_starts(groups).tolist(), len(groups)]
    # The header has no text.
    yield from ((start, end) for start, end in pairwise(bounds) if start)


def _skeleton(documents: Documents, sizes: Integers) -> Skeleton:
    return Skeleton(
        documents.doc_values.view(np.uint8),
        np.frombuffer(b"".join(documents.records), np.uint8),
        np.array([len(each) for each in documents.records], _SIZE),
        np.concatenate([np.zeros(0, np.uint8), *documents.under]),
        np.array([len(each) for each in documents.under], _SIZE),
        np.frombuffer("\0".join(map(replace_surrogates, documents.ids)).encode(), np.uint8),
        sizes.astype(_SIZE),
    )


class _AnalyzedTexts:
    """All texts of a meeting with their tokens; `unit` cuts some out."""

    def __init__(
        self, found: SearchTexts, tokens: BatchTokens, terms: Sequence[bytes], keys: Sequence[str]
    ) -> None:
        self._tokens, self._terms, self._keys = tokens, terms, keys
        (self._folded, folded_sizes), (self._lost, lost_sizes) = encode_texts(found)
        self._bits, bits_sizes = boundary_bits(tokens.lengths, tokens.bounds)
        self._sizes = folded_sizes, lost_sizes, bits_sizes
        self._ends = [np.append(0, np.cumsum(each)) for each in self._sizes]
        order = np.argsort(tokens.compound_starts, kind="stable")
        self._compounds = tokens.compounds[order]
        self._compound_starts = tokens.compound_starts[order]

    def unit(self, start: int, end: int) -> Unit:
        """The texts of the documents from `start` to before `end`."""
        bounds = self._tokens.bounds[start : end + 1]
        tokens = self._tokens.terms[bounds[0] : bounds[-1]]
        first, last = self._compound_starts.searchsorted([bounds[0], bounds[-1]]).tolist()
        compounds, at = self._compounds[first:last], self._compound_starts[first:last]
        every = np.concatenate((tokens[tokens != NO_TERM], compounds))
        used, numbers = np.unique(every, return_inverse=True)
        own = np.full(len(tokens), NO_TERM, np.int32)
        count = int((tokens != NO_TERM).sum())
        own[tokens != NO_TERM] = numbers[:count]
        folded, lost, bits = (
            content[ends[start] // width : ends[end] // width]
            for content, ends, width in zip(
                (self._folded, self._lost, self._bits), self._ends, (2, 4, 1), strict=True
            )
        )
        folded_sizes, lost_sizes, bits_sizes = (
            each[start:end].astype(_SIZE) for each in self._sizes
        )
        texts = Texts(
            np.arange(start, end, dtype=_SIZE),
            folded.astype("<u2"),
            lost.astype(_SIZE),
            bits,
            folded_sizes,
            lost_sizes,
            bits_sizes,
            np.diff(bounds).astype(_SIZE),
            own,
            numbers[count:].astype(np.int32),
            (at - bounds[0]).astype(_SIZE),
            np.frombuffer(b"\n".join(self._terms[each] for each in used.tolist()), np.uint8),
        )
        return Unit(texts, self._key_lines(start, end), self._long(compounds), _strings(texts))

    def _key_lines(self, start: int, end: int) -> list[str]:
        """The keys of the tokens of each text, in order."""
        bounds, terms, keys = self._tokens.bounds, self._tokens.terms, self._keys
        return [
            "\n".join(
                NO_KEY if term == NO_TERM else keys[term]
                for term in terms[bounds[text] : bounds[text + 1]].tolist()
            )
            for text in range(start, end)
        ]

    def _long(self, compounds: Array) -> list[str]:
        """The keys of compound tokens, in no order."""
        return ["\n".join({self._keys[each] for each in compounds.tolist()})]


def _strings(texts: Texts) -> list[str]:
    """The folded texts."""
    ends = np.append(0, np.cumsum(texts.folded_sizes, dtype=np.int64)).tolist()
    content = texts.folded.tobytes()
    return [searchable(content[start:end]) for start, end in pairwise(ends)]


def searchable(folded: bytes) -> str:
    """A folded text as a cluster takes it: half of a pair of surrogates alone is no character."""
    return replace_surrogates(folded.decode("utf-16-le", "surrogatepass"))


def concatenate(arrays: Sequence[Array], dtype: npt.DTypeLike) -> Array:
    """Arrays one after another; an empty one of a type if there are none."""
    return np.concatenate([np.empty(0, dtype), *arrays])
