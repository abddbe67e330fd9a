"""Whether the best exchanges of a question answer it, judged by how much of it they say.

What is not in the minutes is asked for with words that no exchange has together: the share of a
question's words that the best exchanges say, by their idf, tells such a question from others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.arrays import Docs, Mask
from index.engines.whoosh.matching.word_match import TermStatistics, WordMatch
from index.engines.whoosh.ranking.bm25 import Ranked, Ranker, order
from index.engines.whoosh.segment.snapshot import Snapshot

# The best exchanges that are looked at, and the share of the words that one of them says at least.
_EXCHANGES, _MIN_SHARE = 5, 0.74
# The factor of a word that an answer may well not have: a number, or a word with hiragana, mostly
# a verb (預ける, もらえる), which officials say otherwise. Of those that stand nowhere, a noun with
# some (浮き輪) counts as others do, and a verb nothing.
_LOOSE_FACTOR = 0.1
_LOOSE, _VERB_ENDING = re.compile("[ぁ-ゖ0-9０-９]"), re.compile("[ぁ-ゖ]$")


def is_answered(
    snapshot: Snapshot,
    ranker: Ranker,
    ranked: Ranked,
    words: Sequence[WordMatch],
    statistics: Sequence[TermStatistics],
) -> bool:
    """Whether one of the best exchanges of `ranked` says enough of the words."""
    best = ranked.exchanges[order(snapshot, ranked, "relevance", _EXCHANGES)]
    if not len(best):
        return False
    weights = np.array([_weight(ranker, *each) for each in zip(words, statistics, strict=True)])
    said = np.array([_said(snapshot, each, best) for each in statistics])
    return bool((weights @ said).max() >= _MIN_SHARE * weights.sum())


def ends_like_verb(word: str) -> bool:
    """Whether a word that no meeting has may be a verb, which officials say in another form."""
    return _VERB_ENDING.search(word) is not None


def _weight(ranker: Ranker, word: WordMatch, statistics: TermStatistics) -> float:
    if not word.forms:
        return 0.0 if ends_like_verb(word.text) else ranker.idf(statistics)
    return (_LOOSE_FACTOR if _LOOSE.search(word.text) else 1.0) * ranker.idf(statistics)


def _said(snapshot: Snapshot, word: TermStatistics, exchanges: Docs) -> Mask:
    """Whether a word is said in each of the exchanges, or in the headings above it."""
    bounds = snapshot.exchange_starts[np.stack((exchanges, exchanges + 1))]
    own, above = (np.diff(each.searchsorted(bounds), axis=0) for each in (word.docs, word.headings))
    said: Mask = (own[0] > 0) | (above[0] > 0)
    return said
