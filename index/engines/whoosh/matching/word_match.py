"""Every utterance that has a word: in any spelling, and wherever the string stands.

A word is found three ways, and each place is counted once, under the form printed:

    as a unit       the dictionary (or our folding) gives it the word's key
    as a phrase     several short units in a row have the keys of the word's units
    as a string     the characters stand there, perhaps inside a longer word
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, run_starts, run_sums
from index.engines.whoosh.matching.placing import Place, add_spelling, add_string
from index.engines.whoosh.matching.segment_match import (
    SegmentMatch,
    WordForms,
    in_headings,
    look_up,
)
from index.engines.whoosh.matching.spelled import spelled_forms
from index.engines.whoosh.matching.substring import find_in_text, most
from index.engines.whoosh.matching.surface_forms import FormPostings
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION, FormSelection, WordQuery
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.results import FormBasis, Note, Span
from index.storage.resources import core_count

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(core_count(), thread_name_prefix="segments")


# A process that is forked has none of its parent's threads.
os.register_at_fork(after_in_child=_threads.cache_clear)


def spread(
    work: Callable[[*Arguments], Result], every: Sequence[tuple[*Arguments]], at_once: bool
) -> list[Result]:
    """What `work` makes of each, in order; in several threads if told to.

    The work must not itself be spread: it would wait for threads that wait for it.
    """
    if not at_once or len(every) < 2:
        return [work(*each) for each in every]
    return list(_threads().map(lambda each: work(*each), every))


# A single character that is a word (橋) is not looked for inside others; one that
# never is (検 of 検査), or that was asked for as a string, is.
_SHORTEST_STRING = 2
# A place counts as this share of the word: inside a longer word (京都 in 東京都), or as
# another word, it tells less.
_SHARES: dict[FormBasis, float] = {
    "literal": 1.0,
    "spelling": 1.0,
    "pattern": 1.0,
    "within": 0.2,
    "synonym": 0.2,
    "opposite": 0.2,
}
# A word of no more places is found sooner by one thread than by several.
_FEW = 150_000
_BASES: tuple[FormBasis, ...] = ("literal", "spelling", "within", "synonym", "opposite", "pattern")


@dataclass(frozen=True, slots=True)
class FormMatch:
    """One printed form of a word, and how many utterances have it."""

    printed: str
    basis: FormBasis
    count: int


class TermStatistics(NamedTuple):
    """A word as ranking sees it.

    `docs` are the utterances that have it, ascending, `freqs` how often, a place
    inside a longer word being a part of one; `whole` is how many utterances have it
    as a word. `headings` are the utterances it is a heading of.
    """

    docs: Docs
    freqs: npt.NDArray[np.float64]
    whole: int
    headings: Docs


class _Found(NamedTuple):
    """What was found in one segment; documents are numbered through all of them."""

    part: SegmentMatch
    synonyms: list[SegmentMatch]
    rows: list[FormPostings]
    headings: Docs


class WordMatch:
    """All there is of one word in one snapshot; `forms` by their folded form.

    `notes` say what of it was not looked for.
    """

    notes: tuple[Note, ...] = ()

    def __init__(self, snapshot: Snapshot, word: WordQuery, *, inside: bool = True) -> None:
        """Find a word; `inside` tells the longer words apart in which its string stands."""
        self.word = word
        self._inside = inside
        self._snapshot = snapshot
        units = [look_up(segment, word, ("short", "long")) for segment in snapshot.segments]
        self.as_string = len(word.text) >= _SHORTEST_STRING or not any(u.single for u in units)
        self._spelled: tuple[str, ...] = ()
        if word.is_noun:
            self._spelled = spelled_forms(word.form, chain.from_iterable(u.single for u in units))
        at_once = sum(most(segment, word.text) for segment in snapshot.segments) > _FEW
        found = spread(self._look, list(zip(snapshot.segments, units, strict=True)), at_once)
        self._parts = [part for each in found for part in (each.part, *each.synonyms)]
        self.forms = self._gather([rows for each in found for rows in each.rows])
        # The rows are kept put together, and not once more segment by segment.
        self._found = [each._replace(rows=[]) for each in found]
        self.headings = self._alive(np.concatenate([NO_DOCS, *(each.headings for each in found)]))

    def _look(self, segment: SegmentReader, units: WordForms) -> _Found:
        part = SegmentMatch(
            segment,
            self.word,
            units,
            as_string=self.as_string,
            spelled=self._spelled,
            inside=self._inside,
        )
        synonyms = [
            SegmentMatch(
                segment, synonym, look_up(segment, synonym, ("short", "long")), as_string=False
            )
            for synonym in self.word.synonyms
        ]
        found = chain(part.rows(), *(map(_as_synonym, each.rows()) for each in synonyms))
        rows = [each._replace(docs=each.docs + segment.base) for each in found]
        return _Found(part, synonyms, rows, in_headings(segment, self.word) + segment.base)

    def _alive(self, docs: Docs) -> Docs:
        return docs if self._snapshot.live.all() else docs[self._snapshot.live[docs]]

    def _gather(self, found: list[FormPostings]) -> dict[str, FormMatch]:
        """Put the rows of all segments together: one for each document and form."""
        numbers: dict[str, int] = {}
        printed: dict[tuple[int, str], int] = {}
        bases: dict[int, int] = {}
        ids: list[Docs | int] = []
        for rows in found:
            mine = [numbers.setdefault(name.form, len(numbers)) for name in rows.names]
            one = len(mine) == 1
            counts = [len(rows.docs)]
            if not one:
                counts = np.bincount(rows.numbers, minlength=len(mine)).tolist()
            for number, name, count in zip(mine, rows.names, counts, strict=True):
                as_this = number, name.printed
                printed[as_this] = printed.get(as_this, 0) + count
                basis = _BASES.index(name.basis)
                bases[number] = min(bases.get(number, basis), basis)
            ids.append(mine[0] if one else np.array(mine, np.int64)[rows.numbers])
        self._docs, self._ids, self._freqs = self._merged(found, ids, len(numbers))
        counts = np.bincount(self._ids, minlength=len(numbers)).tolist()
        self._shares = np.array(
            [_SHARES[_BASES[bases[number]]] for number in range(len(numbers))], np.float64
        )
        self._numbers = numbers
        # As most are printed; of those that are as many, as the first of them.
        usual: dict[int, tuple[int, str]] = {}
        for (number, text), count in printed.items():
            if number not in usual or count > usual[number][0]:
                usual[number] = count, text
        order = sorted(numbers, key=lambda form: (-counts[numbers[form]], form))
        return {
            form: FormMatch(usual[number][1], _BASES[bases[number]], counts[number])
            for form in order
            for number in [numbers[form]]
            if counts[number]
        }

    def _merged(
        self, found: list[FormPostings], ids: list[Docs | int], forms: int
    ) -> tuple[Docs, Docs, Docs]:
        freqs = np.concatenate([NO_DOCS, *(rows.freqs for rows in found)])
        keys = np.concatenate(
            [NO_DOCS, *(rows.docs * forms + mine for rows, mine in zip(found, ids, strict=True))]
        )
        if not self._snapshot.live.all():
            alive = self._snapshot.live[keys // max(forms, 1)]
            keys, freqs = keys[alive], freqs[alive]
        if not len(keys):
            return NO_DOCS, NO_DOCS, NO_DOCS
        if not (keys[1:] >= keys[:-1]).all():
            order = np.argsort(keys, kind="stable")
            keys, freqs = keys[order], freqs[order]
        firsts = run_starts(keys)
        freqs = freqs if len(firsts) == len(keys) else run_sums(freqs, firsts)
        keys = keys[firsts]
        docs = keys // forms
        # The remainder, which takes NumPy several times as long.
        return docs, keys - docs * forms, freqs

    @cached_property
    def size(self) -> int:
        """How many bytes it takes, about."""
        rows = 2 * self._docs.nbytes + self._ids.nbytes + self._freqs.nbytes
        kept = sum(part.size for part in self._parts)
        return rows + kept + self.headings.nbytes + 200 * len(self.forms)

    @cached_property
    def places_in_all(self) -> int:
        """How many places there are, in all utterances together."""
        return int(self._freqs.sum())

    @cached_property
    def respelled(self) -> int:
        """How often an utterance has it as units that are another string, about."""
        return sum(
            len(part.phrases) + sum(form.doc_freq for form in part.others) for part in self._parts
        )

    @property
    def found_anywhere(self) -> bool:
        """Whether it stands in any utterance or heading."""
        return bool(self.forms) or len(self.headings) > 0

    @cached_property
    def _optional(self) -> dict[str, FormMatch]:
        """The forms that may be left out though nobody left them out by name."""
        return {
            form: match
            for form, match in self.forms.items()
            if match.basis in ("opposite", "synonym")
        }

    def _kept(self, choice: FormSelection) -> Mask | None:
        """Which rows are of forms that are wanted; null if all are."""
        left = [
            self._numbers[form]
            for form, match in (self.forms if choice.without else self._optional).items()
            if not choice.takes(form, match.basis)
        ]
        return np.isin(self._ids, left, invert=True) if left else None

    def docs(self, choice: FormSelection = DEFAULT_SELECTION) -> Docs:
        """The utterances that have the word in any form that is wanted, ascending."""
        kept = self._kept(choice)
        if kept is None:
            return self._every
        docs = self._docs[kept]
        return docs[run_starts(docs)]

    @cached_property
    def _every(self) -> Docs:
        return self._docs[run_starts(self._docs)]

    def scored(self, choice: FormSelection = DEFAULT_SELECTION) -> TermStatistics:
        """The word to rank by, in the forms that are wanted."""
        kept = self._kept(choice)
        return self._scored(slice(None) if kept is None else kept)

    def _scored(self, kept: Mask | slice) -> TermStatistics:
        docs, ids, freqs = self._docs[kept], self._ids[kept], self._freqs[kept]
        firsts = run_starts(docs)
        if not len(docs):
            return TermStatistics(NO_DOCS, np.zeros(0), 0, self.headings)
        shares = self._shares[ids]
        weighed = freqs * shares
        whole = len(run_starts(docs[shares == 1]))
        return TermStatistics(docs[firsts], _totals(weighed, firsts), whole, self.headings)

    def parts_of(self, segment: SegmentReader) -> list[SegmentMatch]:
        """What was found in one segment: of the word itself, then of each synonym."""
        found = next(each for each in self._found if each.part.segment is segment)
        return [found.part, *found.synonyms]

    def places(self, doc: int) -> list[Place]:
        """Each place of the word in one utterance, in order."""
        segment, local = self._snapshot.segment_of(doc)
        found = next(each for each in self._found if each.part.segment is segment)
        reading = self._snapshot.utterance_text(doc)
        spans: dict[Span, Place] = {}
        for part in (*found.synonyms, found.part):
            for span in part.spans(local, reading.token_bounds):
                printed = reading.text[span.start : span.end]
                own = fold(printed) == self.word.form
                basis: FormBasis = "literal" if own else "spelling"
                spans[span] = Place(span, printed, basis if part is found.part else "synonym")
        for span in find_in_text(reading, self.word.text) if self.as_string else ():
            add_string(spans, span, reading, self.word)
        for text in self._spelled:
            for span in find_in_text(reading, text):
                add_spelling(spans, span, reading)
        return [spans[span] for span in sorted(spans)]


def _as_synonym(rows: FormPostings) -> FormPostings:
    return rows._replace(names=[name._replace(basis="synonym") for name in rows.names])


def _totals(values: npt.NDArray[Any], firsts: Docs) -> npt.NDArray[Any]:
    """The sums of values from each of `firsts` to the next; mostly there is one value."""
    return values if len(values) == len(firsts) else np.add.reduceat(values, firsts)
