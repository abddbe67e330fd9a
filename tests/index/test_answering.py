"""The best sentence of a text as an answer to a question."""

from __future__ import annotations

from math import inf
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer_types import answer_type
from index.engines.whoosh.ranking import answering
from index.engines.whoosh.ranking.answering import best_sentences, highest_score
from index.engines.whoosh.ranking.features import (
    FeatureString,
    FoldedTexts,
    RankingFeatures,
    find_features,
)
from index.engines.whoosh.segment.schema import encode_value
from index.fields import FIELDS
from index.minutes import KINDS, Kind

WORDS = ("渡し舟", "船頭", "何人")
QUESTION = "渡し舟の船頭は何人いるのか"


def best(*texts: list[tuple[Kind, str]], role: str = "official") -> list[float]:
    """The score of the best sentence of each text, which is a list of utterances."""
    utterances = [utterance for text in texts for utterance in text]
    lengths = [sum(len(said) for _, said in text) for text in texts]
    joined = "".join("".join(said for _, said in text) + "\0" for text in texts)
    starts = np.cumsum([0, *(length + 1 for length in lengths)])[:-1]
    doc_starts = [
        start + sum(len(said) for _, said in text[:number])
        for start, text in zip(starts.tolist(), texts, strict=True)
        for number in range(len(text))
    ]
    folded = FoldedTexts(
        np.frombuffer(joined.encode("utf-16-le"), np.uint16),
        starts,
        np.array(lengths),
        np.arange(len(utterances)),
        np.array(doc_starts),
    )
    strings = tuple(FeatureString(word, at, 1.0) for at, word in enumerate(WORDS))
    features = RankingFeatures(strings, (), np.ones(len(WORDS)))
    values = {
        "kind": np.array([KINDS.index(kind) for kind, _ in utterances]),
        "role": np.array([encode_value(FIELDS["role"], role)] * len(utterances)),
    }
    snapshot = cast("Any", SimpleNamespace(doc_values=values))
    return best_sentences(
        snapshot,
        folded,
        find_features(folded, features),
        features.weights,
        answer_type(QUESTION),
        np.ones(len(texts), np.bool_),
    ).tolist()


ASKED: tuple[Kind, str] = ("question", "渡し舟の船頭は何人いるのか。")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # It looks like what is asked for.
        ("渡し舟の船頭は七人でございます。", "渡し舟の船頭は町の宝でございます。"),
        # It follows what names the subject.
        ("渡し舟の船頭です。今は七人おります。", "船着き場です。今は七人おります。"),
        # It says something.
        ("渡し舟の船頭は町の宝だ。", "渡し舟の船頭についてのご質問でございます。"),
    ],
)
def test_a_sentence_that_answers_is_better(better: str, worse: str) -> None:
    first, second = best([("answer", better)], [("answer", worse)])
    assert first > second


def test_what_only_asks_is_less_than_what_answers_in_other_words() -> None:
    asks, answers = best([ASKED], [ASKED, ("answer", "七人でございます。")])
    assert answers > asks > 0


def test_what_the_chair_says_is_little() -> None:
    said: list[tuple[Kind, str]] = [("answer", "渡し舟の船頭は七人でございます。")]
    assert best(said, role="chair")[0] < best(said)[0] / 2


def test_one_sentence_does_not_reach_into_the_next_utterance() -> None:
    apart = best([("answer", "渡し舟の船頭です。"), ("answer", "今は七人です。")])
    together = best([("answer", "渡し舟の船頭です。今は七人です。")])
    assert apart < together


def test_a_text_without_any_word_has_nothing() -> None:
    assert best([("answer", "水門の鍵でございます。")]) == [0.0]


# Said, with the words of the question and without; like the answer, and empty.
PIECES = (
    "渡し舟の船頭は七人です。",
    "渡し舟の船頭についてのご質問でございます。",
    "渡し舟と船頭は町の宝だ。",
    "渡し舟が要ります。",
    "船頭はいますか。",
    "今は七人です。",
)


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=10), min_size=1, max_size=3))
def test_sentences_that_are_not_read_are_not_better(texts: list[list[str]]) -> None:
    said: list[list[tuple[Kind, str]]] = [[("answer", "".join(pieces))] for pieces in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "highest_factor", lambda *_: inf)
        expected = best(*said)
    assert best(*said) == expected


@given(st.lists(st.sampled_from((*PIECES, "未定です。", "来年度のため、駅前などにいたします。"))))
def test_no_sentence_has_more_than_the_highest_factor(pieces: list[str]) -> None:
    for question in ("何人か", "いつか", "なぜか", "どこか", "どうするか", "可能か"):
        asked = answer_type(question)
        factor = answering.answer_factor("".join(pieces), asked, 3.0)
        assert factor <= answering.highest_factor(asked, 3.0)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), min_size=1))
def test_the_first_of_the_highest_is_found_by_bounds(
    scored: list[tuple[int, int]],
) -> None:
    scores = [float(score) for score, _ in scored]
    bounds = np.array([float(score * factor) for score, factor in scored])
    asked: list[int] = []

    def score(at: int) -> float:
        asked.append(at)
        return scores[at]

    assert highest_score(np.arange(len(scores)), bounds, score) == scores.index(max(scores))
    assert all(bounds[at] >= max(scores) for at in asked[1:])
