"""Wildcards: the forms that a pattern matches, and their limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.query import SearchRequest
from index.results import Note
from index.search import Searcher


@pytest.fixture(scope="module")
def searcher(town: Any) -> Iterator[Searcher]:
    meetings = [
        town.meeting(
            "m1",
            "・情報と情緒の話。",
            "→第５号と第6号。第10号も。",
            "・個人情報を保護する個人情報保護制度。",
            "→個人の保護。",
        ),
        town.meeting("m2", "・ファイル、フアイル、ＡＢＣとabd。", "→水門の条例。5*3の話。"),
    ]
    with town.indexed(*meetings) as found:
        yield found


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("情*", {"情報", "情緒"}),
        ("＊緒", {"情緒"}),
        ("?緒", {"情緒"}),
        ("*条*", {"条例"}),
        ("第?号", {"第５号", "第6号"}),
        ("第？？号", {"第10号"}),
        ("第*号", {"第５号", "第6号", "第10号"}),
        ("個人*保護", {"個人情報保護"}),
        ("ab*", {"ＡＢＣ", "abd"}),
        ("ＡＢ＊", {"ＡＢＣ", "abd"}),
        ("ない*号", set()),
    ],
)
def test_a_pattern_matches_forms(searcher: Searcher, query: str, forms: set[str]) -> None:
    page = searcher.search(SearchRequest(query))
    assert {form.form for form in page.forms if form.count} >= forms
    if not forms:
        assert page.total == 0
    for form in page.forms:
        alone = SearchRequest(f'"{form.form}"')
        assert form.count <= searcher.search(alone).total


def test_every_form_of_a_pattern_can_be_excluded(searcher: Searcher) -> None:
    whole = searcher.search(SearchRequest("第?号"))
    assert whole.total == 1
    left = searcher.search(SearchRequest("第?号", without=("第５号", "第6号")))
    assert left.total == 0
    assert [form.included for form in left.forms] == [False, False]


def test_a_quoted_asterisk_is_a_character(town: Any, searcher: Searcher) -> None:
    assert town.found(searcher, '"5*3"') == {"m2-u1"}
    assert searcher.search(SearchRequest('"情*"')).total == 0


def test_a_pattern_has_at_most_a_hundred_forms_and_a_note_says_so(town: Any) -> None:
    numbers = "、".join(f"第{number}号" for number in range(100, 280))
    with town.indexed(town.meeting("m", f"〇{numbers}", "〇第150号")) as searcher:
        page = searcher.search(SearchRequest("第*号"))
        assert len(page.forms) == 100
        assert page.forms[0].form == "第150号"
        assert page.notes == (Note("pattern_forms_limited", ("第*号", 100)),)
        assert searcher.search(SearchRequest("第15?号")).notes == ()


def test_forms_that_are_not_told_are_found_and_excluded_all_the_same(town: Any) -> None:
    numbers = "、".join(f"第{number}号" for number in range(100, 280))
    with town.indexed(town.meeting("m", f"〇{numbers}", f"〇{numbers}", "〇第500号")) as searcher:
        page = searcher.search(SearchRequest("第*号"))
        assert page.total == 3
        assert "第500号" not in {form.form for form in page.forms}
        assert searcher.search(SearchRequest("第*号", without=("第500号",))).total == 2


def test_a_pattern_matches_in_any_mixture_of_cases_and_widths(town: Any) -> None:
    with town.indexed(town.meeting("m", "〇iPaDとＴａｂ。")) as searcher:
        for query in ("*pad", "IP*", "t?b", "Ｔ＊"):
            assert searcher.search(SearchRequest(query)).total == 1, query


def test_a_pattern_of_nothing_but_wildcards_matches_in_bounded_time(searcher: Searcher) -> None:
    for query in ("*あ" * 40, "?" * 200 + "橋", "*?" * 100 + "橋*", "橋" + "*橋" * 30):
        assert searcher.search(SearchRequest(query)).total == 0
