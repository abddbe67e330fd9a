"""Texts read again: where terms stand in them, and how telling each stretch of them is.

A long text is not better for being long: what counts is its best window of about 600
characters, half overlapping the next. A text shorter than that is one window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, Scores, ranges
from index.engines.whoosh.ranking.features import RankingFeatures
from index.engines.whoosh.segment.snapshot import Snapshot

# Half a window, in characters.
STEP = 300
# Words are near one another if no more characters lie between where they begin.
_NEAR = 25
# BM25 within a window; one of so many characters is of usual length.
_K1, _B, _USUAL = 0.6, 0.4, 300

# To compare all of a text with so many characters takes less than to look each of it up.
_FEW_CHARACTERS = 16

Characters = npt.NDArray[np.uint16]


class Texts(NamedTuple):
    """Folded texts one after another, a 0 behind each; where each begins, and its size.

    `docs` are the documents they are made of, each beginning at one of `bounds`.
    """

    characters: Characters
    starts: Docs
    sizes: Docs
    docs: Docs
    bounds: Docs

    def doc_at(self, places: Docs) -> Docs:
        """The document each of some places is in."""
        return self.docs[self.bounds.searchsorted(places, "right") - 1]


class Places(NamedTuple):
    """Where terms stand: at which character, which term, and how much that counts."""

    at: Docs
    terms: Docs
    shares: Scores

    def only(self, kept: Mask) -> Places:
        return Places(self.at[kept], self.terms[kept], self.shares[kept])


class Units(NamedTuple):
    """Parts of texts that are compared: where each begins, and how long it is."""

    starts: Docs
    sizes: Docs


def texts_of(snapshot: Snapshot, firsts: Docs, ends: Docs, most: int) -> Texts:
    """The texts of documents, those from one of `firsts` to before its end as one.

    The first of them only, that have no more than about `most` characters together.
    """
    counts = ends - firsts
    docs = ranges(firsts, counts)
    segments, begins, stops = snapshot.text_spans(docs)
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    begun, sizes = begins[first], stops[last] - begins[first]
    starts = np.cumsum(sizes + 1) - (sizes + 1)
    count = int(np.count_nonzero(starts <= most))
    read = slice(int(counts[:count].sum()))
    characters = np.zeros(int(sizes[:count].sum()) + count, np.uint16)
    every = (segments[first], begun, sizes, starts)
    for segment, begin, size, start in zip(*(each[:count].tolist() for each in every), strict=True):
        here = snapshot.segments[segment].characters[begin : begin + size]
        characters[start : start + size] = here
    bounds = begins - np.repeat(begun - starts, counts)
    return Texts(characters, starts[:count], sizes[:count], docs[read], bounds[read])


def places_of(texts: Texts, terms: RankingFeatures) -> Places:
    """Every place of every term; those of a term that is several strings in any order."""
    strings = _find(texts.characters, [pattern.text for pattern in terms.patterns])
    found = [_Found(NO_DOCS, 0, 0.0)]
    by_term: dict[int, Docs] = {}
    for pattern in terms.patterns:
        at = strings.get(pattern.text, NO_DOCS)
        before = by_term.get(pattern.term)
        by_term[pattern.term] = at if before is None else np.sort(np.append(before, at))
        found.append(_Found(at, pattern.term, pattern.share))
    for near in terms.near:
        left, right = (by_term.get(term, NO_DOCS) for term in (near.left, near.right))
        found.append(_Found(left[_beside(left, right)], near.term, 1.0))
    sizes = [len(each.at) for each in found]
    return Places(
        np.concatenate([each.at for each in found]),
        np.repeat([each.term for each in found], sizes),
        np.repeat([each.share for each in found], sizes),
    )


class _Found(NamedTuple):
    at: Docs
    term: int
    share: float


def _beside(left: Docs, right: Docs) -> Mask:
    """Which of `left` have one of `right` near; both ascend."""
    if not len(right):
        return np.zeros(len(left), np.bool_)
    after = right.searchsorted(left)
    near: Mask = np.abs(right.take(after, mode="clip") - left) <= _NEAR
    near |= np.abs(right.take(after - 1, mode="clip") - left) <= _NEAR
    return near


def _find(characters: Characters, strings: Sequence[str]) -> dict[str, Docs]:
    """Where each string stands, ascending; found by the two characters it begins with."""
    codes = {text: _codes(text) for text in strings if text}
    alphabet = np.unique(np.concatenate([np.empty(0, np.uint16), *codes.values()]))
    kinds = len(alphabet) + 1
    kind_of = np.zeros(1 << 16, np.uint16)
    kind_of[alphabet] = np.arange(1, kinds)
    at = _any_of(characters, alphabet)
    first = kind_of[characters[at]].astype(np.int64)
    pair = first * kinds + kind_of[characters.take(at + 1, mode="clip")]
    beginning = {
        text: int(kind_of[each[0]]) * (kinds if len(each) > 1 else 1)
        + (int(kind_of[each[1]]) if len(each) > 1 else 0)
        for text, each in codes.items()
    }
    single = _grouped(at, first, {beginning[text] for text in codes if len(text) == 1}, kinds)
    double = _grouped(at, pair, {beginning[text] for text in codes if len(text) > 1}, kinds**2)
    found = {}
    for text, each in codes.items():
        here = (single if len(text) == 1 else double)[beginning[text]]
        for offset in range(2, len(each)):
            here = here[characters.take(here + offset, mode="clip") == each[offset]]
        found[text] = here
    return found


def _any_of(characters: Characters, alphabet: Characters) -> Docs:
    """Where one of some characters stands."""
    if len(alphabet) > _FEW_CHARACTERS:
        standing = np.zeros(1 << 16, np.bool_)
        standing[alphabet] = True
        return np.flatnonzero(standing[characters])
    found, here = np.zeros((2, len(characters)), np.bool_)
    for code in alphabet:
        found |= np.equal(characters, code, out=here)
    return np.flatnonzero(found)


def _grouped(at: Docs, numbers: Docs, wanted: set[int], size: int) -> dict[int, Docs]:
    """The places of each number that is wanted, ascending."""
    listed = sorted(wanted)
    group_of = np.zeros(size, np.uint16)
    group_of[listed] = np.arange(1, len(listed) + 1)
    group = group_of[numbers]
    kept = np.flatnonzero(group)
    order = np.argsort(group[kept], kind="stable")
    parts = np.split(
        at[kept][order], np.cumsum(np.bincount(group[kept], minlength=1 + len(listed)))[1:-1]
    )
    return dict(zip(listed, parts, strict=False))


def _codes(text: str) -> Characters:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def windows_of(texts: Texts) -> tuple[Units, Docs]:
    """The windows of some texts in order, and of which text each is."""
    steps = np.maximum(1, -(-texts.sizes // STEP))
    counts = np.maximum(1, steps - 1)
    of = np.repeat(np.arange(len(counts)), counts)
    within = ranges(np.zeros(len(counts), np.int64), counts) * STEP
    return Units(texts.starts[of] + within, np.minimum(texts.sizes[of] - within, 2 * STEP)), of


def tallied(units: Units, places: Places, terms: int) -> Scores:
    """How often each unit has each term, a row a unit.

    Units ascend, and overlap the next by half at the most.
    """
    last = units.starts.searchsorted(places.at, "right") - 1
    tally = np.zeros(len(units.starts) * terms)
    for unit in (last, last - 1):
        inside = (unit >= 0) & (places.at < (units.starts + units.sizes).take(unit, mode="clip"))
        tally += np.bincount(
            unit[inside] * terms + places.terms[inside], places.shares[inside], len(tally)
        )
    return tally.reshape(-1, terms)


def scores_of(tally: Scores, weights: Scores, sizes: Docs | None = None) -> Scores:
    """BM25 of each unit, by its size in characters if that is given."""
    norm = np.full(len(tally), _K1)
    if sizes is not None:
        norm *= 1 - _B + _B * sizes / _USUAL
    saturated = tally * (_K1 + 1) / (tally + norm[:, np.newaxis])
    scores: Scores = saturated @ weights
    return scores
