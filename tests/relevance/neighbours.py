"""Whether the constants of our order are chosen for the kind of question, or for these alone.

    python tests/relevance/neighbours.py                 all sets; takes long
    python tests/relevance/neighbours.py samples tokyo   only these

For each constant, MRR@10 of `ask` (exchanges, speeches) with values beside the one that
is set; and "elsewhere": each question answered with the value that is best for the other
folds' questions. Where that is as high as what is set, the choice holds for questions
it was not made on.
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
# Module, constant, and values beside the one that is set.
CONSTANTS: Sequence[tuple[str, str, tuple[float, ...]]] = (
    ("answering.terms", "_WORD", (0.25, 1.0)),
    ("answering.terms", "_NEAR", (0.25, 1.0)),
    ("answering.terms", "_CHARACTER", (0.15, 0.6)),
    ("answering.windows", "_K1", (0.3, 1.2)),
    ("answering.windows", "_B", (0.2, 0.6)),
    ("answering.windows", "_USUAL", (200, 500)),
    ("answering.rereading", "_ASKED", (0.25, 1.0)),
    ("answering.rereading", "_HEADING", (0.5, 2.0)),
    ("answering.rereading", "_REPEATED", (0.3, 1.0)),
    ("answering.asking", "_ENOUGH", (0.0, 0.2)),
    ("answering.quoting", "_ASKING", (0.03, 0.3)),
    ("answering.quoting", "_ANSWERING", (0.15, 0.6)),
    ("answering.quoting", "_ANOTHER_SPEECH", (0.25, 0.75)),
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
    yield "| constant | set | beside | elsewhere |"
    yield "| --- | --- | --- | --- |"
    set_to = _ranks(corpus)
    fold_of = np.random.default_rng(4).permutation(len(corpus.questions)) % FOLDS
    for module, constant, values in CONSTANTS:
        place = import_module(f"{_ENGINE}.{module}")
        value = getattr(place, constant)
        tried = {value: set_to}
        for each in values:
            setattr(place, constant, each)
            tried[each] = _ranks(corpus)
        setattr(place, constant, value)
        beside = ", ".join(f"{each:g}: {_means(tried[each])}" for each in values)
        elsewhere = _means(_elsewhere(np.array(list(tried.values())), fold_of))
        yield f"| {constant} | {value:g}: {_means(set_to)} | {beside} | {elsewhere} |"


def _ranks(corpus: Corpus) -> Floats:
    """The reciprocal rank of each question's answer, by unit."""
    pages = [
        corpus.searcher.ask(SearchRequest(each.text, limit=DEPTH)).hits for each in corpus.questions
    ]
    units = (by_question(*found_by(corpus, pages, unit)) for unit in ("exchanges", "speeches"))
    ranks: Floats = np.array([scores[:, _COLUMN] for scores in units])
    return ranks


def _elsewhere(tried: Floats, fold_of: Numbers) -> Floats:
    """With the value best for the questions of other folds, both units together."""
    chosen: Floats = np.empty_like(tried[0])
    for fold in range(FOLDS):
        others = tried[:, :, fold_of != fold].mean(axis=(1, 2))
        chosen[:, fold_of == fold] = tried[int(others.argmax())][:, fold_of == fold]
    return chosen


def _means(ranks: Floats) -> str:
    return " / ".join(f"{mean:.3f}" for mean in ranks.mean(axis=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
