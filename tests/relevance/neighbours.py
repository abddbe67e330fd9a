"""Check whether the constants of ranking are fitted to these questions alone.

    python tests/relevance/neighbours.py                 all sets; takes long
    python tests/relevance/neighbours.py samples tokyo   only these

For each constant, MRR@10 of `ask` (exchanges, speeches) with its value and with neighbouring
values; and "cross-validated": each question ranked with the value that is best for the questions
of the other folds. If that is as high, the value also suits questions it was not chosen on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from bm25 import FOLDS, Numbers
from compare import found_by
from corpora import CORPORA, Corpus
from measures import DEPTH, NAMES, Floats, by_question

from index.query import SearchRequest

_ENGINE = "index.engines.whoosh"
_COLUMN = NAMES.index("MRR@10")
# Module, constant, and neighbouring values.
CONSTANTS: Sequence[tuple[str, str, tuple[float, ...]]] = (
    ("ranking.features", "_WORD_WEIGHT", (0.25, 1.0)),
    ("ranking.features", "_PAIR_WEIGHT", (0.25, 1.0)),
    ("ranking.features", "_CHARACTER_WEIGHT", (0.15, 0.6)),
    ("ranking.features", "_K1", (0.3, 1.2)),
    ("ranking.features", "_B", (0.2, 0.6)),
    ("ranking.features", "_AVERAGE_LENGTH", (200, 500)),
    ("ranking.evidence", "_BM25_WEIGHT", (0.6, 2.5)),
    ("ranking.evidence", "_BEFORE_WEIGHT", (0.25, 0.8)),
    ("ranking.evidence", "_AFTER_WEIGHT", (0.15, 0.6)),
    ("ranking.evidence", "_HEADING_WEIGHT", (0.15, 0.7)),
    ("ranking.rerank", "_REPETITION_FACTOR", (0.3, 1.0)),
    ("results.answers", "_MIN_IDF_SHARE", (0.0, 0.2)),
    ("ranking.answering", "_QUESTION_WEIGHT", (0.03, 0.3)),
    ("results.quotes", "_ASKED_SHARE", (0.1, 0.4)),
    ("results.quotes", "_LIKENESS_WEIGHT", (2.0, 5.0)),
    ("results.quotes", "_MIN_SHARE", (0.5, 0.9)),
)


def main(names: Sequence[str]) -> int:
    for name in names or CORPORA:
        with TemporaryDirectory() as home:
            corpus = CORPORA[name](Path(home) / "store")
            if corpus is None:
                print(f"{name}: 会議録と質問がないため、測りません。")
                continue
            for line in _report(name, corpus):
                print(line, flush=True)
    return 0


def _report(name: str, corpus: Corpus) -> Iterator[str]:
    yield f"\n## {name}: {len(corpus.questions)} questions, MRR@10 of exchanges / speeches\n"
    yield "| constant | value | neighbours | cross-validated |"
    yield "| --- | --- | --- | --- |"
    unchanged = _ranks(corpus)
    fold_of = np.random.default_rng(4).permutation(len(corpus.questions)) % FOLDS
    for module, constant, values in CONSTANTS:
        namespace = import_module(f"{_ENGINE}.{module}")
        value = read_constant(module, constant)
        ranks = {value: unchanged}
        for each in values:
            setattr(namespace, constant, each)
            ranks[each] = _ranks(corpus)
        setattr(namespace, constant, value)
        neighbours = ", ".join(f"{each:g}: {_means(ranks[each])}" for each in values)
        validated = _means(_cross_validate(np.array(list(ranks.values())), fold_of))
        cells = (f"{module}.{constant}", f"{value:g}: {_means(unchanged)}", neighbours, validated)
        yield f"| {' | '.join(cells)} |"


def read_constant(module: str, constant: str) -> float:
    value: float = getattr(import_module(f"{_ENGINE}.{module}"), constant)
    return value


def _ranks(corpus: Corpus) -> Floats:
    """The reciprocal rank of each question's answer; float64[units, questions]."""
    pages = [
        corpus.searcher.ask(SearchRequest(each.text, limit=DEPTH)).hits for each in corpus.questions
    ]
    units = (by_question(*found_by(corpus, pages, unit)) for unit in ("exchanges", "speeches"))
    ranks: Floats = np.array([scores[:, _COLUMN] for scores in units])
    return ranks


def _cross_validate(ranks: Floats, fold_of: Numbers) -> Floats:
    """The ranks with the value that is best for the questions of other folds, over both units.

    ranks: float64[values, units, questions].
    """
    chosen: Floats = np.empty_like(ranks[0])
    for fold in range(FOLDS):
        others = ranks[:, :, fold_of != fold].mean(axis=(1, 2))
        chosen[:, fold_of == fold] = ranks[int(others.argmax())][:, fold_of == fold]
    return chosen


def _means(ranks: Floats) -> str:
    return " / ".join(f"{mean:.3f}" for mean in ranks.mean(axis=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
