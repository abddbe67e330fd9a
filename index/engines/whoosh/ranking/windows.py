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

    def docs_at(self, places: Docs) -> Docs:
        """The document at each place."""
        return self.docs[self.doc_starts.searchsorted(places, "right") - 1]


class FeatureOccurrences(NamedTuple):
    """Occurrences of features: the place (int64[O]), the feature (int64[O]), its share."""

    places: Docs
    features: Docs
    shares: Scores

    def only(self, kept: Mask) -> FeatureOccurrences:
        return FeatureOccurrences(self.places[kept], self.features[kept], self.shares[kept])


class TextRanges(NamedTuple):
    """Ranges of characters of the texts (int64[R], ascending): windows, or sentences."""

    starts: Docs
    sizes: Docs


def read_texts(snapshot: Snapshot, starts: Docs, ends: Docs, max_characters: int) -> FoldedTexts:
    """The texts of the documents from each of `starts` to before its end, joined.

    At least one, and no more once they have `max_characters`.
    """
    parts: list[CodeUnits] = []
    places, sizes, docs, doc_starts = [], [], [], []
    place = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if place > max_characters:
            break
        segment, first = snapshot.segment_of(start)
        last = first + end - start - 1
        begins = segment.text_starts[first : last + 1]
        text = segment.characters[begins[0] : segment.text_ends[last]]
        parts += (text, _SEPARATOR)
        places.append(place)
        sizes.append(len(text))
        docs.append(np.arange(start, end))
        doc_starts.append(begins - begins[0] + place)
        place += len(text) + 1
    return FoldedTexts(
        np.concatenate(parts),
        np.array(places),
        np.array(sizes),
        np.concatenate(docs),
        np.concatenate(doc_starts),
    )


def find_features(texts: FoldedTexts, features: RankingFeatures) -> FeatureOccurrences:
    """The occurrences of the features, string by string and then pair by pair."""
    places = _find(texts.characters, {string.text for string in features.strings})
    found = [(NO_DOCS, 0, 0.0)]
    by_feature: dict[int, Docs] = {}
    for text, feature, share in features.strings:
        found.append((places[text], feature, share))
        earlier = by_feature.get(feature)
        both = places[text] if earlier is None else np.sort(np.append(earlier, places[text]))
        by_feature[feature] = both
    for feature, left, right in features.pairs:
        left_places = by_feature.get(left, NO_DOCS)
        near = _are_near(left_places, by_feature.get(right, NO_DOCS))
        found.append((left_places[near], feature, 1.0))
    each_places, each_feature, each_share = zip(*found, strict=True)
    counts = [len(each) for each in each_places]
    return FeatureOccurrences(
        np.concatenate(each_places), np.repeat(each_feature, counts), np.repeat(each_share, counts)
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
    """The places of each string (int64, ascending): those of its first character, confirmed."""
    codes = {
        text: np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        for text in strings
        if text
    }
    firsts = list({int(code[0]) for code in codes.values()})
    is_first = np.zeros(1 << 16, np.bool_)
    is_first[firsts] = True
    at = is_first[characters].nonzero()[0]
    characters_at = characters[at]
    groups = {first: at[(characters_at == first).nonzero()[0]] for first in firsts}
    found = dict.fromkeys(strings, NO_DOCS)
    for text, code in codes.items():
        places = groups[int(code[0])]
        for offset in range(1, len(code)):
            places = places[characters.take(places + offset, mode="clip") == code[offset]]
        found[text] = places
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
    last = parts.starts.searchsorted(occurrences.places, "right") - 1
    ends = parts.starts + parts.sizes
    counts = np.zeros(len(ends) * feature_count)
    for part in (last, last - 1):
        inside = (part >= 0) & (occurrences.places < ends.take(part, mode="clip"))
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
