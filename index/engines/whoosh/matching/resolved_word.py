"""A word of a query, resolved: its terms in every segment of a snapshot.

This is the plan of a word (Lucene's Weight): the term dictionary is asked once, and what a
word costs, where it occurs and how it ranks is computed from the terms found here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import Docs, union_sorted
from index.engines.whoosh.matching.substring_terms import ScanCost, SubstringTerms
from index.engines.whoosh.matching.word_query import WordQuery
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.term_lookup import (
    TokenForm,
    docs_with_any,
    phrase_occurrences,
    split_occurrences,
    token_forms,
)

# A single character that is a word (橋) is not searched for inside other words; one that
# never is (検 of 検査), or that was asked for as a string, is.
_MIN_STRING_LENGTH = 2
# Only this many other spellings are searched for as strings, those in most utterances first.
_MAX_SPELLINGS = 4
# Strings that hardly occur inside unrelated words. In hiragana, and in two characters one of
# which is kana, they do (か年 in か年齢).
_DISTINCT = re.compile(r"[^ぁ-ゖァ-ヺー]{2}|(?=.*[^ぁ-ゖー]).{3,}", re.DOTALL)


@dataclass(frozen=True)
class SegmentTerms:
    """The terms of a word in one segment.

    `tokens` are the forms of tokens and compounds that are the whole word, `phrase` the forms
    of each token of its phrase, `synonyms` the terms of its synonyms.
    """

    segment: SegmentReader
    word: WordQuery
    tokens: Sequence[TokenForm]
    phrase: Sequence[Sequence[TokenForm]]
    substring: SubstringTerms
    synonyms: tuple[SegmentTerms, ...] = ()

    @classmethod
    def look_up(cls, segment: SegmentReader, word: WordQuery) -> SegmentTerms:
        return cls(
            segment,
            word,
            *_terms(segment, word, ("short", "long")),
            SubstringTerms(segment, word.text),
            tuple(cls.look_up(segment, synonym) for synonym in word.synonyms),
        )

    def under_headings(self) -> Docs:
        """The documents under a heading that has the word as a token or phrase, ascending."""
        tokens, forms = _terms(self.segment, self.word, ("headings",))
        docs = docs_with_any(tokens)
        return (
            union_sorted(docs, split_occurrences(phrase_occurrences(forms))[0])
            if all(forms)
            else docs
        )


def _terms(
    segment: SegmentReader, word: WordQuery, fields: Sequence[str]
) -> tuple[list[TokenForm], list[list[TokenForm]]]:
    """The tokens of a word in some fields, and those of its phrase in the first field."""
    return (
        [form for key in word.keys for form in token_forms(segment, key, fields)],
        [list(token_forms(segment, key, fields[:1])) for key in word.phrase],
    )


@dataclass(frozen=True)
class ResolvedWord:
    """A word with its terms in each segment of a snapshot, in order."""

    snapshot: Snapshot
    word: WordQuery
    segments: Sequence[SegmentTerms]

    @classmethod
    def resolve(cls, snapshot: Snapshot, word: WordQuery) -> ResolvedWord:
        return cls(
            snapshot, word, [SegmentTerms.look_up(segment, word) for segment in snapshot.segments]
        )

    @cached_property
    def is_live_token(self) -> bool:
        """Whether an utterance has it as a token."""
        live = self.snapshot.live
        if live.all():
            return any(terms.tokens for terms in self.segments)
        return any(
            live[token.postings.docs + terms.segment.base].any()
            for terms in self.segments
            for token in terms.tokens
        )

    @cached_property
    def as_string(self) -> bool:
        """Whether the word is also searched for as a string, which finds it inside longer words."""
        is_token = any(each.tokens for each in self.segments)
        return len(self.word.text) >= _MIN_STRING_LENGTH or not is_token

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Other spellings, folded, that are searched for as strings too."""
        if not self.word.is_noun:
            return ()
        return _spellings(self.word.form, chain.from_iterable(t.tokens for t in self.segments))

    @cached_property
    def counts_suffice(self) -> bool:
        """False if the positions of its string are needed, not only the counts of tokens."""
        # They are for opposites, and for spellings that overlap the string.
        overlapping = any(each in self.word.form for each in self.spellings)
        return not self.word.opposites and not overlapping

    def scan_cost(self) -> ScanCost:
        """The work of finding it as a string, in its own form and its other spellings."""
        costs = [
            SubstringTerms(terms.segment, text).cost(by_tokens=False)
            for terms in self.segments
            for text in self.spellings
        ]
        costs += [terms.substring.cost(by_tokens=self.counts_suffice) for terms in self.segments]
        return ScanCost(*map(sum, zip(*costs, strict=True)))


def _spellings(own: str, tokens: Iterable[TokenForm]) -> tuple[str, ...]:
    """The folded forms of tokens that are searched for as strings, besides a word's own."""
    counts: Counter[str] = Counter()
    for token in tokens:
        printed = fold(token.surface)
        if own not in printed and _DISTINCT.fullmatch(printed):
            counts[printed] += token.doc_freq
    chosen: list[str] = []
    for printed, _ in counts.most_common():
        # A spelling that contains another is found with that one.
        chosen = [each for each in chosen if printed not in each]
        if len(chosen) < _MAX_SPELLINGS and not any(each in printed for each in chosen):
            chosen.append(printed)
    return tuple(chosen)
