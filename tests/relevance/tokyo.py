"""How often `ask` answers: 97 questions that people wrote about 東京都議会.

    python tests/relevance/tokyo.py           print the scores; exit status 1 if lower
    python tests/relevance/tokyo.py --bless   keep the scores as those to be expected

A question is answered at rank k if a speech that answers it is in the k-th exchange;
or, which is harder, if such a speech is quoted of it.
The texts belong to the assembly and the authors: they are read from the `shared`
folder beside the checkout, and nothing is measured where that is absent.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from baseline import Baseline, trigrams
from measures import DEPTH, Result, Scores, rank, scores

from index.analysis import Analyzer
from index.minutes import Utterance
from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

SHARED = Path(__file__).parents[3] / "shared"
MINUTES = SHARED / "minutes" / "tokyo2020.jsonl.xz"
QUESTIONS = SHARED / "questions" / "tokyo2020.jsonl"
OURS = ("Kaigiroku, exchanges", "Kaigiroku, the speeches quoted of each exchange")
EXPECTED = Path(__file__).with_name("tokyo.json")

# What separates words in a question as it is written; a part may be a long one.
_BREAK = re.compile(r"[\s、。，．・「」『』（）()？?！!]+")


Exchanges = dict[str, list[Utterance]]
Figures = dict[str, dict[str, float]]


class Question(NamedTuple):
    text: str
    answers: tuple[str, ...]


class Measured(NamedTuple):
    """The scores of each way to ask, and what makes success easy.

    `answering` of all `exchanges` hold the answers; `sizes` are medians of characters.
    """

    ways: dict[str, Scores]
    exchanges: int
    answering: int
    sizes: dict[str, float]


def main(arguments: Sequence[str]) -> int:
    if not (MINUTES.exists() and QUESTIONS.exists()):
        print(f"{SHARED}: 会議録と質問がないため、測りません。")
        return 0
    questions = read_questions()
    with TemporaryDirectory() as scratch:
        home = Path(scratch) / "store"
        index_paths([MINUTES], home)
        measured = measure(Searcher(home), questions)
    for line in report(measured, len(questions)):
        print(line)
    if "--bless" in arguments:
        EXPECTED.write_text(json.dumps(figures(measured), indent=1) + "\n", encoding="utf-8")
    lowered = lower(figures(measured), json.loads(EXPECTED.read_text(encoding="utf-8")))
    for name in lowered:
        print(f"{EXPECTED.name}: {name} が前より低くなりました。")
    return 1 if lowered else 0


def read_questions() -> list[Question]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [Question(each["question"], tuple(each["answer_speeches"])) for each in records]


def measure(searcher: Searcher, questions: Sequence[Question]) -> Measured:
    utterances = list(searcher.export())
    exchanges = {
        key: list(members) for key, members in groupby(utterances, key=lambda each: each.group)
    }
    hits = [searcher.ask(SearchRequest(each.text, limit=DEPTH)).hits for each in questions]
    shown = [[[found.utterance.id for found in hit.utterances] for hit in page] for page in hits]
    quoted = [[[quote.utterance for quote in hit.quotes] for hit in page] for page in hits]
    return Measured(
        {
            **dict(zip(OURS, (_scores(shown, questions), _scores(quoted, questions)), strict=True)),
            **_baselines(exchanges, utterances, questions),
        },
        len(exchanges),
        **_sizes(exchanges, utterances, questions),
    )


def _scores(pages: Sequence[Sequence[Result]], questions: Sequence[Question]) -> Scores:
    return scores([rank(page, each.answers) for page, each in zip(pages, questions, strict=True)])


def _sizes(
    exchanges: Exchanges, utterances: Sequence[Utterance], questions: Sequence[Question]
) -> dict[str, Any]:
    """How many exchanges hold the answers, and how large they and all of them are."""
    wanted = {answer for question in questions for answer in question.answers}
    answering = [
        members for members in exchanges.values() if wanted & {each.id for each in members}
    ]
    return {
        "answering": len(answering),
        "sizes": {
            "exchange": median(map(_length, exchanges.values())),
            "answering exchange": median(map(_length, answering)),
            "speech": median(len(each.text) for each in utterances),
        },
    }


def _length(members: Sequence[Utterance]) -> int:
    return sum(len(each.text) for each in members)


def _baselines(
    exchanges: Exchanges, utterances: Sequence[Utterance], questions: Sequence[Question]
) -> dict[str, Scores]:
    """SQLite over the same exchanges, and over the speeches, with two ways to ask it."""
    analyzer = Analyzer()
    units: dict[str, Exchanges] = {
        "exchanges": exchanges,
        "speeches": {each.id: [each] for each in utterances},
    }
    ways: dict[str, Callable[[str], list[str]]] = {
        "its words of 3+ characters": lambda text: _words(text, analyzer),
        "all its trigrams": lambda text: trigrams(_BREAK.split(text)),
    }
    found = {}
    for unit, rows in units.items():
        baseline = Baseline(
            {key: "\n".join(each.text for each in members) for key, members in rows.items()}
        )
        for way, strings in ways.items():
            pages = [
                [[each.id for each in rows[key]] for key in baseline.ask(strings(q.text), DEPTH)]
                for q in questions
            ]
            found[f"SQLite, {unit}, any of {way}"] = _scores(pages, questions)
    return found


def _words(text: str, analyzer: Analyzer) -> list[str]:
    """The words of a question as printed, long units and short ones alike."""
    analysis = analyzer.analyze(text)
    content = [unit.form for unit in analysis.short if unit.key and unit.content]
    return list(dict.fromkeys((*(long.unit.form for long in analysis.long), *content)))


def figures(measured: Measured) -> Figures:
    """What is kept in the file of expected scores: by way and by measure."""
    return {
        way: {name: round(value, 4) for name, value in measured.ways[way]._asdict().items()}
        for way in OURS
    }


def lower(now: Figures, expected: Figures) -> list[str]:
    """The scores that are lower than expected."""
    return [
        f"{way}, {name}"
        for way, measures in expected.items()
        for name, value in measures.items()
        if now[way][name] < value
    ]


def report(measured: Measured, questions: int) -> list[str]:
    sizes = ", ".join(f"{name} {size:,.0f}" for name, size in measured.sizes.items())
    return [
        f"{questions} questions. Of {measured.exchanges} exchanges {measured.answering} hold the "
        f"answers. Median characters: {sizes}.",
        "",
        "| | Success@1 | Success@5 | MRR@10 |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {name} | {' | '.join(f'{value:.3f}' for value in each)} |"
            for name, each in measured.ways.items()
        ),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
