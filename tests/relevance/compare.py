"""Compare the order of `ask` and `search` with four baselines of BM25.

    python tests/relevance/compare.py                 all sets; exit status 1 if a score fell
    python tests/relevance/compare.py tokyo samples   only these
    python tests/relevance/compare.py --ours          without the baselines
    python tests/relevance/compare.py --bless         write the scores into expected.json

Two units are ranked. exchanges: we and the baselines rank the same exchanges. speeches: the
baselines rank speeches; ours are those that are quoted (`ask`) or match (`search`), hit by hit.
With the extra `meaning`, scores are compared with those of a set by meaning, if it has some.
p is the p-value of a paired randomisation test of `ask` against the baseline. The k1 and b of
each baseline are chosen by cross-validation.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from bm25 import Index, cross_validated
from corpora import CORPORA, Corpus, Question
from measures import DEPTH, NAMES, Floats, by_question, means, p_values
from terms import Terms, all_terms

from index.meaning import sentence_encoder
from index.query import SearchRequest
from index.results import Hit

EXPECTED = Path(__file__).with_name("expected.json")
OURS = ("ask", "search")

Page = tuple[Hit, ...]
Figures = dict[str, dict[str, dict[str, float]]]
"""Mean scores by unit, ranker and measure."""


class Comparison(NamedTuple):
    """The scores of each ranker, float64[questions, measures], and the k1/b of each baseline."""

    scores: dict[str, Floats]
    tuned: dict[str, str]


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    terms = {} if options.ours else all_terms()
    expected: dict[str, Figures] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    lower_scores: list[str] = []
    for name in options.sets or CORPORA:
        with TemporaryDirectory() as home:
            corpus = CORPORA[name](Path(home) / "store")
            if corpus is None:
                print(f"{name}: 会議録と質問がないため、測りません。")
                continue
            compared = compare(corpus, terms)
            for line in report(name, corpus, compared):
                print(line)
        now = figures(compared)
        key = name if sentence_encoder() is None else f"{name}, by meaning"
        if options.bless:
            expected[key] = now
        lower_scores += [f"{key}, {each}" for each in lower(now, expected.get(key, {}))]
    if options.bless:
        EXPECTED.write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    for each in lower_scores:
        print(f"{EXPECTED.name}: {each} が前より低くなりました。")
    return 1 if lower_scores else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="SET", help=" ".join(CORPORA))
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--bless", action="store_true")
    options = parser.parse_args(arguments)
    for name in options.sets:
        if name not in CORPORA:
            parser.error(f"no such set: {name}")
    return options


def compare(corpus: Corpus, terms: Mapping[str, Terms]) -> dict[str, Comparison]:
    """Score ours and the baselines, by unit."""
    rankers = {"ask": corpus.searcher.ask, "search": corpus.searcher.search}
    pages = {
        ranker: [ask(SearchRequest(each.text, limit=DEPTH)).hits for each in corpus.questions]
        for ranker, ask in rankers.items()
    }
    return {unit: _compare(corpus, pages, unit, terms) for unit in _IDS_OF_HIT}


def _compare(
    corpus: Corpus, pages: Mapping[str, list[Page]], unit: str, terms: Mapping[str, Terms]
) -> Comparison:
    questions = [each.text for each in corpus.questions]
    answers = [_answers(each, unit) for each in corpus.questions]
    texts = corpus.units()[unit]
    scores, tuned = {}, {}
    for ranker in OURS:
        scores[ranker] = by_question(*found_by(corpus, pages[ranker], unit))
    for name, cut in terms.items():
        results = cross_validated(Index(texts, cut), questions, answers, DEPTH)
        scores[name] = by_question(results.found, answers)
        tuned[name] = ", ".join(f"{k1:g}/{b:g}" for k1, b in sorted(set(results.parameters)))
    return Comparison(scores, tuned)


def found_by(
    corpus: Corpus, pages: Sequence[Page], unit: str
) -> tuple[list[list[str]], list[frozenset[str]]]:
    """The ids of a unit on each page, best first, and the ids of its answers."""
    ids_of = _IDS_OF_HIT[unit]
    found = [list(dict.fromkeys(id for hit in page for id in ids_of(hit))) for page in pages]
    return found, [_answers(each, unit) for each in corpus.questions]


def _answers(question: Question, unit: str) -> frozenset[str]:
    return question.exchanges if unit == "exchanges" else question.speeches


def _exchange(hit: Hit) -> list[str]:
    """The exchanges of an answer, that of its address first."""
    return [hit.id, *(found.utterance.group for found in hit.utterances)]


def _speeches(hit: Hit) -> list[str]:
    """The speeches that a hit quotes; if it quotes none, those that match."""
    quoted = [quote.utterance for quote in hit.quotes]
    return quoted or [found.utterance.id for found in hit.utterances if found.matched]


_IDS_OF_HIT: Mapping[str, Callable[[Hit], list[str]]] = {
    "exchanges": _exchange,
    "speeches": _speeches,
}


def figures(compared: Mapping[str, Comparison]) -> Figures:
    """Our mean scores, as expected.json has them."""
    return {
        unit: {ranker: means(each.scores[ranker]) for ranker in OURS}
        for unit, each in compared.items()
    }


def lower(now: Figures, expected: Figures) -> list[str]:
    """The names of the scores that are lower than expected."""
    return [
        f"{unit}, {ranker}, {name}"
        for unit, rankers in expected.items()
        for ranker, measures in rankers.items()
        for name, value in measures.items()
        if now[unit][ranker][name] < value
    ]


def report(name: str, corpus: Corpus, compared: Mapping[str, Comparison]) -> Iterator[str]:
    sizes = {unit: len(texts) for unit, texts in corpus.units().items()}
    for unit, (scores, tuned) in compared.items():
        yield ""
        yield f"## {name}: {len(corpus.questions)} questions, {sizes[unit]} {unit}"
        yield ""
        yield f"| | {' | '.join(NAMES)} | p (nDCG@10) | p (MRR@10) | k1/b |"
        yield f"| --- |{' ---: |' * (len(NAMES) + 2)} --- |"
        values_of = _p_values_of_baselines(scores) if tuned else {}
        for ranker, each in scores.items():
            row = [f"{mean:.3f}" for mean in means(each).values()]
            row += [f"{p:.4f}" for p in values_of[ranker][:2]] if ranker in values_of else ["", ""]
            yield f"| {ranker} | {' | '.join(row)} | {tuned.get(ranker, '')} |"
        if tuned:
            yield ""
            yield _summary(scores)


def _p_values_of_baselines(scores: Mapping[str, Floats]) -> dict[str, Floats]:
    """The p-values of `ask` against each baseline, by measure."""
    others = [ranker for ranker in scores if ranker not in OURS]
    values = p_values(np.hstack([scores["ask"] - scores[ranker] for ranker in others]))
    return dict(zip(others, values.reshape(len(others), len(NAMES)), strict=True))


def _summary(scores: Mapping[str, Floats]) -> str:
    """A sentence that compares `ask` with the baseline with the highest MRR@10."""
    column = NAMES.index("MRR@10")
    mrr = {ranker: float(each[:, column].mean()) for ranker, each in scores.items()}
    best = max((ranker for ranker in scores if ranker not in OURS), key=lambda ranker: mrr[ranker])
    gain = mrr["ask"] / mrr[best] - 1
    p_value = _p_values_of_baselines(scores)[best][column]
    return f"MRR@10 of ask is {gain:+.1%} of the best baseline's ({best}), p = {p_value:.4f}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
