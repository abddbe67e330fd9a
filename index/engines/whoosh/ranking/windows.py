"""Texts searched for features, and scored window by window.

A long text is not better for its length: its best window counts, of about 600 characters, which
overlaps the next by half. A shorter text is one window.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, Scores, ranges
from index.engines.whoosh.ranking.features import RankingFeatures
from index.engines.whoosh.segment.bigram_blocks import CodeUnits
from index.engines.whoosh.segment.snapshot import Snapshot

# The step from a window to the next, in characters: half a window.
STEP = 300
# Two features are near each other if they begin within this many characters.
_MAX_NEAR_DISTANCE = 25
# The parameters of BM25 within a window, and its average length in characters.
_K1, _B, _AVERAGE_LENGTH = 0.6, 0.4, 300

_SEPARATOR: CodeUnits = np.zeros(1, np.uint16)


class FoldedTexts(NamedTuple):
    """Folded texts one after another (uint16[N]), with a 0 behind each.

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


def read_texts(snapshot: Snapshot, starts: Docs, ends: Docs, max_characters: int) -> FoldedTexts:
    """The texts of the documents from each of `starts` to before its end, joined.

    At least one text; no more are read once they have `max_characters`.
    """
    parts: list[CodeUnits] = []
    text_starts, sizes, docs, doc_starts = [], [], [], []
    size = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if size > max_characters:
            break
        segment, first = snapshot.segment_of(start)
        last = first + end - start - 1
        begins = segment.text_starts[first : last + 1]
        text = segment.characters[begins[0] : segment.text_ends[last]]
        parts += (text, _SEPARATOR)
        text_starts.append(size)
        sizes.append(len(text))
        docs.append(np.arange(start, end))
        doc_starts.append(begins - begins[0] + size)
        size += len(text) + 1
    return FoldedTexts(
        np.concatenate(parts),
        np.array(text_starts),
        np.array(sizes),
        np.concatenate(docs),
        np.concatenate(doc_starts),
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
    codes = {
        text: np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        for text in strings
        if text
    }
    firsts = list({int(code[0]) for code in codes.values()})
    is_first = np.zeros(1 << 16, np.bool_)
    is_first[firsts] = True
    offsets = is_first[characters].nonzero()[0]
    codes_there = characters[offsets]
    groups = {first: offsets[(codes_there == first).nonzero()[0]] for first in firsts}
    found = dict.fromkeys(strings, NO_DOCS)
    for text, code in codes.items():
        starts = groups[int(code[0])]
        for at in range(1, len(code)):
            starts = starts[characters.take(starts + at, mode="clip") == code[at]]
        found[text] = starts
    return found


def split_windows(texts: FoldedTexts) -> tuple[TextRanges, Docs]:
    """The windows of the texts in order, and the number of the text of each (int64[R])."""
    steps = np.maximum(1, -(-texts.sizes // STEP))
    counts = np.maximum(1, steps - 1)
    text_of = np.repeat(np.arange(len(counts)), counts)
    offsets = ranges(np.zeros(len(counts), np.int64), counts) * STEP
    sizes = np.minimum(texts.sizes[text_of] - offsets, 2 * STEP)
    return TextRanges(texts.starts[text_of] + offsets, sizes), text_of


def count_features(
    parts: TextRanges, occurrences: FeatureOccurrences, feature_count: int
) -> Scores:
    """How often each feature occurs in each range: float64[R, F].

    A range overlaps the next by half at the most.
    """
    last = parts.starts.searchsorted(occurrences.offsets, "right") - 1
    ends = parts.starts + parts.sizes
    counts = np.zeros(len(ends) * feature_count)
    for part in (last, last - 1):
        inside = (part >= 0) & (occurrences.offsets < ends.take(part, mode="clip"))
        cells = part[inside] * feature_count + occurrences.features[inside]
        counts += np.bincount(cells, occurrences.shares[inside], len(counts))
    return counts.reshape(-1, feature_count)


def bm25_scores(counts: Scores, weights: Scores, sizes: Docs | None = None) -> Scores:
    """BM25 of each range by the counts of its features; by its size only if that is given."""
    norms = np.full(len(counts), _K1)
    if sizes is not None:
        norms *= 1 - _B + _B * sizes / _AVERAGE_LENGTH
    saturated = counts * (_K1 + 1) / (counts + norms[:, np.newaxis])
    scores: Scores = saturated @ weights
    return scores
