"""The standard measures of rankings, and a significance test of their differences.

The measures are computed by ir-measures (trec_eval). The test is the paired
randomisation test: Smucker, Allan and Carterette, "A Comparison of Statistical
Significance Tests for Information Retrieval Evaluation" (2007).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, Success, nDCG

Floats = npt.NDArray[np.float64]

DEPTH = 20
FLIPS = 100_000

_MEASURES = {
    "nDCG@10": nDCG @ 10,
    "MRR@10": RR @ 10,
    "Success@1": Success @ 1,
    "Success@5": Success @ 5,
    "Recall@20": R @ 20,
}
NAMES = tuple(_MEASURES)

_SEED = 2007
_FLIPS_PER_BATCH = 2000
# Sums of the same numbers in another order may differ by this.
_ROUNDING = 1e-9


def by_question(found: Sequence[Sequence[str]], answers: Sequence[Collection[str]]) -> Floats:
    """The scores, float64[questions, NAMES]; `found` are the keys found for each, best first."""
    judged = [
        ir_measures.Qrel(str(number), key, 1) for number, keys in enumerate(answers) for key in keys
    ]
    ranked = [
        ir_measures.ScoredDoc(str(number), key, -place)
        for number, keys in enumerate(found)
        for place, key in enumerate(keys)
    ]
    scores = np.zeros((len(answers), len(NAMES)))
    columns = {measure: column for column, measure in enumerate(_MEASURES.values())}
    for each in ir_measures.iter_calc(list(columns), judged, ranked):
        scores[int(each.query_id), columns[each.measure]] = each.value
    return scores


def means(scores: Floats) -> dict[str, float]:
    """The mean of each measure over the questions."""
    return {name: round(float(mean), 4) for name, mean in zip(NAMES, scores.mean(0), strict=True)}


def p_values(differences: Floats) -> Floats:
    """The two-sided p-value of each column of differences; a row is a question.

    It is the share of random changes of sign under which the sum is at least as far from 0. All
    columns get the same changes, from a fixed seed.
    """
    random = np.random.default_rng(_SEED)
    observed = np.abs(differences.sum(0)) - _ROUNDING
    beyond = np.zeros(differences.shape[1])
    for _ in range(FLIPS // _FLIPS_PER_BATCH):
        signs = random.integers(0, 2, (_FLIPS_PER_BATCH, len(differences)), np.int8) * 2.0 - 1
        beyond += (np.abs(signs @ differences) >= observed).sum(0)
    result: Floats = (beyond + 1) / (FLIPS + 1)
    return result
