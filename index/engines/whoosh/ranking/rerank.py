"""The best exchanges are read and ordered by their best passage.

BM25 (`bm25.py`) counts the words of a whole exchange; here the text is read: which passage
says most of what was asked, whether a member asks it, and whether a better one says the same.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.answer_types import AnswerType
from index.engines.whoosh.arrays import Docs, Scores, run_starts
from index.engines.whoosh.ranking.answering import best_sentences
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import (
    WINDOW_STEP,
    FeatureOccurrences,
    FoldedTexts,
    RankingFeatures,
    TextRanges,
    best_of_each_text,
    bm25_scores,
    count_features,
    find_features,
    longest_runs,
    read_texts,
    split_windows,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import KINDS

# The first exchanges are reranked, until they have this many characters.
_MAX_RERANKED, _MAX_CHARACTERS = 200, 1 << 21
# Where exchanges have fewer characters than this on average, minutes have parted them by what they
# are about, and a passage is little more than a sentence: what only the answers say counts less.
MEAN_LENGTH = 1000
# Of so many of them the sentences are read too.
_MAX_SENTENCES_READ = 100
# The factor of a score for each better passage that says the same.
_REPETITION_FACTOR = 0.5
# The best passages are compared with each other. They say the same if they share this part of
# their samples, which are hashes of strings of this length.
_MAX_COMPARED, _SAME_SHARE, _SAMPLE_SIZE, _SHINGLE = 60, 0.6, 16, 4
# The lowest score of a reranked exchange; the others score at most this share of it.
_MIN_SCORE, _MAX_REST_SHARE = 1e-6, 0.999
# The multipliers of a polynomial hash and of Knuth's multiplicative one; the hash of no string.
_POLYNOMIAL, _MULTIPLIER = np.uint32(65599), np.uint32(2654435769)
_NO_HASH = np.uint32(0xFFFFFFFF)

_QUESTIONS = (KINDS.index("question"),)
_ANSWERS = (KINDS.index("answer"), KINDS.index("report"))


class RerankWeights(NamedTuple):
    """What the passages of an exchange count in its score, and what else counts.

    passage    the best passage, as a share of the most that one can have
    question   in it, a member's questions, counted once more: they say what an exchange is about
    length     of an exchange longer than this, in characters, they count less: it is about much
    answer     the best passage of officials' answers alone, beside it: they do not only ask
    debate     of an exchange shorter than this, in characters, they count less
    heading    the headings of the exchange, beside the passage
    phrase     the longest part of what was typed that is said just so, as a share of it
    sentence   the best sentence as an answer, as a share like that of the passage
    evidence   the score before reranking
    """

    passage: float
    question: float
    length: float
    answer: float
    debate: float
    heading: float
    phrase: float
    sentence: float
    evidence: float


# A search for words; a question, which wants what is answered, not what is asked; and the title of
# a question or a debate, which a member mostly reads aloud.
OF_WORDS = RerankWeights(1, 0.5, inf, 0, 1, 1, 0, 0, 0)
OF_QUESTION = RerankWeights(1, 0.5, 400, 0.5, 1, 1, 1, 0.5, 1)
OF_TITLE = RerankWeights(3, 0.5, inf, 0.4, 5000, 1, 2, 0, 1)


def rerank(
    snapshot: Snapshot,
    ranked: Ranked,
    features: RankingFeatures,
    weights: RerankWeights = OF_WORDS,
    asked: AnswerType | None = None,
) -> Ranked:
    """The same exchanges, those at the top scored by their best passage.

    `asked` is the kind of answer that a question asks for, None if nothing is asked. It does not
    depend on the page that is shown, so that pages follow one another.
    """
    top = order(snapshot, ranked, "relevance", _MAX_RERANKED)
    if not len(features.weights) or not len(top):
        return ranked
    exchanges = ranked.exchanges[top]
    bounds = snapshot.exchange_starts[exchanges], snapshot.exchange_starts[exchanges + 1]
    texts = read_texts(snapshot, *bounds, _MAX_CHARACTERS)
    top = top[: len(texts.starts)]
    windows, text_of = split_windows(texts)
    occurrences = find_features(texts, features)
    sizes = np.maximum(1, texts.sizes)
    detail = min(1.0, float(sizes.mean()) / MEAN_LENGTH)
    # A long exchange answers far behind what was asked: its answers have a passage of their own.
    question_weights = weights.question * np.minimum(1, weights.length / sizes)
    answer_weights = detail * weights.answer * np.minimum(1, sizes / weights.debate)
    window_scores, in_questions, in_answers = _scores(
        snapshot, texts, features.weights, occurrences, windows
    )
    window_scores += question_weights[text_of] * in_questions
    at_best = best_of_each_text(window_scores, text_of)
    passages = TextRanges(windows.starts[at_best], windows.sizes[at_best])
    best_answers = np.maximum.reduceat(in_answers, run_starts(text_of))
    scores = window_scores[at_best] + answer_weights * best_answers
    scores += weights.heading * ranked.heading_scores[top]
    scores *= ranked.speaker_weights[top] * weights.passage / features.weights.sum()
    if weights.phrase:
        scores += weights.phrase * longest_runs(texts, features.runs)
    scores = scores * ranked.factors[top] + weights.evidence * ranked.scores[top]
    if weights.sentence and asked is not None:
        chosen = np.zeros(len(scores), np.bool_)
        chosen[np.argsort(-scores, kind="stable")[:_MAX_SENTENCES_READ]] = True
        sentences = best_sentences(snapshot, texts, occurrences, features.weights, asked, chosen)
        sentences *= detail * weights.sentence / features.weights.sum()
        scores += sentences * ranked.factors[top]
    scores *= _REPETITION_FACTOR ** _repetitions(texts, passages, scores)
    return _put_above(ranked, top, scores)


def _scores(
    snapshot: Snapshot,
    texts: FoldedTexts,
    weights: Scores,
    occurrences: FeatureOccurrences,
    windows: TextRanges,
) -> tuple[Scores, Scores, Scores]:
    """The score of each window, and those of the questions and the answers in it alone."""
    kinds = snapshot.doc_values["kind"][texts.docs_at(occurrences.offsets)]

    def score(some: FeatureOccurrences, sizes: Docs | None = None) -> Scores:
        return bm25_scores(count_features(windows, some, len(weights)), weights, sizes)

    in_questions, in_answers = (
        score(occurrences.only(np.isin(kinds, counted))) for counted in (_QUESTIONS, _ANSWERS)
    )
    return score(occurrences, windows.sizes), in_questions, in_answers


def _put_above(ranked: Ranked, top: Docs, top_scores: Scores) -> Ranked:
    """The top with its scores, and the others below in the order they had."""
    top_scores = np.maximum(top_scores, _MIN_SCORE)
    scores = ranked.scores.copy()
    scores[top] = 0
    highest = scores.max()
    if highest > 0:
        scores *= _MAX_REST_SHARE * top_scores.min() / highest
    scores[top] = top_scores
    return ranked._replace(scores=scores)


def _repetitions(texts: FoldedTexts, passages: TextRanges, scores: Scores) -> Docs:
    """How many passages with a higher score say the same as each passage (int64[P])."""
    repetitions = np.zeros(len(scores), np.int64)
    best = np.argsort(-scores, kind="stable")[:_MAX_COMPARED]
    samples = _samples(texts, TextRanges(passages.starts[best], passages.sizes[best]))
    sizes = np.count_nonzero(samples != _NO_HASH, axis=1)
    shared = _shared_hashes(samples)
    same = (shared > 0) & (shared >= _SAME_SHARE * np.maximum(sizes[:, np.newaxis], sizes))
    # The copies of each passage that is not a copy itself.
    copies: dict[int, int] = {}
    for passage, row in enumerate(same.tolist()):
        original = next((each for each in copies if row[each]), None)
        if original is None:
            copies[passage] = 0
        else:
            copies[original] += 1
            repetitions[best[passage]] = copies[original]
    return repetitions


def _shared_hashes(samples: npt.NDArray[np.uint32]) -> Docs:
    """How many hashes of each passage (row) each other passage (column) has too: int64[P, P]."""
    hashes, numbers = np.unique(samples, return_inverse=True)
    shape = len(samples), len(hashes)
    cells = np.arange(shape[0])[:, np.newaxis] * shape[1] + numbers.reshape(samples.shape)
    counts = np.bincount(cells.ravel(), minlength=shape[0] * shape[1]).reshape(shape)
    # Most hashes are of one passage alone.
    counts = counts[:, (np.count_nonzero(counts, axis=0) > 1) & (hashes != _NO_HASH)]
    has = np.packbits(counts > 0, axis=1)
    shared = np.zeros((len(counts), len(counts)), np.int64)
    # A passage may have a hash several times. Bits are compared, eight hashes at once.
    for times in range(counts.max(initial=0)):
        common = np.packbits(counts > times, axis=1)[:, np.newaxis] & has
        shared += np.bitwise_count(common).sum(axis=2, dtype=np.int64)
    return shared


def _samples(texts: FoldedTexts, passages: TextRanges) -> npt.NDArray[np.uint32]:
    """The lowest hashes of each passage's strings, uint32[P, sample]; similar passages share most.

    A. Broder, "On the resemblance and containment of documents" (1997).
    """
    at = passages.starts[:, np.newaxis] + np.arange(2 * WINDOW_STEP + _SHINGLE - 1)
    characters = texts.characters.take(at, mode="clip")
    hashes = np.zeros((len(at), 2 * WINDOW_STEP), np.uint32)
    for shift in range(_SHINGLE):
        hashes *= _POLYNOMIAL
        hashes += characters[:, shift : shift + 2 * WINDOW_STEP]
    hashes *= _MULTIPLIER
    hashes ^= hashes >> np.uint32(15)
    strings = np.maximum(1, passages.sizes - _SHINGLE + 1)
    hashes[np.arange(2 * WINDOW_STEP) >= strings[:, np.newaxis]] = _NO_HASH
    return np.partition(hashes, _SAMPLE_SIZE, axis=1)[:, :_SAMPLE_SIZE]
