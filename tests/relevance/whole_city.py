"""Measure `ask` and `search` by questions over the whole minutes of a city.

    python tests/relevance/whole_city.py INDEX
    python tests/relevance/whole_city.py INDEX notices --sample 200
    python tests/relevance/whole_city.py INDEX own shared notices --search
    python tests/relevance/whole_city.py INDEX notices --baselines

INDEX is an index of all minutes in `shared/minutes/shinagawa`. The sets:

    own       questions in people's own words, beside this file (`city-a.jsonl`, `city-b.jsonl`)
    second    others, by two readers who knew nothing of the ranking (`city-d.jsonl`)
    third     others, by one more, that nothing was chosen on (`city-e.jsonl`)
    answered  whether the minutes answer: short and long questions of residents (`city-c.jsonl`);
              of those that they do, one speech of several is given, so only `silent` counts
    shared    others of the kind, in `shared/questions/city.jsonl`
    notices   notices of questions (発言事項), in `shared/questions/shinagawa.jsonl`

A hit is right if it has a speech that answers; of a notice, also one that asks. A quote is right if
it holds the answering sentence or lies in it. A question without an answer should be told so.
Times are of pages of ten hits.

With `--baselines`, `ask` and `search` are compared with BM25 over the speeches (`baselines.py`).
p is the p-value of a paired randomisation test of MRR@10.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from corpora import HERE, SHARED

from index.meaning import MEANING_VARIABLE
from index.query import SearchRequest
from index.results import Quote, SearchPage
from index.search import Searcher

SETS: Mapping[str, Sequence[Path]] = {
    "own": [HERE / "city-a.jsonl", HERE / "city-b.jsonl"],
    "second": [HERE / "city-d.jsonl"],
    "third": [HERE / "city-e.jsonl"],
    "answered": [HERE / "city-c.jsonl"],
    "shared": [SHARED / "questions" / "city.jsonl"],
    "notices": [SHARED / "questions" / "shinagawa.jsonl"],
}
_SEED = 2011
_PAGE, _DEPTH, _FIRST_QUOTES = 10, 50, 5

Ask = Callable[[SearchRequest], SearchPage]
Best = Callable[[str, int], list[str]]
"""The ids of the best speeches for a question, not more than a number."""


class CityQuestion(NamedTuple):
    """A question, the speeches that answer it (none if nothing does), and the answering sentence.

    `wording` is `own` for everyday words, `official` for the officials' own. The sentence is
    given as a text, or as the place of a quote.
    """

    text: str
    wording: str
    speeches: frozenset[str]
    sentence: str | Quote


class Outcome(NamedTuple):
    """What was found for a question.

    `rank` is that of the first right hit, 0 if there is none in the first fifty; `quoted` is true
    if one of the first quotes is right, `silent` if it is said that nothing answers.
    `seconds` is the time.
    """

    question: CityQuestion
    rank: int
    quoted: bool
    silent: bool
    seconds: float


class Ranking(NamedTuple):
    """How one ranker did: the rank of the first right hit, 0 if none, and the seconds.

    Both are arrays, an entry a question that has an answer.
    """

    ranks: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.float64]


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    if options.words:
        os.environ[MEANING_VARIABLE] = "0"
    searcher = Searcher(options.index)
    with TemporaryDirectory() as folder:
        bests = _baselines(searcher, Path(folder)) if options.baselines else {}
        searcher.make_tables()
        for name in options.sets:
            _measure_set(name, searcher, bests, options)
    return 0


def _baselines(searcher: Searcher, folder: Path) -> dict[str, Best]:
    """The baselines, built in `folder`; none if a library that they need is absent."""
    absent = [each for each in ("tantivy", "ir_measures") if find_spec(each) is None]
    if absent:
        print(f"no baselines without {' and '.join(absent)}", flush=True)
        return {}
    from baselines import build

    return {name: each.best for name, each in build(searcher.export(), folder).items()}


def _measure_set(
    name: str, searcher: Searcher, bests: Mapping[str, Best], options: argparse.Namespace
) -> None:
    questions = read_questions(SETS[name], options.sample)
    asks: dict[str, Ask] = {"ask": searcher.ask}
    if options.search or bests:
        asks["search"] = searcher.search
    rankings = {}
    for asked, ask in asks.items():
        outcomes = [measure(ask, question) for question in _shown(questions, asked)]
        for line in report(f"{name}, {asked}", outcomes):
            print(line, flush=True)
        if options.each:
            for each in outcomes:
                print(f"{each.rank}\t{int(each.quoted)}\t{each.question.text}")
        rankings[asked] = _ranking(
            (each.rank, each.seconds) for each in outcomes if each.question.speeches
        )
    if bests:
        answered = [each for each in questions if each.speeches]
        for baseline, best in bests.items():
            rankings[baseline] = _ranking(
                _measure_baseline(best, question) for question in _shown(answered, baseline)
            )
        for line in comparison(f"{name}, {len(answered)} questions with answers", rankings):
            print(line, flush=True)


def _shown(questions: Sequence[CityQuestion], asked: str) -> Iterator[CityQuestion]:
    """The questions; every hundred, it is told how many there were."""
    for number, question in enumerate(questions, start=1):
        yield question
        if number % 100 == 0:
            print(f"{asked}: {number} of {len(questions)}", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path, metavar="INDEX")
    parser.add_argument("sets", nargs="*", metavar="SET", help=" ".join(SETS))
    parser.add_argument("--sample", type=int, metavar="N", help="N questions of each set")
    parser.add_argument("--search", action="store_true", help="`search` too")
    parser.add_argument("--words", action="store_true", help="without the extra `meaning`")
    parser.add_argument("--baselines", action="store_true", help="`search` and BM25 too")
    parser.add_argument("--each", action="store_true", help="the rank of each question")
    options = parser.parse_args(arguments)
    options.sets = options.sets or ["own", "shared"]
    for name in options.sets:
        if name not in SETS:
            parser.error(f"no such set: {name}")
    options.sets = [name for name in options.sets if all(path.exists() for path in SETS[name])]
    return options


def read_questions(paths: Sequence[Path], sample: int | None = None) -> list[CityQuestion]:
    """The questions of some files, or a sample of them that is always the same."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    if sample is not None and sample < len(lines):
        lines = random.Random(_SEED).sample(lines, sample)
    return [_question(json.loads(line)) for line in lines]


