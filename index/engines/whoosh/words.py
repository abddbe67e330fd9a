"""Every utterance that has a word: in any spelling, and wherever the string stands.

A word is found three ways, and each place is counted once, under the form printed:

    as a unit       the dictionary (or our folding) gives it the word's key
    as a phrase     several short units in a row have the keys of the word's units
    as a string     the characters stand there, perhaps inside a longer word

Most utterances need no reading: where the string stands as often as the unit (or the
phrase) does, they are the same places. The few others are read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np

from index.analysis import Analyzer
from index.engines.whoosh.literal import places, scan
from index.engines.whoosh.lookup import (
    NOTHING,
    Counts,
    add,
    ascending,
    counts,
    phrase,
    tally,
    union,
    unit_forms,
)
from index.engines.whoosh.snapshot import Docs, Snapshot
from index.folding import fold, kana_key, normal
from index.results import FormBasis, Span

# A phrase of more units is looked for as a string only.
_LONGEST_PHRASE = 12
# A single character that is a word (橋) is not looked for inside others; one that
# never is (検 of 検査), or that was asked for as a string, is.
_SHORTEST_STRING = 2
# So many utterances are read; in the rest a string inside words is counted unnamed.
_MOST_READ = 2000
_UNNAMED = "…"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is looked up.

    `keys` are those of single units that are the whole word, `phrase` those of its
    short units one after another (empty if it has only one), `printed` how these are
    printed in the query, folded.
    """

    text: str
    keys: tuple[str, ...]
    phrase: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """What its own form is known by: widths and case aside."""
        return fold(self.text)


class Place(NamedTuple):
    """A place in an utterance, the form it is printed in, and why it was found."""

    span: Span
    printed: str
    basis: FormBasis


@dataclass(frozen=True, slots=True)
class FormMatch:
    """The utterances that have a word in one printed form, and how often."""

    printed: str
    basis: FormBasis
    counts: Counts


def read_word(text: str, analyzer: Analyzer) -> Word:
    """Analyze a word of a query just as the minutes were analyzed."""
    analysis = analyzer.analyze(text)
    units = analysis.short
    keys = {kana_key(normal(text))} | {
        long.unit.key for long in analysis.long if (long.first, long.last) == (0, len(units))
    }
    if len(units) == 1:
        keys.add(units[0].key)
    whole = 1 < len(units) <= _LONGEST_PHRASE and all(unit.key for unit in units)
    return Word(
        text,
        keys=tuple(sorted(keys - {""})),
        phrase=tuple(unit.key for unit in units) if whole else (),
        printed=tuple(fold(unit.form) for unit in units) if whole else (),
    )


