"""Deterministic cost estimates of words, in milliseconds of one core.

The cost of a word follows from its terms (`ResolvedWord`), from the parts of the text a scan for
its string reads, and from how often the string occurs in a sample of the texts (`sample.py`).
Words that cost much are matched only where the others leave something (`evaluator.py`).
"""

from __future__ import annotations

from index.engines.whoosh.matching.number_edges import is_number
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.substring import max_occurrences
from index.engines.whoosh.matching.wildcard import WildcardPattern
from index.engines.whoosh.query.sample import TextSample
from index.engines.whoosh.segment.snapshot import Snapshot

# Fitted to searches for 200 words and strings, some of them the commonest, in the minutes of a
# city (162 million characters), and rounded up. In milliseconds: for a word, a form of it, an
# utterance that has one (as much again to rank it), an occurrence of its string that is not
# counted by tokens, a part of the text to scan, and a token that contains the string.
_WORD, _FORM, _UTTERANCE, _OCCURRENCE, _PART, _TOKEN = 4.0, 0.08, 0.14e-3, 0.04e-3, 0.08e-3, 0.015
# For a phrase: for an utterance that may have all of its tokens, and for one that has a token.
_PHRASE_CANDIDATE, _PHRASE_POSTING = 0.13e-3, 0.08e-3
# For a pattern, and for an occurrence in the texts at which it may begin.
_PATTERN, _BEGINNING = 60.0, 0.6e-3
# A string hardly ever occurs more often in a part of the text.
_MAX_IN_PART = 2
# Above these counts, occurrences of a word, or of a string without letters, are not grouped by
# the longer word they are in: "," and "00" occur in tens of thousands of numbers.
_MAX_GROUPED_WORD, _MAX_GROUPED_SIGNS = 300_000, 10_000
# As many may be assumed without a look at the sample.
_FEW_OCCURRENCES = 10_000
# For suggesting other queries.
MAX_SUGGESTION_COST = 50.0


class CostModel:
    """Estimates costs over one snapshot."""

    def __init__(self, snapshot: Snapshot, sample: TextSample) -> None:
        self._snapshot = snapshot
        self._sample = sample

    def word(self, resolved: ResolvedWord) -> float:
        """The cost of a word or an exact string."""
        tokens = [
            token
            for terms in resolved.segments
            for each in (terms, *terms.synonyms)
            for token in each.tokens
        ]
        cost = _WORD + _FORM * len(tokens)
        for number, phrase in enumerate(resolved.word.phrases):
            listed = [
                sum(
                    form.doc_freq
                    for terms in resolved.segments
                    for form in terms.phrases[number][at]
                )
                for at in range(len(phrase))
            ]
            cost += _PHRASE_CANDIDATE * min(listed) + _PHRASE_POSTING * sum(listed)
        utterances = sum(token.doc_freq for token in tokens)
        scan = resolved.scan_cost()
        utterances += scan.postings
        occurrences = _MAX_IN_PART * scan.parts
        # Most words are nearly always a token: few other occurrences need no sample.
        if occurrences > _FEW_OCCURRENCES:
            occurrences = min(occurrences, self._sample.estimate_occurrences(resolved.word.text))
        cost += _OCCURRENCE * occurrences + _PART * scan.parts + _TOKEN * scan.tokens
        return cost + _UTTERANCE * utterances

    def group_within(self, resolved: ResolvedWord) -> bool:
        """Whether the occurrences of a word inside longer words are grouped by these.

        Those of a very common one that are not counted by tokens are not.
        """
        form, text = resolved.word.form, resolved.word.text
        is_word = any(map(str.isalnum, form)) and not is_number(form)
        most = _MAX_GROUPED_WORD if is_word else _MAX_GROUPED_SIGNS
        # Of most words, the rarest character says it.
        if sum(max_occurrences(segment, text) for segment in self._snapshot.segments) <= most:
            return True
        if self._sample.estimate_occurrences(text) <= most:
            return True
        return _MAX_IN_PART * resolved.scan_cost().parts <= most

    def pattern(self, pattern: WildcardPattern) -> float:
        """The cost of a pattern."""
        if not pattern.matches_in_texts:
            return _PATTERN
        return _PATTERN + _BEGINNING * self._sample.estimate_occurrences(pattern.pieces[0])

    def doc_freq(self, resolved: ResolvedWord) -> int:
        """About how many utterances have a word; the same on every run."""
        as_token = sum(
            max((token.doc_freq for token in terms.tokens), default=0)
            for terms in resolved.segments
        )
        # What has its characters by chance is no occurrence.
        by_tokens = as_token and resolved.has_parts
        as_string = 0 if by_tokens else self._sample.estimate_occurrences(resolved.word.text)
        return max(1, min(max(as_token, as_string), len(self._snapshot.utterance_docs)))


class Budget:
    """The cost that may still be spent, in milliseconds of one core."""

    def __init__(self, left: float) -> None:
        self._left = left

    def affords(self, cost: float, *, always: bool = False) -> bool:
        """Spend a cost if there is enough, or `always`; true if it is spent."""
        if cost > self._left and not always:
            return False
        self._left -= cost
        return True