def _question(read: Mapping[str, Any]) -> CityQuestion:
    speeches = [*read["answer_speeches"]]
    if "member" in read:
        speeches += read["question_speeches"]
    span = read.get("answer_span") or ""
    sentence = Quote(**span, text="") if isinstance(span, dict) else span
    wording = read.get("wording", "official")
    return CityQuestion(read["question"], wording, frozenset(speeches), sentence)


def measure(ask: Ask, question: CityQuestion) -> Outcome:
    started = perf_counter()
    page = ask(SearchRequest(question.text, limit=_PAGE))
    seconds = perf_counter() - started
    rank = _rank(page, question)
    if not rank and question.speeches:
        rank = _rank(ask(SearchRequest(question.text, limit=_DEPTH)), question)
    quotes = [quote for hit in page.hits for quote in hit.quotes][:_FIRST_QUOTES]
    quoted = any(_is_right(quote, question.sentence) for quote in quotes)
    return Outcome(question, rank, quoted, not page.answered, seconds)


def _rank(page: SearchPage, question: CityQuestion) -> int:
    """The rank of the first hit with a speech that answers; 0 if none has."""
    for rank, hit in enumerate(page.hits, start=1):
        if any(found.utterance.id in question.speeches for found in hit.utterances):
            return rank
    return 0


