"""A pattern as typed (情報*, *条例, 第?号) → all it matches, in words and in texts.

Every pattern is matched against whole words, by the terms of the index. A pattern with
characters at both ends has a beginning and an end in a text too, and is also matched there:
* is then a few characters of a compound word (個人*保護).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.normalization.search_text import search_form, search_text
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, in_sorted, ranges
from index.engines.whoosh.matching.segment_match import SegmentMatch
from index.engines.whoosh.matching.substring import (
    NO_SPANS,
    SpanArray,
    merge_spans,
    scan,
    with_right_gaps,
)
from index.engines.whoosh.matching.surface_forms import (
    FormPostings,
    Occurrences,
    SurfaceForm,
    group_by_surface,
)
from index.engines.whoosh.matching.term_table import TermTable
from index.engines.whoosh.matching.word_match import SegmentResult, WordMatch, map_segments
from index.engines.whoosh.segment.postings import decode_postings
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.segment.term_lookup import TokenForm, count_by_doc
from index.results import Note

# At most this many forms of a pattern are told, those in most utterances.
MAX_FORMS = 100
# In a text, a * is at most this many characters.
_MAX_SKIP = 8
_ENDING = re.compile(r"(?:\?[」』）)]*)+$")
_WILD = re.compile("[*?]+")
# The characters of compound words: no hiragana, no punctuation, no space.
_COMPOUND = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶァ-ヺー0-9a-zA-Z]")

# Most segments have the same forms.
_fold = lru_cache(maxsize=1 << 15)(fold)


class WildcardPattern(NamedTuple):
    """A pattern, folded; `skips` are the least and most characters between its `pieces`."""

    text: str
    pieces: tuple[str, ...]
    skips: tuple[tuple[int, int], ...]

    @property
    def expression(self) -> re.Pattern[str]:
        """Matches a whole word, folded, in time proportional to its length."""
        chunks = [
            "".join("." if each == "?" else re.escape(each) for each in chunk)
            for chunk in self.text.split("*")
        ]
        if len(chunks) == 1:
            return re.compile(chunks[0], re.DOTALL)
        # The first match of a chunk is as good as any, so none is tried again.
        middle = "".join(f"(?>.*?{chunk})" for chunk in chunks[1:-1] if chunk)
        return re.compile(f"{chunks[0]}{middle}.*{chunks[-1]}", re.DOTALL)

    @property
    def matches_in_texts(self) -> bool:
        """Whether it has a beginning and an end in a text too."""
        ended = self.text[0] not in "*?" and self.text[-1] not in "*?"
        return ended and len(self.pieces) > 1


@lru_cache(maxsize=64)
def read_pattern(text: str) -> WildcardPattern:
    """A pattern in whatever width it was typed; it has a character besides * and ?."""
    folded = _ENDING.sub("", fold(nfkc_casefold(search_text(text).text)))
    pieces = tuple(filter(None, _WILD.split(folded)))
    skips = []
    for wild in _WILD.findall(folded.strip("*?")):
        least = wild.count("?")
        skips.append((least, max(least, _MAX_SKIP) if "*" in wild else least))
    return WildcardPattern(folded, pieces, tuple(skips))


class PatternTerms(NamedTuple):
    """The T terms of one segment that match a pattern, and their N postings.

    tokens      T of them
    starts      int64[T + 1]  where the postings of each begin
    docs        int64[N]      the documents of each in turn
    freqs       int64[N]      how often each has the term
    """

    tokens: list[TokenForm]
    starts: Docs
    docs: Docs
    freqs: Docs

    @classmethod
    def read(cls, segment: SegmentReader, tokens: list[TokenForm]) -> PatternTerms:
        """Read the postings of some terms, all at once."""
        offsets = np.array([token.offset for token in tokens], np.int64)
        if not len(offsets):
            return cls(tokens, np.zeros(1, np.int64), NO_DOCS, NO_DOCS)
        lists = decode_postings(segment.posting_lists, offsets)
        return cls(tokens, lists.starts, lists.docs, lists.freqs)

    def in_docs(self, docs: Docs) -> list[TokenForm]:
        """The terms that some documents (ascending) have."""
        wanted = np.zeros(int(self.docs.max(initial=-1)) + 1, np.bool_)
        wanted[docs[docs < len(wanted)]] = True
        here = np.logical_or.reduceat(wanted[self.docs], self.starts[:-1]) if self.tokens else ()
        return [token for token, has in zip(self.tokens, here, strict=True) if has]

    def postings(self) -> Iterator[FormPostings]:
        """The documents and frequencies of each form."""
        by_form: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            by_form.setdefault(_fold(token.surface), []).append(number)
        single = {form: numbers[0] for form, numbers in by_form.items() if len(numbers) == 1}
        if single:
            numbers = np.array(list(single.values()), np.int64)
            sizes = np.diff(self.starts)[numbers]
            at = ranges(self.starts[numbers], sizes)
            forms = [
                SurfaceForm(form, self.tokens[number].surface, "pattern")
                for form, number in single.items()
            ]
            form_ids = np.repeat(np.arange(len(forms)), sizes)
            yield FormPostings(forms, form_ids, self.docs[at], self.freqs[at])
        for form, several in by_form.items():
            if form not in single:
                # An occurrence may be a token of several keys, and counts once.
                tokens = [self.tokens[number] for number in several]
                surface = max(tokens, key=lambda token: token.doc_freq).surface
                found = SurfaceForm(form, surface, "pattern")
                yield FormPostings.of_one(found, *count_by_doc(tokens))


class PatternSegmentMatch(SegmentMatch):
    """A pattern in one segment: the words it matches, and its occurrences in texts."""

    def __init__(
        self, segment: SegmentReader, form: str, terms: PatternTerms, in_texts: Occurrences
    ) -> None:
        super().__init__(segment, form, terms.tokens, "pattern")
        self._terms = terms
        self._in_texts = in_texts

    @property
    def size(self) -> int:
        arrays = (self._terms.docs, self._terms.freqs, *self._in_texts.spans)
        return sum(array.nbytes for array in arrays) + 500 * len(self._terms.tokens)

    def postings(self) -> Iterator[FormPostings]:
        """The documents and frequencies of every form."""
        yield from self._terms.postings()
        if len(self._in_texts.spans.docs):
            yield self._in_texts.postings(self._segment)

    def _tokens_in(self, docs: Docs) -> Sequence[TokenForm]:
        return self._terms.in_docs(docs)

    def _occurrences(self, docs: Docs, windows: SpanArray | None = None) -> Iterator[Occurrences]:
        yield self._in_texts.only(in_sorted(self._in_texts.spans.docs, docs))


def match_pattern(snapshot: Snapshot, tables: Sequence[TermTable], text: str) -> WordMatch:
    """Match a pattern in every segment, given their terms; a note says if forms are not told."""
    pattern = read_pattern(text)
    expression, piece, form = pattern.expression, max(pattern.pieces, key=len), search_form(text)

    def match_segment(each: tuple[SegmentReader, TermTable]) -> SegmentResult:
        segment, table = each
        terms = PatternTerms.read(segment, table.tokens(table.matching(expression, piece)))
        match = PatternSegmentMatch(segment, form, terms, _match_texts(segment, pattern))
        return SegmentResult(match, list(match.postings()))

    segments = list(zip(snapshot.segments, tables, strict=True))
    found = map_segments(match_segment, segments, in_threads=True)
    match = WordMatch(text, form, snapshot, found, max_listed=MAX_FORMS)
    if len(match.forms) > MAX_FORMS:
        match.notes = (Note("pattern_forms_limited", (text, MAX_FORMS)),)
    return match


_NO_OCCURRENCES = Occurrences(NO_SPANS, NO_SPANS, "pattern")


def _match_texts(segment: SegmentReader, pattern: WildcardPattern) -> Occurrences:
    """The occurrences in the texts of a segment."""
    if not pattern.matches_in_texts:
        return _NO_OCCURRENCES
    spans = _match_text(segment, pattern, scan(segment, pattern.pieces[0]))
    return Occurrences(spans, spans, "pattern", groups=group_by_surface(segment, spans))


def _match_text(segment: SegmentReader, pattern: WildcardPattern, spans: SpanArray) -> SpanArray:
    """Where a pattern occurs in the texts, as short as it can, given where it may begin."""
    for piece, skip in zip(pattern.pieces[1:], pattern.skips, strict=True):
        spans = _continue(segment, spans, piece, skip)
    spans = with_right_gaps(segment, spans)
    # An occurrence may begin inside the one before: 第第１号.
    apart = np.append(True, spans.starts[1:] >= spans.ends[:-1])[: len(spans.docs)]
    return spans.only(apart)


def _continue(
    segment: SegmentReader, spans: SpanArray, piece: str, skip: tuple[int, int]
) -> SpanArray:
    """The spans that a piece follows after some characters, to the end of that piece."""
    codes = code_units(piece)
    results = []
    least, most = skip
    in_compound = _compound_characters()
    for size in range(most + 1):
        if not len(spans.docs):
            break
        if size >= least:
            here = _is_followed(segment, spans, size, codes)
            results.append(spans.only(here)._replace(ends=spans.ends[here] + size + len(codes)))
            spans = spans.only(~here)
        if size < most and len(spans.docs):
            at = np.minimum(spans.ends + size, len(segment.characters) - 1)
            spans = spans.only(in_compound[segment.characters[at]])
    return merge_spans(results)


def _is_followed(
    segment: SegmentReader, spans: SpanArray, skipped: int, codes: npt.NDArray[np.uint16]
) -> Mask:
    """Which spans are followed by the codes after so many characters, in the same text."""
    starts = spans.ends + skipped
    followed: Mask = starts + len(codes) <= segment.text_ends[spans.docs]
    for at, code in enumerate(codes):
        rest = np.flatnonzero(followed)
        followed[rest] = segment.characters[starts[rest] + at] == code
    return followed


@cache
def _compound_characters() -> Mask:
    """For each code unit, whether it may be in the middle of a compound word; bool[65536]."""
    return np.array([_COMPOUND.match(chr(code)) is not None for code in range(0x10000)])
