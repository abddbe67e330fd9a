"""The features that texts are scored by: words of the query, pairs of them, and characters.

Words ignore inflection and order (検討したか, 検討すべき), bigrams of characters ignore other
spellings; together they find both. A feature is found by one or more strings: all
forms of a word are one feature.

Texts are scored window by window. A long text is not better for its length: its best window
counts, of about 600 characters, which overlaps the next by half. A shorter text is one window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import exp
from typing import NamedTuple

import numpy as np

from index.analysis.everyday_words import Replacement
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.normalization.search_text import search_text
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, Scores, ranges, run_starts, sort_unique
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import idf
from index.engines.whoosh.segment.bigram_blocks import CodeUnits
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.segment.text_statistics import TextStatistics
from index.results import FormBasis

# The weights of a word, of two words near each other and of a character; a bigram's is 1.
_WORD_WEIGHT, _PAIR_WEIGHT, _CHARACTER_WEIGHT = 0.5, 0.5, 0.3
# What an occurrence of a form counts, by why it is searched; of other forms, nothing.
_SHARES: Mapping[FormBasis, float] = {
    "literal": 1.0,
    "spelling": 1.0,
    "official": 0.5,
    "synonym": 0.5,
}
# The first bigrams that were typed are looked up; the rarest of them are used.
_MAX_LOOKED_UP, _MAX_BIGRAMS = 160, 64
_MAX_CHARACTERS, _MAX_WORDS, _MAX_FORMS = 24, 32, 16
# Of a longer question no phrase is looked for.
_MAX_TYPED = 200

_RUN = re.compile(r"\w+")
# Kanji and katakana: a single character of other scripts says nothing.
_CHARACTER = re.compile(r"[\u4e00-\u9fff々〆ァ-ヴ]")
# The step from a window to the next, in characters: half a window.
WINDOW_STEP = 300
# Two features are near each other if they begin within this many characters.
_MAX_NEAR_DISTANCE = 25
# The parameters of BM25 within a window, and its average length in characters.
_K1, _B, _AVERAGE_LENGTH = 0.6, 0.4, 300

# What is read far apart is not near each other.
FAR_APART = _MAX_NEAR_DISTANCE + 1
_SEPARATORS: CodeUnits = np.zeros(FAR_APART, np.uint16)


class FeatureString(NamedTuple):
    """A folded string by which a feature is found, and what each occurrence counts."""

    text: str
    feature: int
    share: float


class FeaturePair(NamedTuple):
    """A feature that occurs where two others occur near each other."""

    feature: int
    left: int
    right: int


class RankingFeatures(NamedTuple):
    """How features are found, and the weight of each (float64[F]).

    `runs` are the runs of letters that were typed, folded.
    """

    strings: tuple[FeatureString, ...]
    pairs: tuple[FeaturePair, ...]
    weights: Scores
    runs: tuple[str, ...] = ()


def ranking_features(
    texts: Iterable[str],
    words: Sequence[WordMatch],
    selection: FormSelection,
    snapshot: Snapshot,
    replaced: Sequence[Replacement] = (),
) -> RankingFeatures:
    """The features of what was typed, and of the words that are searched.

    `replaced` are the expressions in what was typed that officials have other words for.
    """
    block_idf = BlockIdf(snapshot.text_statistics)
    runs = [run for text in texts for run in _RUN.findall(nfkc_casefold(search_text(text).text))]
    typed = (run[at : at + 2] for run in runs for at in range(len(run) - 1))
    bigrams = set(islice(typed, _MAX_LOOKED_UP))
    characters = {character for run in runs for character in _CHARACTER.findall(run)}
    weighed = _highest(bigrams, block_idf.bigram, _MAX_BIGRAMS)
    looked_up = [bigram for bigram, _ in weighed]
    instead = dict.fromkeys(_said_instead(words, selection, looked_up, replaced))
    for text, weight in _highest(characters, block_idf.character, _MAX_CHARACTERS):
        weighed.append((text, _CHARACTER_WEIGHT * weight))
    strings = [FeatureString(fold(text), at, 1.0) for at, (text, _) in enumerate(weighed)]
    strings += instead
    weights = [weight for _, weight in weighed]
    pairs: list[FeaturePair] = []
    previous: tuple[int, float] | None = None
    for word in islice(_without_compounds(words), _MAX_WORDS):
        forms = islice(_forms(word, selection), _MAX_FORMS)
        strings += (FeatureString(form, len(weights), share) for form, share in forms)
        current = len(weights), block_idf.word(word, selection)
        weights.append(_WORD_WEIGHT * current[1])
        if previous is not None:
            pairs.append(FeaturePair(len(weights), previous[0], current[0]))
            weights.append(_PAIR_WEIGHT * min(previous[1] + current[1], block_idf.highest))
        previous = current
    return RankingFeatures(tuple(strings), tuple(pairs), np.array(weights), tuple(map(fold, runs)))


def _said_instead(
    words: Sequence[WordMatch],
    selection: FormSelection,
    bigrams: Sequence[str],
    replaced: Sequence[Replacement],
) -> Iterator[FeatureString]:
    """What officials say, as strings by which the bigrams of what they say it for are found, too.

    Else what was typed would outweigh it by all its bigrams.
    """
    for word in words:
        typed = word.text, *(each.typed for each in replaced if word.text in each.words)
        folded = [nfkc_casefold(each) for each in typed]
        at = [
            number
            for number, bigram in enumerate(bigrams)
            if any(bigram in each for each in folded)
        ]
        for form, match in islice(word.forms.items(), _MAX_FORMS):
            if match.basis == "official" and selection.takes(form, match.basis):
                others = (each for each in at if fold(bigrams[each]) not in form)
                yield from (FeatureString(form, each, _SHARES["official"]) for each in others)


def _highest(
    strings: Iterable[str], weigh: Callable[[str], float], count: int
) -> list[tuple[str, float]]:
    """The strings of the highest weights, equal ones in their order."""
    weighed = ((text, weigh(text)) for text in sorted(strings))
    return sorted(weighed, key=lambda each: -each[1])[:count]


def _without_compounds(words: Sequence[WordMatch]) -> Iterator[WordMatch]:
    """The words, without those that hold another of them."""
    texts = [word.text for word in words]
    for word, text in zip(words, texts, strict=True):
        if not any(other != text and other in text for other in texts):
            yield word


def _forms(word: WordMatch, selection: FormSelection) -> Iterator[tuple[str, float]]:
    """The selected forms of a word, folded, and what each occurrence counts."""
    for form, match in word.forms.items():
        if match.basis in _SHARES and selection.takes(form, match.basis):
            yield form, _SHARES[match.basis]


class BlockIdf:
    """The idf of strings, by the blocks of text that have them (`bigram_counts.py`)."""

    def __init__(self, statistics: TextStatistics) -> None:
        self._statistics = statistics
        self._block_count = statistics.block_count
        self.highest = self._idf(1)

    def bigram(self, bigram: str) -> float:
        return self._idf(self._statistics.bigram_block_count(code_units(fold(bigram))))

    def character(self, character: str) -> float:
        return self._scattered_idf(self._statistics.character_count(ord(fold(character))))

    def word(self, word: WordMatch, selection: FormSelection) -> float:
        """By the utterances that have the word in a selected form, not inside another word."""
        return self._scattered_idf(word.whole(selection))

    def _scattered_idf(self, count: int) -> float:
        """The idf of as many blocks as `count` occurrences at random are expected to be in."""
        return self._idf(self._block_count * (1 - exp(-count / max(1, self._block_count))))

    def _idf(self, blocks: float) -> float:
        return idf(min(blocks, self._block_count), self._block_count)


class FoldedTexts(NamedTuple):
    """Folded texts one after another (uint16[N]), with zeros behind each: one, if not more.

    `starts` and `sizes` are those of the texts (int64[T]); `docs` the documents that they are
    made of, and `doc_starts` where these begin (int64[D], ascending).
    """

    characters: CodeUnits
    starts: Docs
    sizes: Docs
    docs: Docs
    doc_starts: Docs

    def docs_at(self, offsets: Docs) -> Docs:
        """The document at each offset in `characters`."""
        return self.docs[self.doc_starts.searchsorted(offsets, "right") - 1]

    def slice(self, start: int, end: int) -> str:
        """The characters from an offset up to, not including, another."""
        return self.characters[start:end].tobytes().decode("utf-16-le", "replace")


class FeatureOccurrences(NamedTuple):
    """O occurrences of features.

    `offsets` (int64[O]) are where they begin in `FoldedTexts.characters`, `features` (int64[O])
    are numbers of features, `shares` (float64[O]) what each occurrence counts.
    """

    offsets: Docs
    features: Docs
    shares: Scores

    def only(self, mask: Mask) -> FeatureOccurrences:
        return FeatureOccurrences(self.offsets[mask], self.features[mask], self.shares[mask])


class TextRanges(NamedTuple):
    """R ranges of characters of the texts (int64[R], starts ascending): windows, or sentences."""

    starts: Docs
    sizes: Docs


def read_texts(
    snapshot: Snapshot,
    starts: Docs,
    ends: Docs,
    max_characters: int,
    separators: Docs | None = None,
) -> FoldedTexts:
    """The texts from each of `starts` to before its end, until they have `max_characters`.

    There is one zero behind each, or as many as `separators` says, at most FAR_APART.
    """
    if separators is None:
        separators = np.ones_like(starts)
    # A text is the search texts of its documents, which follow one another.
    firsts, _ = snapshot.text_bounds(starts)
    _, lasts = snapshot.text_bounds(ends - 1)
    sizes = lasts - firsts
    text_starts = np.cumsum(sizes + separators) - sizes - separators
    count = int(text_starts.searchsorted(max_characters, "right"))
    starts, ends, firsts, lasts = starts[:count], ends[:count], firsts[:count], lasts[:count]
    parts: list[CodeUnits] = []
    columns = (starts, firsts, lasts, separators[:count])
    for doc, first, last, zeros in zip(*(each.tolist() for each in columns), strict=True):
        segment, _ = snapshot.segment_of(doc)
        parts += (segment.characters[first:last], _SEPARATORS[:zeros])
    docs = ranges(starts, ends - starts)
    shifts = np.repeat(text_starts[:count] - firsts, ends - starts)
    return FoldedTexts(
        np.concatenate(parts),
        text_starts[:count],
        sizes[:count],
        docs,
        snapshot.text_bounds(docs)[0] + shifts,
    )


def find_features(texts: FoldedTexts, features: RankingFeatures) -> FeatureOccurrences:
    """The occurrences of the features, string by string and then pair by pair."""
    starts = _find(texts.characters, {string.text for string in features.strings})
    found = [(NO_DOCS, 0, 0.0)]
    by_feature: dict[int, Docs] = {}
    for text, feature, share in features.strings:
        found.append((starts[text], feature, share))
        earlier = by_feature.get(feature)
        both = starts[text] if earlier is None else np.sort(np.append(earlier, starts[text]))
        by_feature[feature] = both
    for feature, left, right in features.pairs:
        left_starts = by_feature.get(left, NO_DOCS)
        near = _are_near(left_starts, by_feature.get(right, NO_DOCS))
        found.append((left_starts[near], feature, 1.0))
    each_starts, each_feature, each_share = zip(*found, strict=True)
    counts = [len(each) for each in each_starts]
    return FeatureOccurrences(
        np.concatenate(each_starts), np.repeat(each_feature, counts), np.repeat(each_share, counts)
    )


def count_words(texts: FoldedTexts, words: Sequence[WordMatch], selection: FormSelection) -> Docs:
    """How often each text has each word in some selected form, int64[T, W]."""
    forms = [[form for form, _ in _forms(word, selection)] for word in words]
    starts = _find(texts.characters, {form for each in forms for form in each})
    counts = np.zeros((len(texts.starts), len(words)), np.int64)
    for at, each in enumerate(forms):
        # Forms may begin alike: 子ども, 子どもたち.
        found = sort_unique(np.concatenate([NO_DOCS, *(starts[form] for form in each)]))
        text_of = texts.starts.searchsorted(found, "right") - 1
        counts[:, at] = np.bincount(text_of, minlength=len(texts.starts))
    return counts


def _are_near(left: Docs, right: Docs) -> Mask:
    """Whether each of `left` has one of `right` near it; both ascend."""
    if not len(right):
        return np.zeros(len(left), np.bool_)
    after = right.searchsorted(left)
    near: Mask = np.abs(right.take(after, mode="clip") - left) <= _MAX_NEAR_DISTANCE
    near |= np.abs(right.take(after - 1, mode="clip") - left) <= _MAX_NEAR_DISTANCE
    return near


def _find(characters: CodeUnits, strings: Collection[str]) -> dict[str, Docs]:
    """Where each string begins (int64, ascending): its first character is found, then confirmed."""
    codes = {text: code_units(text) for text in strings if text}
    found = dict.fromkeys(strings, NO_DOCS)
    if not codes:
        return found
    firsts = list({int(code[0]) for code in codes.values()})
    is_first = np.zeros(1 << 16, np.bool_)
    is_first[firsts] = True
    offsets = is_first[characters].nonzero()[0]
    # So few different numbers are sorted in one pass, sooner than each is looked for.
    numbers = np.zeros(1 << 16, np.uint16)
    numbers[firsts] = np.arange(len(firsts))
    there = numbers[characters[offsets]]
    ends = np.bincount(there, minlength=len(firsts)).cumsum()
    by_first = np.split(offsets[np.argsort(there, kind="stable")], ends[:-1])
    groups = dict(zip(firsts, by_first, strict=True))
    for text, code in codes.items():
        starts = groups[int(code[0])]
        for at in range(1, len(code)):
            starts = starts[characters.take(starts + at, mode="clip") == code[at]]
        found[text] = starts
    return found


def longest_runs(texts: FoldedTexts, runs: Sequence[str]) -> Scores:
    """Of each text, the longest part of what was typed that it has, as a share (float64[T]).

    Its first two characters do not count: nearly every text has some two.
    """
    typed = sum(map(len, runs))
    bigrams = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    if typed > _MAX_TYPED or not bigrams:
        return np.zeros(len(texts.starts))
    found = _find(texts.characters, bigrams)
    # How many bigrams end, one after another, with the one that begins at each offset.
    ending = np.zeros(len(texts.characters) + 1, np.int16)
    longest = np.zeros(len(texts.characters), np.int16)
    for run in runs:
        last = NO_DOCS
        for at in range(len(run) - 1):
            offsets = found[run[at : at + 2]]
            lengths = ending[offsets - 1] + 1
            ending[last] = 0
            ending[offsets] = lengths
            longest[offsets] = np.maximum(longest[offsets], lengths)
            last = offsets
        ending[last] = 0
    best = np.maximum.reduceat(longest, texts.starts)
    shares: Scores = np.maximum(best - 1, 0) / typed
    return shares


def split_windows(texts: FoldedTexts) -> tuple[TextRanges, Docs]:
    """The windows of the texts in order, and the number of the text of each (int64[R])."""
    steps = np.maximum(1, -(-texts.sizes // WINDOW_STEP))
    counts = np.maximum(1, steps - 1)
    text_of = np.repeat(np.arange(len(counts)), counts)
    offsets = ranges(np.zeros(len(counts), np.int64), counts) * WINDOW_STEP
    sizes = np.minimum(texts.sizes[text_of] - offsets, 2 * WINDOW_STEP)
    return TextRanges(texts.starts[text_of] + offsets, sizes), text_of


def best_of_each_text(scores: Scores, text_of: Docs) -> Docs:
    """The window of each text that scores most, the first of equals, as indices into `scores`."""
    best = np.maximum.reduceat(scores, run_starts(text_of))
    at_best = np.flatnonzero(scores == best[text_of])
    first: Docs = at_best[run_starts(text_of[at_best])]
    return first


def count_features(
    parts: TextRanges, occurrences: FeatureOccurrences, feature_count: int
) -> Scores:
    """How often each feature is in each range, float64[R, F]; ranges overlap by half at most."""
    last = parts.starts.searchsorted(occurrences.offsets, "right") - 1
    ends = parts.starts + parts.sizes
    counts = np.zeros(len(ends) * feature_count)
    for part in (last, last - 1):
        inside = (part >= 0) & (occurrences.offsets < ends.take(part, mode="clip"))
        cells = part[inside] * feature_count + occurrences.features[inside]
        counts += np.bincount(cells, occurrences.shares[inside], len(counts))
    return counts.reshape(len(parts.starts), feature_count)


def bm25_scores(counts: Scores, weights: Scores, sizes: Docs | None = None) -> Scores:
    """BM25 of each range by the counts of its features; by its size only if that is given."""
    norms = np.full(len(counts), _K1)
    if sizes is not None:
        norms *= 1 - _B + _B * sizes / _AVERAGE_LENGTH
    saturated = counts * (_K1 + 1) / (counts + norms[:, np.newaxis])
    scores: Scores = saturated @ weights
    return scores
