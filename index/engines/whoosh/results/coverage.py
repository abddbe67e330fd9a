"""Whether the best exchanges of a question answer it.

What is not in the minutes is asked for with words that few exchanges have together, or have in
passing, and many exchanges come out alike. Five measures of that are added up, and what they must
reach is the same for all questions. A compound (猫カフェ) of words that are said, but never
together, is not in the minutes either.

The weights are those of a logistic regression on questions with and without answers (the sets
`own`, `second` and `answered` of `tests/relevance/whole_city.py`), rounded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, product
from math import log, log1p

import numpy as np

from index.engines.whoosh.arrays import Docs, Scores, intersect_sorted
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.evidence import WordEvidence
from index.engines.whoosh.ranking.features import (
    count_words,
    find_features,
    ranking_features,
    read_texts,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.query_parser import widest

# What the measures of evidence are worth, beside the score of the best exchange, which is 1: how
# much one of the best exchanges speaks of the words; their number, since of more words each
# exchange has a smaller share, as has its score; the logarithm of the number of exchanges that say
# the heaviest together; and how many times as high as the last of the best exchanges the first
# scores, at most `_MAX_LEAD`.
_SPOKEN_OF, _WORD, _TOGETHER, _LEAD = 3.5, 0.75, 0.5, 2.5
_MIN_EVIDENCE = 12.67
# What one of the best exchanges speaks of at least, whatever else is evidence.
_MIN_SPOKEN_OF = 0.25
_EXCHANGES, _MAX_WORDS, _HEAVIEST, _MAX_LEAD = 10, 8, 3, 2.0
# A word is spoken of if it is said so often: by who asks and who answers. Said once, it counts
# half.
_TIMES = 2
# A question of few words has little that can be missed: it counts as if it had so many more, each
# of the weight of its heaviest, and none of them said.
_MISSED_WORDS = 1.5
# In fewer exchanges fewer words are ever said, and that one is not tells less: with the idf of such
# a word falls a third of the evidence that is needed, and all of what is spoken of.
_FULL_EXCHANGES = 100_000
# The factors of a noun with hiragana (お祝い), and of a word that an answer may well not have: a
# number, or another word with hiragana, mostly a verb (預ける, もらえる). Officials say both
# otherwise, the verb more often. Of those that stand nowhere, a noun with some (浮き輪) counts as
# others do, and a verb nothing.
_HIRAGANA_NOUN_FACTOR, _LOOSE_FACTOR = 0.5, 0.1
_NUMBER = re.compile("[0-9０-９]|[〇一二三四五六七八九十百千万数]{2}")
_HIRAGANA = re.compile("[ぁ-ゖ]")
_VERB_ENDING = re.compile("[ぁ-ゖ]$")
# Two kana are hardly a noun that tells anything: もと, さん.
_TELLING = re.compile("[一-鿿々ァ-ヺ]|.{3}")
# The day of the question is none of a meeting: who says 今日 there means another.
_TODAY = frozenset(("今", "今日", "本日", "明日", "あした", "明後日", "昨日", "今夜", "今朝"))
# In fewer exchanges most words are never together. The parts of a compound are nouns; in more text
# than this it is not looked whether they are near.
_MANY_EXCHANGES = 10_000
_NOUN, _KANJI = re.compile("[一-鿿々ァ-ヺー]+"), re.compile("[一-鿿]")
_MAX_CHARACTERS = 1 << 20


def is_answered(
    snapshot: Snapshot,
    ranked: Ranked,
    scores: Scores,
    words: Sequence[WordEvidence],
    selection: FormSelection,
    nouns: Collection[str],
) -> bool:
    """Whether there is enough evidence that one of the best exchanges of `ranked` answers.

    `scores` are those of all exchanges, by words alone; `nouns` are those of the words that are
    nouns in the question.
    """
    best = ranked.exchanges[order(snapshot, ranked, "relevance", _EXCHANGES)]
    names = widest([word.match.text for word in words])
    words = [word for word in words if word.match.text in names]
    weights = np.array([_weight(word, word.match.text in nouns) for word in words])
    if not len(best) or not weights.any():
        return False
    most = (_spoken_of(snapshot, words, selection, best) @ weights).max()
    spoken_of = most / (weights.sum() + _MISSED_WORDS * weights.max())
    highest = np.sort(scores)[::-1][:_EXCHANGES]
    first, last = highest[0], highest[-1] if len(highest) == _EXCHANGES else 0
    heaviest = [words[at] for at in np.argsort(-weights, kind="stable")[:_HEAVIEST]]
    evidence = (
        first
        + _SPOKEN_OF * spoken_of
        + _WORD * min(len(words), _MAX_WORDS)
        + _TOGETHER * log1p(_together(heaviest))
        + _LEAD * (_MAX_LEAD if first >= _MAX_LEAD * last else first / last)
    )
    certainty = min(1.0, log(1 + snapshot.exchange_count) / log(_FULL_EXCHANGES))
    needed = _MIN_EVIDENCE * (2 + certainty) / 3
    return bool(evidence >= needed and spoken_of >= _MIN_SPOKEN_OF * certainty)


def _together(words: Sequence[WordEvidence]) -> int:
    """How many exchanges say each word together with the next one: the fewest of all these pairs.

    Of one word, how many say it.
    """
    exchanges = [word.statistics.exchanges for word in words]
    pairs = [intersect_sorted(*pair) for pair in pairwise(exchanges)]
    return min(map(len, pairs or exchanges))


def _spoken_of(
    snapshot: Snapshot, words: Sequence[WordEvidence], selection: FormSelection, exchanges: Docs
) -> Scores:
    """How much each exchange speaks of each word, 0 to 1 (float64[E, W])."""
    bounds = snapshot.exchange_starts[np.stack((exchanges, exchanges + 1))]
    texts = read_texts(snapshot, bounds[0], bounds[1], _MAX_CHARACTERS)
    counts = count_words(texts, [each.match for each in words], selection)
    spoken: Scores = np.minimum(counts, _TIMES) / _TIMES
    for at, (word, statistics, *_) in enumerate(words):
        # What is under a heading is about it, though nobody says the word.
        above = np.diff(statistics.headings.searchsorted(bounds[:, : len(spoken)]), axis=0)[0]
        spoken[above > 0, at] = 1
        if word.text in _TODAY:
            spoken[:, at] = 0
    return spoken


def ends_like_verb(word: str) -> bool:
    """Whether a word that no meeting has may be a verb, which officials say in another form."""
    return _VERB_ENDING.search(word) is not None


def absent_compounds(
    snapshot: Snapshot, question: str, words: Sequence[WordEvidence], selection: FormSelection
) -> Iterator[str]:
    """The compounds of a question, as typed, that no meeting says, though it says their parts.

    The parts of one typed as a word (猫カフェ) are nowhere near each other; of one with の
    (盲導犬の餌代), no exchange has both.
    """
    if snapshot.exchange_count < _MANY_EXCHANGES:
        return
    nouns = {
        word.match.text: word
        for word in words
        if word.match.forms and _NOUN.fullmatch(word.match.text)
    }
    for left, right in pairwise(widest([word.match.text for word in words])):
        if left not in nouns or right not in nouns:
            continue
        parts = nouns[left], nouns[right]
        if left + right in question and _are_apart(snapshot, *parts, selection):
            yield left + right
        elif (
            f"{left}の{right}" in question
            and not any(word.match.is_partial for word in parts)
            and not len(intersect_sorted(*(word.statistics.exchanges for word in parts)))
        ):
            yield f"{left}の{right}"


def _are_apart(
    snapshot: Snapshot, left: WordEvidence, right: WordEvidence, selection: FormSelection
) -> bool:
    """Whether two words are nowhere near each other; of two characters, nowhere side by side."""
    words = left.match, right.match
    if len("".join(word.text for word in words)) == 2:
        # Together they are one word, whatever else has them.
        kanji = ({word.text, *filter(_KANJI.fullmatch, word.forms)} for word in words)
        count = snapshot.text_statistics.bigram_block_count
        return not any(count(code_units(first + second)) for first, second in product(*kanji))
    if any(word.is_partial for word in words):
        return False
    both = intersect_sorted(left.statistics.docs, right.statistics.docs)
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


def _weight(word: WordEvidence, is_noun: bool) -> float:
    """What a word counts: its idf, less if an answer may have another for it."""
    text, is_said = word.match.text, bool(word.match.forms)
    if not is_said and not ends_like_verb(text):
        return word.idf
    if _NUMBER.search(text):
        return _LOOSE_FACTOR * word.idf
    if not _HIRAGANA.search(text):
        return word.idf
    if is_noun and _TELLING.search(text):
        return _HIRAGANA_NOUN_FACTOR * word.idf
    return _LOOSE_FACTOR * word.idf if is_said else 0.0
