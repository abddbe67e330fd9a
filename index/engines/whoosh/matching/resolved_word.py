"""A word of a query, resolved: its terms in every segment of a snapshot.

This is the plan of a word (Lucene's Weight): the term dictionary is asked once, and what a
word costs, where it occurs and how it ranks is computed from the terms found here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, product
from typing import NamedTuple

from index.analysis.normalization.folding import fold
from index.analysis.number_writings import MAX_NUMBERS, number_bounds
from index.engines.whoosh.matching.kana_words import KanaWord
from index.engines.whoosh.matching.number_edges import is_numeric
from index.engines.whoosh.matching.substring_terms import ScanCost, SubstringTerms
from index.engines.whoosh.matching.word_query import WordQuery, Writing
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import TERM_FIELDS
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.term_lookup import TokenForm, token_forms, tokens_containing

# Only this many other spellings are searched for as strings, those in most utterances first.
_MAX_SPELLINGS = 4
# The same for the writings of the number in a word with one; with more, for those of each.
_MAX_NUMBER_SPELLINGS = {1: 12, 2: 4}
# The key of a number.
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Strings that hardly occur inside unrelated words. In hiragana, and in two characters one of
# which is kana, they do (か年 in か年齢).
_DISTINCT = re.compile(r"[^ぁ-ゖァ-ヺー]{2}|(?=.*[^ぁ-ゖー]).{3,}", re.DOTALL)


@dataclass(frozen=True)
class SegmentTerms:
    """The terms of a word in one segment.

    `tokens` are the forms of tokens and compounds that are the whole word, `phrases` the forms
    of each token of its phrases, `substrings` the tokens that contain each of its writings,
    `synonyms` the terms of its synonyms.
    """

    segment: SegmentReader
    word: WordQuery
    tokens: Sequence[TokenForm]
    phrases: Sequence[Sequence[Sequence[TokenForm]]]
    substrings: Sequence[SubstringTerms]
    synonyms: tuple[SegmentTerms, ...] = ()

    @classmethod
    def look_up(cls, segment: SegmentReader, word: WordQuery) -> SegmentTerms:
        return cls(
            segment,
            word,
            [form for key in word.keys for form in token_forms(segment, key, TERM_FIELDS)],
            [[list(token_forms(segment, key, ("short",))) for key in p] for p in word.phrases],
            [SubstringTerms(segment, each.text, exact=word.exact) for each in word.writings],
            tuple(cls.look_up(segment, synonym) for synonym in word.synonyms),
        )


class Spelling(NamedTuple):
    """Another spelling of a word, folded; a token begins or ends at each of its `bounds`."""

    form: str
    bounds: tuple[int, ...] = ()


class StringRules(NamedTuple):
    """What tells the occurrences of one writing of a word, as a string, from other words.

    Of a word in kana, `containing` are the folded forms of the longer tokens in which it is a word
    too (がけ崩れ of がけ). `is_numeric` if it begins or ends with a number, or has one in kanji.
    `overlaps` if another writing or spelling of the word contains it, or is in it: then it must be
    known where it occurs.
    """

    writing: Writing
    containing: frozenset[str]
    is_numeric: bool
    overlaps: bool


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
    def rules(self) -> tuple[StringRules, ...]:
        """What tells the occurrences of each writing of the word from other words."""
        forms = [writing.form for writing in self.word.writings]
        every = (*forms, *(spelling.form for spelling in self.spellings))
        return tuple(
            StringRules(
                writing,
                self._containing(writing.kana),
                not self.word.exact and (is_numeric(form) or bool(writing.bounds)),
                any(form != each and (form in each or each in form) for each in every),
            )
            for writing, form in zip(self.word.writings, forms, strict=True)
        )

    @property
    def has_parts(self) -> bool:
        """Whether other words and numbers may have its characters by chance."""
        return any(rules.is_numeric or rules.writing.kana for rules in self.rules)

    def _containing(self, kana: KanaWord | None) -> frozenset[str]:
        # A single kana is no word in a longer one.
        if kana is None or len(kana.form) == 1:
            return frozenset()
        tokens = chain.from_iterable(
            tokens_containing(terms.segment, kana.form) for terms in self.segments
        )
        keys = {(fold(token.surface), token.key) for token in tokens}
        return frozenset(form for form, key in keys if form != kana.form and kana.is_in(form, key))

    @cached_property
    def spellings(self) -> tuple[Spelling, ...]:
        """Other spellings that are searched for as strings too."""
        forms = [writing.form for writing in self.word.writings]
        every = [*self._number_spellings()]
        if self.word.is_noun:
            tokens = chain.from_iterable(terms.tokens for terms in self.segments)
            every += map(Spelling, _spellings(forms, tokens))
        return tuple({each.form: each for each in every if each.form not in forms}.values())

    def _number_spellings(self) -> Iterator[Spelling]:
        """The word with its numbers printed otherwise: 十六年 for 16年, as it is in 十六年度."""
        printed = self.word.printed
        keys = self.word.phrases[0] if printed else ()
        numbers = [at for at, key in enumerate(keys) if _NUMBER.fullmatch(key)]
        if not 0 < len(numbers) <= MAX_NUMBERS:
            return
        ways = [[form] for form in printed]
        for at in numbers:
            counts: Counter[str] = Counter()
            for terms in self.segments:
                for token in terms.phrases[0][at]:
                    counts[fold(token.surface)] += token.doc_freq
            # 元 is a number in 元年 alone: 元部長 is no 1部長.
            numerals = filter(is_numeric, (form for form, _ in counts.most_common()))
            ways[at] += islice(numerals, _MAX_NUMBER_SPELLINGS[len(numbers)])
        for forms in islice(product(*ways), 1, None):
            yield Spelling("".join(forms), number_bounds(forms))

    def scan_cost(self) -> ScanCost:
        """The work of finding it as a string, in its own form and its other spellings."""
        costs = [
            SubstringTerms(terms.segment, spelling.form).cost(by_tokens=False)
            for terms in self.segments
            for spelling in self.spellings
        ]
        costs += [
            substring.cost(by_tokens=not (rules.is_numeric or rules.overlaps))
            for terms in self.segments
            for substring, rules in zip(terms.substrings, self.rules, strict=True)
        ]
        return ScanCost(*map(sum, zip(*costs, strict=True)))


def _spellings(own: Sequence[str], tokens: Iterable[TokenForm]) -> tuple[str, ...]:
    """The folded forms of tokens that are searched for as strings, besides a word's own."""
    counts: Counter[str] = Counter()
    for token in tokens:
        printed = fold(token.surface)
        if not any(each in printed for each in own) and _DISTINCT.fullmatch(printed):
            counts[printed] += token.doc_freq
    chosen: list[str] = []
    for printed, _ in counts.most_common():
        # A spelling that contains another is found with that one.
        chosen = [each for each in chosen if printed not in each]
        if len(chosen) < _MAX_SPELLINGS and not any(each in printed for each in chosen):
            chosen.append(printed)
    return tuple(chosen)
