"""The exchanges that answer a question, with the passages that do.

Not all words of a question need occur: an exchange that has more of their weight comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.answer_types import answer_type
from index.engines.whoosh.arrays import Docs, ranges, union_sorted
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, Ranker, order
from index.engines.whoosh.ranking.evidence import AnswerEvidence, WordEvidence
from index.engines.whoosh.ranking.features import ranking_features
from index.engines.whoosh.ranking.meaning import rerank_by_meaning
from index.engines.whoosh.ranking.neighbours import join_neighbours
from index.engines.whoosh.ranking.rerank import OF_QUESTION, OF_TITLE
from index.engines.whoosh.results.coverage import absent_compounds, ends_like_verb, is_answered
from index.engines.whoosh.results.page import ResultPageBuilder
from index.engines.whoosh.results.quotes import find_quotes
from index.engines.whoosh.segment.snapshot import Snapshot
from index.meaning import SentenceEncoder, sentence_encoder
from index.query import SearchRequest
from index.query_parser import AskedTime, Question, read_question, widest
from index.results import Note, SearchPage

# An exchange answers if it has at least this share of the idf of all words together.
_MIN_IDF_SHARE = 0.1
# A hit that scores this many times as high as the next is very likely the answer.
_CLEAR_LEAD = 1.3
# In so many exchanges the words that nearly all have are looked for.
_MAX_CANDIDATES = 4000


class AnswerFinder:
    """Answers questions over one snapshot."""

    def __init__(self, snapshot: Snapshot, ranker: Ranker, pages: ResultPageBuilder) -> None:
        self._snapshot = snapshot
        self._ranker = ranker
        self._pages = pages
        self._evidence = AnswerEvidence(snapshot, ranker)

    def read(self, question: str, analyzer: Analyzer) -> Question:
        """What a question asks of these minutes."""
        return read_question(question, analyzer, self._evidence.oldest, self._evidence.newest)

    def evidence(self, request: SearchRequest, word: WordMatch) -> WordEvidence:
        """A word of the question, as the exchanges are scored by it."""
        return self._evidence.of_word(word, FormSelection.of(request))

    def candidates(self, asked: Question, words: Sequence[WordEvidence], as_typed: Docs) -> Docs:
        """The utterances of the exchanges that come first by some of the words (ascending)."""
        _, ranked = self._rank(words, asked.time, as_typed)
        best = order(self._snapshot, ranked, "relevance", _MAX_CANDIDATES)
        exchanges = np.sort(ranked.exchanges[best])
        starts, ends = self._snapshot.exchange_starts[np.stack((exchanges, exchanges + 1))]
        docs = ranges(starts, ends - starts)
        return docs[self._snapshot.utterance_mask[docs]]

    def page(
        self,
        request: SearchRequest,
        asked: Question,
        every: Sequence[WordEvidence],
        as_typed: Docs,
    ) -> SearchPage:
        """The page that `request` asks for, of exchanges that answer it.

        `asked` is what it asks, `every` are its words, and `as_typed` the utterances that say all
        of it just as it was typed (ascending).
        """
        selection = FormSelection.of(request)
        # A character that is only ever a part of words (費 of 費用) says nothing by itself.
        weighed = [each for each in every if len(each.match.text) > 1 or each.statistics.whole]
        words = [each.match for each in weighed]
        found, ranked = self._rank(weighed, asked.time, as_typed)
        question = asked.time.without(request.query)
        features = ranking_features([question], words, selection, self._snapshot, asked.replaced)
        weights = OF_TITLE if asked.is_title else OF_QUESTION
        kind = None if asked.is_title else answer_type(question)
        # In whatever order they are wanted, what answers best tells whether any does.
        by_words = replace(request, sort="relevance")
        narrowed = self._pages.narrow(by_words, words, found, ranked, features, weights, kind)
        narrowed = narrowed._replace(request=request)
        scores = narrowed.ranked.scores
        encoder = _encoder(request, asked)
        if encoder is not None:
            by_meaning = rerank_by_meaning(
                self._snapshot, narrowed.ranked, features, question, encoder
            )
            narrowed = narrowed._replace(ranked=by_meaning)
        shown, are_long = narrowed, False
        if request.sort == "relevance":
            apart, joined, are_long = join_neighbours(self._snapshot, narrowed.ranked)
            shown = narrowed._replace(ranked=apart, joined=joined)
        page = self._pages.page(shown)
        # Of the last hit of a page, the next is on the page behind it.
        end = request.offset + request.limit + 1
        behind = order(self._snapshot, shown.ranked, request.sort, end)[request.offset + 1 :]
        next_scores = [*shown.ranked.scores[behind].tolist(), 0.0]
        quoted = find_quotes(
            self._snapshot,
            page.hits,
            features,
            request.query,
            is_title=asked.is_title,
            are_long=are_long,
            are_sure=[
                hit.score >= _CLEAR_LEAD * next_score
                for hit, next_score in zip(page.hits, next_scores, strict=False)
            ],
        )
        hits = []
        for hit, quotes in zip(page.hits, quoted, strict=True):
            # Of exchanges that are one answer, the address is that of the best quote.
            exchanges = {each.utterance.id: each.utterance.group for each in hit.utterances}
            address = exchanges[quotes[0].utterance] if quotes else hit.id
            hits.append(replace(hit, id=address, quotes=quotes))
        ranked = narrowed.ranked
        absent = [*absent_compounds(self._snapshot, question, weighed, selection)]
        answered = not absent and is_answered(
            self._snapshot, ranked, scores, weighed, selection, asked.nouns
        )
        unknown = (*_unknown(request.query, [each.match for each in every]), *absent)
        notes = [Note("word_without_match", (word,)) for word in unknown]
        if within := tuple(word.text for word in words if word.is_partial):
            notes.append(Note("forms_within_result", within))
        if hits:
            notes += _said_otherwise(asked, request.query, words, selection)
        if hits and not answered:
            notes.append(Note("not_answered"))
        if hits and asked.time.spans:
            notes.append(_time_preferred(request.query, asked.time))
        if hits and encoder is not None:
            notes.append(Note("ordered_by_meaning"))
        return replace(page, hits=tuple(hits), answered=answered, notes=tuple(notes))

    def _rank(
        self, words: Sequence[WordEvidence], time: AskedTime, as_typed: Docs
    ) -> tuple[Docs, Ranked]:
        """The utterances that have some of the words, and their exchanges scored as answers."""
        found = union_sorted(self._find(words), as_typed)
        ranked = self._ranker.scores([word.statistics for word in words], found)
        return found, self._evidence.add(ranked, words, time, as_typed)

    def _find(self, words: Sequence[WordEvidence]) -> Docs:
        """The utterances with a word, in the exchanges that have enough of the words' idf."""
        exchange_of = self._snapshot.exchange_of
        idf_sums = np.zeros(self._snapshot.exchange_count)
        is_found = np.zeros(len(exchange_of), np.bool_)
        for _, word, idf, _ in words:
            is_found[word.docs] = True
            idf_sums[union_sorted(word.exchanges, word.headed)] += idf
        found = np.flatnonzero(is_found)
        enough = _MIN_IDF_SHARE * sum(word.idf for word in words)
        return found[idf_sums[exchange_of[found]] >= enough]


