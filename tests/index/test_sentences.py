"""Sentences are together all of a text, and end where a sign, a line or a bracket does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences


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
