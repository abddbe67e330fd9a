"""Whether our order is better than the textbook's: `ask` and `search` beside four baselines.

    python tests/relevance/compare.py                 all sets; exit status 1 if a score fell
    python tests/relevance/compare.py tokyo samples   only these
    python tests/relevance/compare.py --ours          only ours, without the baselines
    python tests/relevance/compare.py --bless         keep the scores as those to be expected

Two units are ranked. exchanges: what we and the baselines rank are the same exchanges.
speeches: the baselines rank speeches, and ours are those quoted (`ask`) or matching
(`search`) of each hit in turn. p is that of a paired randomisation test of `ask`
against the baseline. Each baseline has the k1 and b chosen by cross-validation.
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

from index.query import SearchRequest
from index.results import Hit

EXPECTED = Path(__file__).with_name("expected.json")
OURS = ("ask", "search")

Page = tuple[Hit, ...]
Figures = dict[str, dict[str, dict[str, float]]]
"""Mean scores by unit, way and measure."""


class Compared(NamedTuple):
    """What each way scores, by question; and how each baseline was tuned."""

    scores: dict[str, Floats]
    tuned: dict[str, str]


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    terms = {} if options.ours else all_terms()
    expected: dict[str, Figures] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    fallen: list[str] = []
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
        if options.bless:
            expected[name] = now
        fallen += [f"{name}, {each}" for each in lower(now, expected.get(name, {}))]
    if options.bless:
        EXPECTED.write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    for each in fallen:
        print(f"{EXPECTED.name}: {each} が前より低くなりました。")
    return 1 if fallen else 0


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


def compare(corpus: Corpus, terms: Mapping[str, Terms]) -> dict[str, Compared]:
    """Ours and the baselines, by unit: exchanges and speeches."""
    ways = {"ask": corpus.searcher.ask, "search": corpus.searcher.search}
    pages = {
        way: [ask(SearchRequest(each.text, limit=DEPTH)).hits for each in corpus.questions]
        for way, ask in ways.items()
    }
    return {unit: _compare(corpus, pages, unit, terms) for unit in _SHOWN}


def _compare(
    corpus: Corpus, pages: Mapping[str, list[Page]], unit: str, terms: Mapping[str, Terms]
) -> Compared:
    questions = [each.text for each in corpus.questions]
    answers = [_answers(each, unit) for each in corpus.questions]
    texts = corpus.units()[unit]
    scores, tuned = {}, {}
    for way in OURS:
        scores[way] = by_question(*found_by(corpus, pages[way], unit))
    for name, cut in terms.items():
        results = cross_validated(Index(texts, cut), questions, answers, DEPTH)
        scores[name] = by_question(results.found, answers)
        tuned[name] = ", ".join(f"{k1:g}/{b:g}" for k1, b in sorted(set(results.parameters)))
    return Compared(scores, tuned)


def found_by(
    corpus: Corpus, pages: Sequence[Page], unit: str
) -> tuple[list[list[str]], list[frozenset[str]]]:
    """What each page shows of a unit, best first; and what is wanted."""
    shown = _SHOWN[unit]
    found = [list(dict.fromkeys(id for hit in page for id in shown(hit))) for page in pages]
    return found, [_answers(each, unit) for each in corpus.questions]


def _answers(question: Question, unit: str) -> frozenset[str]:
    return question.exchanges if unit == "exchanges" else question.speeches


def _exchange(hit: Hit) -> list[str]:
    return [hit.id]


def _speeches(hit: Hit) -> list[str]:
    """The speeches quoted of a hit; without quotes, those that match."""
    quoted = [quote.utterance for quote in hit.quotes]
    return quoted or [found.utterance.id for found in hit.utterances if found.matched]


_SHOWN: Mapping[str, Callable[[Hit], list[str]]] = {
    "exchanges": _exchange,
    "speeches": _speeches,
}


def figures(compared: Mapping[str, Compared]) -> Figures:
    """What is kept in the file of expected scores: ours."""
    return {unit: {way: means(each.scores[way]) for way in OURS} for unit, each in compared.items()}


def lower(now: Figures, expected: Figures) -> list[str]:
    """The scores that are lower than expected."""
    return [
        f"{unit}, {way}, {name}"
        for unit, ways in expected.items()
        for way, measures in ways.items()
        for name, value in measures.items()
        if now[unit][way][name] < value
    ]


def report(name: str, corpus: Corpus, compared: Mapping[str, Compared]) -> Iterator[str]:
    sizes = {unit: len(texts) for unit, texts in corpus.units().items()}
    for unit, (scores, tuned) in compared.items():
        yield ""
        yield f"## {name}: {len(corpus.questions)} questions, {sizes[unit]} {unit}"
        yield ""
        yield f"| | {' | '.join(NAMES)} | p (nDCG@10) | p (MRR@10) | k1/b |"
        yield f"| --- |{' ---: |' * (len(NAMES) + 2)} --- |"
        chances = _chances(scores) if tuned else {}
        for way, each in scores.items():
            row = [f"{mean:.3f}" for mean in means(each).values()]
            row += [f"{p:.4f}" for p in chances[way][:2]] if way in chances else ["", ""]
            yield f"| {way} | {' | '.join(row)} | {tuned.get(way, '')} |"
        if tuned:
            yield ""
            yield _verdict(scores)


def _chances(scores: Mapping[str, Floats]) -> dict[str, Floats]:
    """The p-values of `ask` against each baseline, by measure."""
    others = [way for way in scores if way not in OURS]
    values = p_values(np.hstack([scores["ask"] - scores[way] for way in others]))
    return dict(zip(others, values.reshape(len(others), len(NAMES)), strict=True))


def _verdict(scores: Mapping[str, Floats]) -> str:
    """`ask` against the baseline with the highest MRR@10."""
    column = NAMES.index("MRR@10")
    mrr = {way: float(each[:, column].mean()) for way, each in scores.items()}
    best = max((way for way in scores if way not in OURS), key=lambda way: mrr[way])
    gain = mrr["ask"] / mrr[best] - 1
    chance = _chances(scores)[best][column]
    return f"MRR@10 of ask is {gain:+.1%} of the best baseline's ({best}), p = {chance:.4f}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