def _encoder(request: SearchRequest, asked: Question) -> SentenceEncoder | None:
    """What compares meanings, if it is installed and wanted: not for a title, which is quoted."""
    is_wanted = request.synonyms and request.sort == "relevance" and not asked.is_title
    return sentence_encoder() if is_wanted else None


def _time_preferred(question: str, time: AskedTime) -> Note:
    """The time that was read in a question, and the question without it."""
    typed = "、".join(question[start:end].strip("()（）[]［］〔〕") for start, end in time.spans)
    return Note("time_preferred", (typed, " ".join(time.without(question).split())))


def _said_otherwise(
    asked: Question, question: str, words: Sequence[WordMatch], selection: FormSelection
) -> Iterator[Note]:
    """The expressions of a question for which words are found that it does not have, and these."""
    for replaced in asked.replaced:
        forms = {
            form
            for word in words
            if word.text in replaced.words
            for form, match in word.forms.items()
            if match.basis == "official" and match.count and selection.takes(form, match.basis)
        }
        found = [each for each in replaced.official if fold(each) in forms and each not in question]
        if found:
            yield Note("said_otherwise", (replaced.typed, *found))


def _unknown(question: str, words: Sequence[WordMatch]) -> Iterator[str]:
    """The words, as typed, that stand nowhere in the minutes.

    A number may be written otherwise, and a verb is not typed as it is looked up.
    """
    for word in widest([word.text for word in words if not (word.forms or word.is_partial)]):
        if word in question and not any(map(str.isnumeric, word)) and not ends_like_verb(word):
            yield word
