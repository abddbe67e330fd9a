"""How well a list of results answers: success at a rank, and the mean reciprocal rank.

Success@k is the share of questions with an answer among the first k results. MRR@10
is the mean of 1/rank of the first answer, 0 beyond the tenth: Voorhees, "The TREC-8
Question Answering Track Report" (1999).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

DEPTH = 10

Result = Collection[str]
"""One result: the ids of the utterances it shows."""


class Scores(NamedTuple):
    """Shares of the questions, from 0 to 1."""

    success_at_1: float
    success_at_5: float
    mrr_at_10: float


def scores(ranks: Sequence[int | None]) -> Scores:
    """The scores of the ranks, from 1, at which questions are answered; null is never."""
    return Scores(
        _success_at(1, ranks),
        _success_at(5, ranks),
        sum(1 / rank for rank in ranks if rank and rank <= DEPTH) / len(ranks),
    )


def _success_at(depth: int, ranks: Sequence[int | None]) -> float:
    return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks)


def rank(results: Sequence[Result], answers: Collection[str]) -> int | None:
    """The rank, from 1, of the first result that shows an answer."""
    wanted = set(answers)
    for place, result in enumerate(results, start=1):
        if wanted & set(result):
            return place
    return None