class WordMatch:
    """All there is of one word in one snapshot; `forms` by their folded form."""

    def __init__(self, snapshot: Snapshot, word: Word) -> None:
        self.word = word
        self._snapshot = snapshot
        self._units = [
            form for key in word.keys for form in unit_forms(snapshot, key, ("short", "long"))
        ]
        self._phrase = (
            phrase(snapshot, word.phrase, "short") if word.phrase else (NOTHING.docs,) * 2
        )
        self._string = scan(snapshot, word.text) if self._is_string else NOTHING
        self.forms = self._by_form()
        self.headings = self._in_headings()
        self._whole = reduce(add, (match.counts for match in self.forms.values()), NOTHING)

    @property
    def _is_string(self) -> bool:
        return len(self.word.text) >= _SHORTEST_STRING or not self._units

    @property
    def found_anywhere(self) -> bool:
        """Whether it stands in any utterance or heading."""
        return bool(self.forms) or len(self.headings) > 0

    def __contains__(self, doc: int) -> bool:
        """Whether an utterance has the word in any form."""
        docs = self._whole.docs
        at = int(np.searchsorted(docs, doc))
        return at < len(docs) and bool(docs[at] == doc)

    def counts(self, without: frozenset[str], basis: FormBasis | None = None) -> Counts:
        """The utterances that have the word in any form not left out (and of one basis)."""
        if not without and basis is None:
            return self._whole
        kept = (
            match.counts
            for form, match in self.forms.items()
            if form not in without and basis in (None, match.basis)
        )
        return reduce(add, kept, NOTHING)

    def places(self, doc: int) -> list[Place]:
        """Each place of the word in one utterance, in order."""
        reading = self._snapshot.read(doc)
        text, bounds = reading.text, reading.bounds
        spans: dict[Span, Place] = {}
        for span in (*self._unit_spans(doc, bounds), *self._phrase_spans(doc, bounds)):
            printed = text[span.start : span.end]
            own = fold(printed) == self.word.form
            spans[span] = Place(span, printed, "literal" if own else "spelling")
        for span in places(reading, self.word.text) if self._is_string else ():
            first = bounds[bisect_right(bounds, span.start) - 1]
            last = bounds[bisect_left(bounds, span.end)]
            if (first, last) == span:
                spans[span] = Place(span, text[first:last], "literal")
            elif not any(each.start <= span.start and span.end <= each.end for each in spans):
                spans[span] = Place(span, text[first:last], "within")
        return [spans[span] for span in sorted(spans)]

    def _unit_spans(self, doc: int, bounds: list[int]) -> list[Span]:
        found = []
        for form in self._units:
            if form.segment.base <= doc < form.segment.base + form.segment.count:
                starts = [bounds[position] for position in form.positions(doc)]
                found += [Span(start, start + len(form.printed)) for start in starts]
        return found

    def _phrase_spans(self, doc: int, bounds: list[int]) -> list[Span]:
        docs, positions = self._phrase
        first, last = np.searchsorted(docs, [doc, doc + 1])
        length = len(self.word.phrase)
        return [
            Span(bounds[position], bounds[position + length])
            for position in positions[first:last].tolist()
        ]

    def _by_form(self) -> dict[str, FormMatch]:
        printed: dict[str, Counter[str]] = defaultdict(Counter)
        bases: dict[str, FormBasis] = {self.word.form: "literal"}
        totals: dict[str, Counts] = {}

        def take(form: str, basis: FormBasis, found: Counts) -> None:
            totals[fold(form)] = add(totals.get(fold(form), NOTHING), found)
            printed[fold(form)][form] += len(found.docs)
            bases.setdefault(fold(form), basis)

        if not self.word.keys:
            # Asked for as a string: that is the one form it has.
            take(self.word.text, "literal", self._string)
        units: dict[str, Counts] = {}
        for unit in self._units:
            found = units.get(unit.printed, NOTHING)
            units[unit.printed] = add(found, counts(self._snapshot, unit))
        read = self._to_read(units)
        for form, basis, found in self._plain(units, read):
            take(form, basis, found)
        for form, basis, found in self._read(read):
            take(form, basis, found)
        order = sorted(totals, key=lambda form: (-len(totals[form].docs), form))
        return {
            form: FormMatch(printed[form].most_common(1)[0][0], bases[form], totals[form])
            for form in order
            if len(totals[form].docs)
        }

    def _to_read(self, units: dict[str, Counts]) -> Docs:
        """The utterances whose places cannot be told from the counts alone."""
        if self.word.phrase:
            every = tally(self._phrase[0])
            known = tally(phrase(self._snapshot, self.word.phrase, "short", self.word.printed)[0])
            others = [found.docs for form, found in units.items() if fold(form) != self.word.form]
            others.append(every.docs[every.freqs != known.at(every.docs)])
        else:
            own = [found for form, found in units.items() if fold(form) == self.word.form]
            known, others = reduce(add, own, NOTHING if self.word.keys else self._string), []
            if not self._is_string:
                return NOTHING.docs
        docs = union(self._string.docs, known.docs)
        odd = docs[self._string.at(docs) != known.at(docs)]
        return reduce(union, others, odd)

    def _plain(self, units: dict[str, Counts], read: Docs) -> list[tuple[str, FormBasis, Counts]]:
        """The counts of the utterances that need no reading, or are too many for it."""
        rest = read[_MOST_READ:]
        read = read[:_MOST_READ]
        string = self._string.only(np.isin(self._string.docs, read, invert=True))
        unnamed = f"{_UNNAMED}{self.word.text}{_UNNAMED}"
        found: list[tuple[str, FormBasis, Counts]]
        if self.word.phrase:
            other = tally(self._phrase[0])
            other = other.only(np.isin(other.docs, np.setdiff1d(rest, string.docs)))
            found = [(self.word.text, "literal", string), (unnamed, "spelling", other)]
            units = {form: each for form, each in units.items() if fold(form) != self.word.form}
        else:
            found = [(unnamed, "within", string.only(np.isin(string.docs, rest)))]
        for form, each in units.items():
            found.append((form, "spelling", each.only(np.isin(each.docs, read, invert=True))))
        return found

    def _read(self, docs: Docs) -> list[tuple[str, FormBasis, Counts]]:
        found: dict[tuple[str, FormBasis], list[int]] = defaultdict(list)
        for doc in docs[:_MOST_READ].tolist():
            for place in self.places(doc):
                found[place.printed, place.basis].append(doc)
        return [
            (printed, basis, tally(np.array(each, np.int64)))
            for (printed, basis), each in found.items()
        ]

    def _in_headings(self) -> Docs:
        found = [NOTHING.docs]
        for key in self.word.keys:
            for form in unit_forms(self._snapshot, key, ("headings",)):
                found.append(counts(self._snapshot, form).docs)
        if self.word.phrase:
            found.append(phrase(self._snapshot, self.word.phrase, "headings")[0])
        return ascending(np.concatenate(found))
