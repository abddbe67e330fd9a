"""A pattern as typed (情報*, *条例, 第?号) → all it matches, in words and in texts.

Every pattern is matched against whole words, by the terms of the index. A pattern with
characters at both ends has a beginning and an end in a text too, and is also matched there:
* is then a few characters of a compound word (個人*保護).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold, nfkc_casefold
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, in_sorted, sort_unique
from index.engines.whoosh.matching.segment_match import SegmentMatch
from index.engines.whoosh.matching.substring import (
    NO_SPANS,
    SpanArray,
    max_occurrences,
    merge_spans,
    scan,
)
from index.engines.whoosh.matching.surface_forms import (
    FormPostings,
    Occurrences,
    group_by_surface,
)
from index.engines.whoosh.matching.term_table import Term, TermTable
from index.engines.whoosh.matching.word_match import SegmentResult, WordMatch
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.results import Note

# A pattern that begins in texts more often, or matches more often, is matched against words
# alone.
MAX_BEGINNINGS, _MAX_TEXT_MATCHES = 400_000, 40_000
# A string may be up to this many times rarer than its rarest character.
_MAX_RARITY_RATIO = 8
# A pattern matches at most this many forms, which have at most this many utterances together.
MAX_FORMS, _MAX_FORM_UTTERANCES = 100, 300_000
# In a text, a * is at most this many characters.
_MAX_GAP = 8
# A pattern of more pieces is matched against words alone.
_MAX_PIECES = 4
_ENDING = re.compile(r"(?:\?[」』）)]*)+$")
_WILD = re.compile("[*?]+")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# The characters of compound words: no hiragana, no punctuation, no space.
_COMPOUND = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶァ-ヺー0-9a-zA-Z]")

# Most segments have the same forms.
_fold = lru_cache(maxsize=1 << 15)(fold)


class WildcardPattern(NamedTuple):
    """A pattern, folded; `gaps` are the least and most characters between its `pieces`."""

    text: str
    pieces: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]

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
    def printed(self) -> tuple[str, ...]:
        """The longest piece, in each way it may be printed in a word that matches."""
        piece = max(self.pieces, key=len)
        ways = [piece, piece.upper(), piece.capitalize()]
        return tuple(dict.fromkeys([*ways, *(way.translate(_FULL_WIDTH) for way in ways)]))

    @property
    def matches_in_texts(self) -> bool:
        """Whether it has a beginning and an end in a text too."""
        ended = self.text[0] not in "*?" and self.text[-1] not in "*?"
        return ended and 1 < len(self.pieces) <= _MAX_PIECES


@lru_cache(maxsize=64)
def read_pattern(text: str) -> WildcardPattern:
    """A pattern in whatever width it was typed; it has a character besides * and ?."""
    folded = _ENDING.sub("", fold(nfkc_casefold(text)))
    pieces = tuple(filter(None, _WILD.split(folded)))
    gaps = []
    for gap in _WILD.findall(folded.strip("*?")):
        least = gap.count("?")
        gaps.append((least, max(least, _MAX_GAP) if "*" in gap else least))
    return WildcardPattern(folded, pieces, tuple(gaps))


class PatternSegmentMatch(SegmentMatch):
    """A pattern in one segment: the words it matches, and its occurrences in texts."""

    def __init__(
        self, segment: SegmentReader, form: str, terms: Sequence[Term], in_texts: Occurrences
    ) -> None:
        tokens = [term.token for term in terms if not term.is_heading]
        super().__init__(segment, form, tokens, "pattern")
        self._in_texts = in_texts

    @property
    def size(self) -> int:
        return super().size + sum(array.nbytes for array in self._in_texts.spans)

    @property
    def texts_to_read(self) -> int:
        return super().texts_to_read + len(self._in_texts.spans.docs)

    def postings(self) -> Iterator[FormPostings]:
        """The documents and frequencies of every form."""
        yield from self._token_postings()
        if len(self._in_texts.spans.docs):
            yield self._in_texts.postings(self._segment)

    def _occurrences(self, docs: Docs) -> Iterator[Occurrences]:
        yield self._in_texts.only(in_sorted(self._in_texts.spans.docs, docs))


def match_pattern(snapshot: Snapshot, tables: Sequence[TermTable], text: str) -> WordMatch:
    """Match a pattern in every segment, given their terms; notes say if it matches too much."""
    pattern = read_pattern(text)
    expression = pattern.expression
    terms = [
        [
            term
            for term in segment.with_pieces(pattern.printed)
            if expression.fullmatch(_fold(term.token.surface))
        ]
        for segment in tables
    ]
    notes: list[Note] = []
    in_texts = _match_texts(snapshot, pattern)
    if in_texts is None:
        notes = [Note("pattern_terms_only", (text,))]
        in_texts = [_NO_OCCURRENCES] * len(snapshot.segments)
    counts = _count_forms(terms, in_texts)
    forms = _most_common(counts)
    if len(forms) < len(counts):
        notes = [Note("pattern_forms_limited", (text, len(forms)))]
        terms = [[term for term in every if _fold(term.token.surface) in forms] for every in terms]
        in_texts = [
            each.only(each.groups.mask(forms.__contains__)) if each.groups else each
            for each in in_texts
        ]
    found = []
    for segment, every, occurrences in zip(snapshot.segments, terms, in_texts, strict=True):
        match = PatternSegmentMatch(segment, fold(text), every, occurrences)
        headings = [term.token.postings.docs for term in every if term.is_heading]
        under = sort_unique(np.concatenate([NO_DOCS, *headings]))
        found.append(SegmentResult(match, list(match.postings()), under))
    return WordMatch(text, fold(text), snapshot, found, tuple(notes))


def _count_forms(terms: Sequence[Sequence[Term]], in_texts: Sequence[Occurrences]) -> Counter[str]:
    """About how many utterances have each form."""
    counts: Counter[str] = Counter()
    for every in terms:
        here: dict[str, int] = {}
        for term in every:
            form = _fold(term.token.surface)
            utterances = 0 if term.is_heading else term.token.doc_freq
            here[form] = max(here.get(form, 0), utterances)
        counts.update(here)
    for groups in filter(None, (occurrences.groups for occurrences in in_texts)):
        by_form = np.bincount(groups.form_ids, minlength=len(groups.forms)).tolist()
        counts.update(dict(zip(groups.forms, by_form, strict=True)))
    return counts


def _most_common(counts: Counter[str]) -> set[str]:
    """As many of the most common forms as may be searched for; the first in any case."""
    listed = counts.most_common(MAX_FORMS)
    sums = accumulate(count for _, count in listed)
    fit = (not at or total <= _MAX_FORM_UTTERANCES for at, total in enumerate(sums))
    return {form for (form, _), fits in zip(listed, fit, strict=True) if fits}


_NO_OCCURRENCES = Occurrences(NO_SPANS, NO_SPANS, "pattern")


def _match_texts(snapshot: Snapshot, pattern: WildcardPattern) -> list[Occurrences] | None:
    """The occurrences in the texts of each segment; None if there are too many."""
    if not pattern.matches_in_texts:
        return [_NO_OCCURRENCES] * len(snapshot.segments)
    found = []
    beginnings = matches = 0
    for segment in snapshot.segments:
        begun = _beginnings(segment, pattern, MAX_BEGINNINGS - beginnings)
        if begun is None:
            return None
        spans = _match_text(segment, pattern, begun)
        beginnings, matches = beginnings + len(begun.docs), matches + len(spans.docs)
        if matches > _MAX_TEXT_MATCHES:
            return None
        groups = group_by_surface(segment, spans)
        found.append(Occurrences(spans, spans, "pattern", groups=groups))
    return found


def _beginnings(segment: SegmentReader, pattern: WildcardPattern, most: int) -> SpanArray | None:
    """Where the first piece of a pattern occurs in the texts; None if more than `most` times."""
    if max_occurrences(segment, pattern.pieces[0]) > _MAX_RARITY_RATIO * most:
        return None
    found = scan(segment, pattern.pieces[0])
    return found if len(found.docs) <= most else None


def _match_text(segment: SegmentReader, pattern: WildcardPattern, spans: SpanArray) -> SpanArray:
    """Where a pattern occurs in the texts, as short as it can, given where it may begin."""
    for piece, gap in zip(pattern.pieces[1:], pattern.gaps, strict=True):
        spans = _continue(segment, spans, piece, gap)
    # An occurrence may begin inside the one before: 第第１号.
    apart = np.append(True, spans.starts[1:] >= spans.ends[:-1])[: len(spans.docs)]
    return spans.only(apart)


def _continue(
    segment: SegmentReader, spans: SpanArray, piece: str, gap: tuple[int, int]
) -> SpanArray:
    """The spans that a piece follows after a gap, to the end of that piece."""
    codes = code_units(piece)
    results = []
    least, most = gap
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
    segment: SegmentReader, spans: SpanArray, gap: int, codes: npt.NDArray[np.uint16]
) -> Mask:
    """Which spans are followed by the codes after a gap of characters, in the same text."""
    starts = spans.ends + gap
    followed: Mask = starts + len(codes) <= segment.text_ends[spans.docs]
    for at, code in enumerate(codes):
        rest = np.flatnonzero(followed)
        followed[rest] = segment.characters[starts[rest] + at] == code
    return followed


@cache
def _compound_characters() -> Mask:
    """For each code unit, whether it may be in the middle of a compound word; bool[65536]."""
    return np.array([_COMPOUND.match(chr(code)) is not None for code in range(0x10000)])
