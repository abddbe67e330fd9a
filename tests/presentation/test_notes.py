"""Every note of an engine, a query or an address is worded, with all that it names."""

from __future__ import annotations

from typing import get_args

import pytest

from index.results import Note, NoteCode
from presentation.notes import note_text

PARAMS = {
    "time_preferred": ("2004年度", "水門はどう直すか"),
    "word_without_match": ("水位計",),
    "said_otherwise": ("水につかった", "浸水", "冠水"),
    "query_truncated": (1000,),
    "words_truncated": (48,),
    "unreadable_period": ("あした",),
    "read_as_question": ("庁舎はどこですか",),
    "word_split": ("壁塗る", "壁", "塗る"),
    "forms_within_result": ("庁舎", "水門"),
    "compounds_included": ("庁舎",),
    "parts_unlisted": ("の",),
    "pattern_forms_limited": ("第*号", 100),
    "field_absent": ("party",),
    "field_without_match": ("speaker", "王様"),
    "filter_ignored": ("year", "あした"),
    "sort_ignored": ("高い順",),
    "values_limited": ("without", 300, 10000),
    "parameter_unknown": ("colour",),
    "parameter_repeated": ("limit",),
    "parameter_replaced": ("limit", "abc", 10),
}


@pytest.mark.parametrize("code", get_args(NoteCode))
def test_every_code_has_words_that_name_every_parameter(code: NoteCode) -> None:
    params = PARAMS.get(code, ())
    words = note_text(Note(code, params))
    assert "{" not in words
    for param in params:
        assert str(param) in words or param in {"speaker", "year", "party"}


def test_a_field_and_a_filter_are_named_by_their_labels() -> None:
    assert "発言者「王様」" in note_text(Note("field_without_match", ("speaker", "王様")))
    assert "年「あした」" in note_text(Note("filter_ignored", ("year", "あした")))
