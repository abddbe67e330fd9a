"""The best exchanges are read again, and ordered by their best passage.

What finds them (`ranking.py`) counts words of a whole exchange; what orders them looks
at the text: which passage says most of what was asked, and whether someone asked it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Docs, Scores, ranges, run_starts
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import RankingFeatures
from index.engines.whoosh.ranking.windows import (
    STEP,
    Texts,
    Units,
    places_of,
    scores_of,
    tallied,
    texts_of,
    windows_of,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import KINDS

# So many exchanges are read again, or those before them that have so many characters.
_MOST, _MOST_CHARACTERS = 200, 1 << 21
# What a member asks counts as this share more: it says what an exchange is about.
_ASKED = 0.5
# A word in a heading counts as this share of one in a passage.
_HEADING = 1.0
# What says the same as a better one sinks, each time further.
_REPEATED = 0.5
# Passages say the same if they share so much of their samples of so many strings.
_SAME, _SAMPLE, _SHINGLE = 0.6, 16, 4
# So many of the best are compared with one another.
_COMPARED = 60

_LEAST, _BELOW = 1e-6, 0.999
_BASE, _SPREAD = np.uint32(65599), np.uint32(2654435769)
_NOTHING = np.uint32(0xFFFFFFFF)

_QUESTION = KINDS.index("question")


def rerank(snapshot: Snapshot, ranked: Ranked, terms: RankingFeatures) -> Ranked:
    """The same exchanges, those at the top scored by their best passage.

    Which are read does not depend on how many are shown: pages follow one another.
    """
    top = order(snapshot, ranked, "relevance", _MOST)
    if not len(terms.weights) or not len(top):
        return ranked
    exchanges = ranked.exchanges[top]
    bounds = snapshot.exchange_starts[exchanges], snapshot.exchange_starts[exchanges + 1]
    texts = texts_of(snapshot, *bounds, _MOST_CHARACTERS)
    top = top[: len(texts.starts)]
    windows, text_of = windows_of(texts)
    scores = _scores(snapshot, texts, terms, windows)
    highest = np.maximum.reduceat(scores, run_starts(text_of))
    best = (highest + _HEADING * ranked.headed[top]) * ranked.weights[top]
    at_best = np.flatnonzero(scores == highest[text_of])
    at_best = at_best[run_starts(text_of[at_best])]
    passages = Units(windows.starts[at_best], windows.sizes[at_best])
    best *= _REPEATED ** _repeated(texts, passages, best)
    return _above(ranked, top, best)


def _scores(snapshot: Snapshot, texts: Texts, terms: RankingFeatures, windows: Units) -> Scores:
    """How telling each window is, and what is asked in it."""
    places, count = places_of(texts, terms), len(terms.weights)
    asked = snapshot.doc_values["kind"][texts.doc_at(places.at)] == _QUESTION
    whole = scores_of(tallied(windows, places, count), terms.weights, windows.sizes)
    return whole + _ASKED * scores_of(tallied(windows, places.only(asked), count), terms.weights)


def _above(ranked: Ranked, top: Docs, best: Scores) -> Ranked:
    """The top with new scores, and the others below them in the order they had."""
    best = np.maximum(best, _LEAST)
    scores = ranked.scores.copy()
    scores[top] = 0
    highest = scores.max()
    if highest > 0:
        scores *= _BELOW * best.min() / highest
    scores[top] = best
    return ranked._replace(scores=scores)


def _repeated(texts: Texts, passages: Units, scores: Scores) -> Docs:
    """How many passages with a higher score say what each one does."""
    repeated = np.zeros(len(scores), np.int64)
    best = np.argsort(-scores, kind="stable")[:_COMPARED]
    samples = _samples(texts, Units(passages.starts[best], passages.sizes[best]))
    sizes = np.count_nonzero(samples != _NOTHING, axis=1)
    shared = _shared(samples)
    alike = (shared > 0) & (shared >= _SAME * np.maximum(sizes[:, np.newaxis], sizes))
    alike = np.tril(alike, -1)
    new = np.ones(len(best), np.bool_)
    times = np.zeros(len(best), np.int64)
    for number in alike.any(axis=1).nonzero()[0].tolist():
        before = (alike[number] & new).nonzero()[0]
        new[number] = not len(before)
        if len(before):
            times[before[0]] += 1
            repeated[best[number]] = times[before[0]]
    return repeated


def _shared(samples: npt.NDArray[np.uint32]) -> Docs:
    """How many hashes of each passage (a row) each passage (a column) has too."""
    passages = len(samples)
    valid = samples != _NOTHING
    # A hash and a passage that has it as one number: those of a hash stand together.
    numbers = np.sort(samples[valid].astype(np.int64) * passages + valid.nonzero()[0])
    firsts = run_starts(numbers)
    times = np.diff(firsts, append=len(numbers))
    hashes, having = np.divmod(numbers[firsts], passages)
    starts = run_starts(hashes)
    counts = np.diff(starts, append=len(hashes))
    each = np.repeat(counts, counts)
    others = having[ranges(np.repeat(starts, counts), each)]
    pairs = np.repeat(having, each) * passages + others
    tally = np.bincount(pairs, np.repeat(times, each), passages**2)
    return tally.astype(np.int64).reshape(passages, passages)


def _samples(texts: Texts, passages: Units) -> npt.NDArray[np.uint32]:
    """The least hashes of a passage's strings, a row a passage: mostly the same for like ones.

    Broder, "On the resemblance and containment of documents" (1997).
    """
    at = passages.starts[:, np.newaxis] + np.arange(2 * STEP + _SHINGLE - 1)
    characters = texts.characters.take(at, mode="clip")
    hashes = np.zeros((len(at), 2 * STEP), np.uint32)
    for shift in range(_SHINGLE):
        hashes *= _BASE
        hashes += characters[:, shift : shift + 2 * STEP]
    hashes *= _SPREAD
    hashes ^= hashes >> np.uint32(15)
    strings = np.maximum(1, passages.sizes - _SHINGLE + 1)
    hashes[np.arange(2 * STEP) >= strings[:, np.newaxis]] = _NOTHING
    return np.partition(hashes, _SAMPLE, axis=1)[:, :_SAMPLE]
