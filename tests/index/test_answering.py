"""The best sentence of a text as an answer to a question."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from index.answer_types import answer_type
from index.engines.whoosh.ranking.answering import best_sentences
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
