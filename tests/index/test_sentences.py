"""Sentences are together all of a text, and end where a sign, a line or a bracket does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import refers_back, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("水門を閉めます。鍵は？", ["水門を閉めます。", "鍵は？"]),
        ("「閉めます。」と申しました。", ["「閉めます。」", "と申しました。"]),
        ("一、水門\n　二、橋\n\n", ["一、水門", "二、橋"]),
        ("　本当か？！　はい", ["本当か？！", "はい"]),
        ("", []),
    ],
)
def test_a_text_is_divided_into_sentences(text: str, sentences: list[str]) -> None:
    spans = [each.span for each in split_sentences(text) if each.text.strip()]
    assert [text[slice(*span)] for span in spans] == sentences


@given(st.text(alphabet="。？?！」)\n 　ab", max_size=40))
def test_sentences_are_all_of_a_text_and_their_spans_what_is_not_space(text: str) -> None:
    found = [*split_sentences(text)]
    assert "".join(each.text for each in found) == text
    for each in found:
        assert text[each.start :].startswith(each.text)
        assert text[slice(*each.span)] == each.text.strip()


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        *(
            (each, True)
            for each in (
                "それは年に三千円です。",
                "ただ、残りは無事です。",
                "４番目にそうした声です。",
            )
        ),
        *(
            (each, True)
            for each in (
                "したがいまして、閉めます。",
                "　これに応じまして、直します。",
                "また、この橋です。",
            )
        ),
        *(
            (each, False)
            for each in (
                "それから、橋です。",
                "その他の橋です。",
                "こども園です。",
                "これまで橋は一つです。",
            )
        ),
        *(
            (each, False)
            for each in ("それぞれの橋です。", "また、橋です。", "こころの相談です。", "")
        ),
    ],
)
def test_what_points_to_the_sentence_before_is_known(sentence: str, back: bool) -> None:
    assert refers_back(sentence) is back
