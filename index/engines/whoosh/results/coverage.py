"""Whether the best exchanges of a question answer it, judged by how much of it they say.

What is not in the minutes is asked for with words that no exchange has together: the share of a
question's words that the best exchanges say, by their idf, tells such a question from others. So
does a compound (猫カフェ) of words that are said, but never together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import numpy as np

from index.engines.whoosh.arrays import Docs, Mask, drop_repeats, intersect_sorted
from index.engines.whoosh.matching.word_match import TermStatistics, WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, Ranker, order
from index.engines.whoosh.ranking.features import find_features, ranking_features, read_texts
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.query_parser import widest

# The best exchanges that are looked at, and the share of the words that one of them says at least.
_EXCHANGES, _MIN_SHARE = 5, 0.75
# The factor of a word that an answer may well not have: a number, or a word with hiragana, mostly
# a verb (預ける, もらえる), which officials say otherwise. Of those that stand nowhere, a noun with
# some (浮き輪) counts as others do, and a verb nothing.
_LOOSE_FACTOR = 0.1
_LOOSE = re.compile("[ぁ-ゖ0-9０-９]|[〇一二三四五六七八九十百千万数]{2}")
_VERB_ENDING = re.compile("[ぁ-ゖ]$")
# In fewer exchanges most words are never together. The parts of a compound are nouns; in more text
# than this it is not looked whether they are near.
_MANY_EXCHANGES = 10_000
_NOUN, _KANJI = re.compile("[一-鿿々ァ-ヺー]+"), re.compile("[一-鿿]")
_MAX_CHARACTERS = 1 << 20


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


def absent_compounds(
    snapshot: Snapshot, question: str, words: Sequence[WordMatch], selection: FormSelection
) -> Iterator[str]:
    """The compounds of a question, as typed, that no meeting says, though it says their parts.

    The parts of one typed as a word (猫カフェ) are nowhere near each other; of one with の
    (盲導犬の餌代), no exchange has both.
    """
    if snapshot.exchange_count < _MANY_EXCHANGES:
        return
    nouns = {each.text: each for each in words if each.forms and _NOUN.fullmatch(each.text)}
    for left, right in pairwise(widest([word.text for word in words])):
        if left not in nouns or right not in nouns:
            continue
        parts = nouns[left], nouns[right]
        if left + right in question and _are_apart(snapshot, *parts, selection):
            yield left + right
        elif f"{left}の{right}" in question and not any(word.is_partial for word in parts):
            docs = (word.statistics(selection).docs for word in parts)
            exchanges = (drop_repeats(snapshot.exchange_of[each]) for each in docs)
            if not len(intersect_sorted(*exchanges)):
                yield f"{left}の{right}"


def _are_apart(
    snapshot: Snapshot, left: WordMatch, right: WordMatch, selection: FormSelection
) -> bool:
    """Whether two words are nowhere near each other; of two characters, nowhere side by side."""
    words = left, right
    if len(left.text + right.text) == 2:
        # Together they are one word, whatever else has them.
        kanji = ({word.text, *filter(_KANJI.fullmatch, word.forms)} for word in words)
        count = snapshot.text_statistics.bigram_block_count
        return not any(count(code_units(first + second)) for first, second in product(*kanji))
    if any(word.is_partial for word in words):
        return False
    both = intersect_sorted(*(word.statistics(selection).docs for word in words))
    return not len(both) or not _are_near(snapshot, words, both, selection)


def _are_near(
    snapshot: Snapshot, words: Sequence[WordMatch], docs: Docs, selection: FormSelection
) -> bool:
    """Whether two words are near each other in some of the utterances that have both, or may be."""
    texts = read_texts(snapshot, docs, docs + 1, _MAX_CHARACTERS)
    features = ranking_features((), words, selection, snapshot)
    pairs = [pair.feature for pair in features.pairs]
    are_all = len(texts.starts) == len(docs)
    return not are_all or bool(np.isin(find_features(texts, features).features, pairs).any())


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