def _is_right(quote: Quote, sentence: str | Quote) -> bool:
    """Whether a quote holds the answering sentence or lies in it."""
    if isinstance(sentence, Quote):
        holds = quote.start <= sentence.start and sentence.end <= quote.end
        lies = sentence.start <= quote.start and quote.end <= sentence.end
        return quote.utterance == sentence.utterance and (holds or lies)
    said, answer = ("".join(text.split()) for text in (quote.text, sentence))
    return bool(said and answer) and (said in answer or answer in said)


def _measure_baseline(best: Best, question: CityQuestion) -> tuple[int, float]:
    """The rank of the first speech that is right, 0 if none is, and the seconds."""
    started = perf_counter()
    found = best(question.text, _PAGE)
    seconds = perf_counter() - started
    right = (rank for rank, speech in enumerate(found, start=1) if speech in question.speeches)
    return next(right, 0), seconds


def _ranking(measured: Iterable[tuple[int, float]]) -> Ranking:
    ranks, seconds = zip(*measured, strict=True)
    return Ranking(np.array(ranks, np.int64), np.array(seconds, np.float64))


def report(title: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    answered = [each for each in outcomes if each.question.speeches]
    others = [each for each in outcomes if not each.question.speeches]
    yield f"\n## {title}\n"
    yield "| | n | MRR@10 | first | in five | in fifty | sentence quoted | silent |"
    yield f"| --- |{' ---: |' * 7}"
    rows = {"all": answered}
    for wording in ("own", "official"):
        rows[wording] = [each for each in answered if each.question.wording == wording]
    for name, row in rows.items():
        if row:
            yield f"| {name} | {len(row)} | {' | '.join(_means(row))} |"
    if others:
        silent = np.mean([each.silent for each in others])
        yield f"| without an answer | {len(others)} | | | | | | {silent:.3f} |"
    times = np.array([each.seconds for each in outcomes]) * 1000
    yield f"\nmedian {np.median(times):.0f} ms, 95th percentile {np.percentile(times, 95):.0f} ms"


def _means(outcomes: Sequence[Outcome]) -> Iterator[str]:
    ranks = np.array([each.rank for each in outcomes])
    yield from _means_of_ranks(ranks)
    yield f"{np.mean(ranks > 0):.3f}"
    yield f"{np.mean([each.quoted for each in outcomes]):.3f}"
    yield f"{np.mean([each.silent for each in outcomes]):.3f}"


def _means_of_ranks(ranks: npt.NDArray[np.int64]) -> Iterator[str]:
    """MRR@10, and the shares of those that are first, and in the first five."""
    columns = (_reciprocal(ranks), ranks == 1, (ranks > 0) & (ranks <= 5))
    yield from (f"{column.mean():.3f}" for column in columns)


def _reciprocal(ranks: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The reciprocal rank of each question, 0 beyond the first ten; float64[questions]."""
    found = (ranks > 0) & (ranks <= _PAGE)
    return np.where(found, 1 / np.maximum(ranks, 1), 0.0)


def comparison(title: str, rankings: Mapping[str, Ranking]) -> Iterator[str]:
    """A table of rankings of the same questions, with p-values of `ask` and `search` against each.

    A baseline has no more than ten speeches for a question.
    """
    from measures import p_values

    yield f"\n## {title}\n"
    yield "| | MRR@10 | first | in five | median ms | p against ask | p against search |"
    yield f"| --- |{' ---: |' * 6}"
    reciprocal = {name: _reciprocal(each.ranks) for name, each in rankings.items()}
    for name, (ranks, seconds) in rankings.items():
        ours = [each for each in ("ask", "search") if each != name]
        values = p_values(np.stack([reciprocal[each] - reciprocal[name] for each in ours], axis=1))
        p_of = dict(zip(ours, (f"{value:.5f}" for value in values), strict=True))
        row = [*_means_of_ranks(ranks), f"{np.median(seconds) * 1000:.0f}"]
        row += [p_of.get("ask", ""), p_of.get("search", "")]
        yield f"| {name} | {' | '.join(row)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
