"""Every place of the words a pattern stands for; to the rest it is a word of many forms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold, nfkc_casefold
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, sort_unique, union_sorted
from index.engines.whoosh.matching.placing import Place
from index.engines.whoosh.matching.proximity import together
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray, scan
from index.engines.whoosh.matching.substring import most as most_places
from index.engines.whoosh.matching.surface_forms import (
    FormPostings,
    SurfaceForm,
    SurfaceForms,
    forms_at,
    group_by_surface,
)
from index.engines.whoosh.matching.term_table import Term, TermTable
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection, WordQuery
from index.engines.whoosh.segment.reader import SegmentReader, UtteranceText
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.term_lookup import TokenForm, count_by_doc, split_occurrences
from index.results import Note, Span

# Where a pattern begins more often in the texts, it is matched over words alone.
MOST_BEGINNINGS = 400_000
# Within a text, a * stands for no more characters.
_LONGEST_GAP = 8
# A pattern of more pieces is matched over words alone.
_MOST_PIECES = 4
# A string may be so much rarer than its rarest character.
_SCANNED = 8
_ENDING = re.compile(r"(?:\?[」』）)]*)+$")
_WILD = re.compile("[*?]+")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# What a compound word is made of: no hiragana, no punctuation, no space.
_COMPOUND = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶァ-ヺー0-9a-zA-Z]")


class Pattern(NamedTuple):
    """A pattern, folded; `gaps` say how few and how many characters part its `pieces`."""

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
        # The first place that fits is as good as any, so none is tried again.
        middle = "".join(f"(?>.*?{chunk})" for chunk in chunks[1:-1] if chunk)
        return re.compile(f"{chunks[0]}{middle}.*{chunks[-1]}", re.DOTALL)

    @property
    def printed(self) -> tuple[str, ...]:
        """The longest piece, in each way it may be printed in a word that matches."""
        piece = max(self.pieces, key=len)
        ways = [piece, piece.upper(), piece.capitalize()]
        return tuple(dict.fromkeys([*ways, *(way.translate(_WIDE) for way in ways)]))

    @property
    def is_for_texts(self) -> bool:
        """Whether it has a beginning and an end in a text too."""
        ended = self.text[0] not in "*?" and self.text[-1] not in "*?"
        return ended and 1 < len(self.pieces) <= _MOST_PIECES


def read_pattern(text: str) -> Pattern:
    """A pattern in whatever width it was typed; it has a character besides * and ?."""
    folded = _ENDING.sub("", fold(nfkc_casefold(text)))
    pieces = tuple(filter(None, _WILD.split(folded)))
    gaps = []
    for gap in _WILD.findall(folded.strip("*?")):
        least = gap.count("?")
        gaps.append((least, max(least, _LONGEST_GAP) if "*" in gap else least))
    return Pattern(folded, pieces, tuple(gaps))


class Begun(NamedTuple):
    """Where a pattern stands in the texts of a segment, and how often it might have begun."""

    places: SpanArray
    beginnings: int


def stretches(segment: SegmentReader, pattern: Pattern, most: int) -> Begun | None:
    """Where a pattern stands in the texts, as short as it can; null where it begins too often."""
    if most_places(segment, pattern.pieces[0]) > _SCANNED * most:
        return None
    found = scan(segment, pattern.pieces[0])
    begun = len(found.docs)
    if begun > most:
        return None
    for piece, gap in zip(pattern.pieces[1:], pattern.gaps, strict=True):
        found = _continued(segment, found, piece, gap)
    # The next one may begin inside the one before: 第第１号.
    apart = np.append(True, found.starts[1:] >= found.ends[:-1])[: len(found.docs)]
    return Begun(found.only(apart), begun)


def _continued(
    segment: SegmentReader, found: SpanArray, piece: str, gap: tuple[int, int]
) -> SpanArray:
    """Those places that a piece follows, and where that ends."""
    codes = np.frombuffer(piece.encode("utf-16-le", "surrogatepass"), "<u2")
    results = []
    least, most = gap
    inside = _compound()
    for size in range(most + 1):
        if not len(found.docs):
            break
        if size >= least:
            here = _stands(segment, found, size, codes)
            results.append(found.only(here)._replace(ends=found.ends[here] + size + len(codes)))
            found = found.only(~here)
        if size < most and len(found.docs):
            at = np.minimum(found.ends + size, len(segment.characters) - 1)
            found = found.only(inside[segment.characters[at]])
    joined = SpanArray(*map(np.concatenate, zip(NO_SPANS, *results, strict=True)))
    return joined.only(np.argsort(joined.starts, kind="stable"))


def _stands(
    segment: SegmentReader, found: SpanArray, size: int, codes: npt.NDArray[np.uint16]
) -> Mask:
    """Behind which places the codes stand, so many characters on, in the same text."""
    starts = found.ends + size
    stands: Mask = starts + len(codes) <= segment.text_ends[found.docs]
    for at, code in enumerate(codes):
        rest = np.flatnonzero(stands)
        stands[rest] = segment.characters[starts[rest] + at] == code
    return stands


def _compound() -> Mask:
    """For each code unit, whether it may stand in the middle of a compound word."""
    if not _INSIDE.any():
        _INSIDE[[code for code in range(0x10000) if _COMPOUND.match(chr(code))]] = True
    return _INSIDE


_INSIDE: Mask = np.zeros(0x10000, np.bool_)


# So many forms are looked for, and no more than all of them are found so often.
MOST_FORMS, _MOST_FOUND = 100, 300_000
# Where a pattern stands in the texts more often, it is matched over words alone.
_MOST_PLACES = 40_000


# A form stands in most segments.
_folded = lru_cache(maxsize=1 << 15)(fold)


class _Text(NamedTuple):
    """Where a pattern stands in the texts of a segment, and as which forms."""

    places: SpanArray
    names: SurfaceForms


class PatternPart:
    """The forms of a pattern in one segment: words by printed form, and places in texts."""

    def __init__(self, segment: SegmentReader, terms: Sequence[Term], text: _Text) -> None:
        self.segment = segment
        self._text = text
        self._forms: dict[str, list[TokenForm]] = defaultdict(list)
        for term in terms:
            self._forms[term.form].append(
                TokenForm(term.form, segment, term.offset, term.utterances)
            )

    @property
    def size(self) -> int:
        """How many bytes it keeps, about."""
        forms = (form for every in self._forms.values() for form in every)
        return (
            sum(3 * form.postings.docs.nbytes for form in forms) + self._text.names.numbers.nbytes
        )

    def rows(self) -> Iterator[FormPostings]:
        for printed, forms in self._forms.items():
            names = [SurfaceForm(_folded(printed), printed, "pattern")]
            docs, freqs = count_by_doc(forms)
            yield FormPostings(names, np.zeros(len(docs), np.int64), docs, freqs)
        places, names_of = self._text
        if len(places.docs):
            printed_as = self.segment.original_texts(*places.only(names_of.firsts))
            listed = [
                SurfaceForm(form, printed, "pattern")
                for form, printed in zip(names_of.forms, printed_as, strict=True)
            ]
            yield FormPostings(listed, names_of.numbers, places.docs, np.ones_like(places.docs))

    def strings(self, docs: Docs | None, choice: FormSelection) -> SpanArray:
        """Its places in some documents (all if null), in the forms that are wanted."""
        units = [
            (_places(forms, docs), len(printed))
            for printed, forms in self._forms.items()
            if choice.takes(_folded(printed), "pattern")
        ]
        found = [forms_at(self.segment, units)]
        places, names = self._text
        wanted = np.array([choice.takes(form, "pattern") for form in names.forms], np.bool_)
        if len(places.docs):
            kept = wanted[names.numbers]
            if docs is not None:
                kept &= np.isin(places.docs, docs)
            found.append(places.only(kept))
        return together(found)

    def spans(self, local: int, reading: UtteranceText) -> Iterator[Span]:
        """Where its forms stand in one text."""
        doc = np.array([local])
        for printed, forms in self._forms.items():
            if printed in reading.text:
                for position in split_occurrences(_places(forms, doc))[1].tolist():
                    start = reading.token_bounds[position]
                    yield Span(start, start + len(printed))
        places, begin = self._text.places, int(self.segment.text_starts[local])
        here = slice(*places.docs.searchsorted([local, local + 1]).tolist())
        ends = places.ends[here].tolist()
        for start, end in zip(places.starts[here].tolist(), ends, strict=True):
            yield Span(start - begin, end - begin)


def _places(forms: Sequence[TokenForm], docs: Docs | None = None) -> Docs:
    places = forms[0].occurrences(docs)
    for form in forms[1:]:
        places = union_sorted(places, form.occurrences(docs))
    return places


class PatternMatch(WordMatch):
    """All there is of a pattern; `notes` say so where it stands for too many forms."""

    def __init__(self, snapshot: Snapshot, printed: TermTable, text: str) -> None:
        self.word = WordQuery(text, ())
        self._snapshot = snapshot
        self._pattern = read_pattern(text)
        terms = _terms(printed, self._pattern)
        texts = self._texts()
        self._choose(terms, texts)
        self._parts: list[PatternPart] = []  # type: ignore[assignment]
        headings, rows = [NO_DOCS], []
        for at, segment in enumerate(snapshot.segments):
            for term in terms[at]:
                if term.heading:
                    form = TokenForm(term.form, segment, term.offset, term.utterances)
                    headings.append(form.postings.docs + segment.base)
            spoken = [term for term in terms[at] if not term.heading]
            part = PatternPart(segment, spoken, texts[at])
            self._parts.append(part)
            rows += [each._replace(docs=each.docs + segment.base) for each in part.rows()]
        self.forms = self._gather(rows)
        self.headings = self._alive(sort_unique(np.concatenate(headings)))

    def _texts(self) -> list[_Text]:
        """Where it stands in the texts, segment by segment."""
        none = _Text(NO_SPANS, SurfaceForms([], NO_DOCS, NO_DOCS))
        found = [none] * len(self._snapshot.segments)
        if not self._pattern.is_for_texts:
            return found
        begins = places = 0
        for at, segment in enumerate(self._snapshot.segments):
            begun = stretches(segment, self._pattern, MOST_BEGINNINGS - begins)
            if begun is None or places + len(begun.places.docs) > _MOST_PLACES:
                self.notes = (Note("pattern_terms_only", (self.word.text,)),)
                return [none] * len(found)
            begins, places = begins + begun.beginnings, places + len(begun.places.docs)
            found[at] = _Text(begun.places, group_by_surface(segment, begun.places))
        return found

    def _choose(self, terms: list[list[Term]], texts: list[_Text]) -> None:
        """Keep the forms that most utterances have, where there are too many."""
        counts: Counter[str] = Counter()
        for every in terms:
            here: dict[str, int] = {}
            for term in every:
                form = _folded(term.form)
                here[form] = max(here.get(form, 0), 0 if term.heading else term.utterances)
            counts.update(here)
        for text in texts:
            tally = np.bincount(text.names.numbers, minlength=len(text.names.forms)).tolist()
            counts.update(dict(zip(text.names.forms, tally, strict=True)))
        listed = counts.most_common(MOST_FORMS)
        sums = accumulate(count for _, count in listed)
        # The first has as many as a word may have.
        kept = {listed[at][0] for at, total in enumerate(sums) if not at or total <= _MOST_FOUND}
        if len(kept) == len(counts):
            return
        self.notes = (Note("pattern_forms_limited", (self.word.text, len(kept))),)
        for at, (every, text) in enumerate(zip(terms, texts, strict=True)):
            terms[at] = [term for term in every if _folded(term.form) in kept]
            texts[at] = _only(text, kept)

    @property
    def respelled(self) -> int:
        return len(self._docs)

    def strings(
        self, segment: SegmentReader, docs: Docs | None, choice: FormSelection
    ) -> SpanArray:
        """Its places in some documents of a segment, in the forms that are wanted."""
        part = next(part for part in self._parts if part.segment is segment)
        return part.strings(docs, choice)

    def places(self, doc: int) -> list[Place]:
        segment, local = self._snapshot.segment_of(doc)
        part = next(part for part in self._parts if part.segment is segment)
        reading = self._snapshot.utterance_text(doc)
        spans = {*part.spans(local, reading)}
        return [
            Place(span, reading.text[span.start : span.end], "pattern") for span in sorted(spans)
        ]


def _only(text: _Text, kept: set[str]) -> _Text:
    """Only the places of some forms; a form keeps its number."""
    wanted = np.array([form in kept for form in text.names.forms], np.bool_)
    if wanted.all():
        return text
    places = text.places.only(wanted[text.names.numbers])
    segment_numbers = text.names.numbers[wanted[text.names.numbers]]
    numbers = np.cumsum(wanted) - 1
    firsts = np.unique(segment_numbers, return_index=True)[1]
    forms = [form for form, want in zip(text.names.forms, wanted.tolist(), strict=True) if want]
    return _Text(places, SurfaceForms(forms, firsts, numbers[segment_numbers]))


def _terms(printed: TermTable, pattern: Pattern) -> list[list[Term]]:
    """The terms that match a pattern, segment by segment."""
    expression = pattern.expression
    return [
        [term for term in every if expression.fullmatch(_folded(term.form))]
        for every in printed.with_pieces(pattern.printed)
    ]
