"""No query and no question is an error, whatever characters it has and however long it is."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.normalization.folding import expansions
from index.query import SORTS, SearchRequest
from index.search import Searcher

# Three of every 256 characters of Unicode, also surrogates and private-use characters.
EVERYWHERE = "".join(
    chr(start + offset) for start in range(0, sys.maxunicode + 1, 256) for offset in (0, 65, 255)
)
ASSIGNED = [
    EVERYWHERE[at : at + 50]
    for at in range(0, len(EVERYWHERE), 50)
    if any(unicodedata.category(char) != "Cn" for char in EVERYWHERE[at : at + 50])
]
LONG = {
    "kana": "ア" * 10_000,
    "words": "橋 " * 5000,
    "quotes": '"' * 10_000,
    "minus": "-" * 10_000,
    "brackets": "(" * 5000 + "橋" + ")" * 5000,
    "nested": "-(橋 OR " * 1250,
    "fields": "発言者:" * 2500,
    "near": "橋 NEAR " * 1250,
    "near brackets": "(橋 OR 予算) NEAR/9999 (" * 400,
    "wild": "橋*" * 5000,
    "wilder": "*?橋" * 3000,
    "question": "橋の予算は" * 2000 + "いくらですか？",
    "expanding": "ﷺ" * 10_000,
    "several": f'"{"".join(expansions().values())[:900]}"',
    "marks": "か" + "\u3099" * 9999,
    "zeros": "\0" * 10_000,
    "surrogates": "\ud800\udc00\udfff" * 3000,
    "digits": "9" * 10_000,
    "period": "期間:" + "9" * 900,
    "spaces": "　" * 10_000,
}


@pytest.fixture(scope="module")
def searcher(town: Any) -> Iterator[Searcher]:
    odd = "".join(expansions())
    texts = ["橋の予算", odd, "\0\x1f\x7f", "".join(ASSIGNED).encode("utf-8", "replace").decode()]
    with town.indexed(town.meeting("m", *[f"〇{text}" for text in texts])) as found:
        yield found


def ask_everything(searcher: Searcher, text: str) -> None:
    request = SearchRequest(text, sort=SORTS[len(text) % 3], without=(text,))
    page = searcher.search(request)
    assert page.request is request
    assert 0 <= page.exchanges <= page.total <= page.searched.utterances
    searcher.search(SearchRequest(f'"{text}"'))
    searcher.ask(SearchRequest(text))
    searcher.highlights("m", SearchRequest(text))


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_query_of_ten_thousand_characters_takes_less_than_ten_seconds(
    searcher: Searcher, text: str
) -> None:
    started = perf_counter()
    ask_everything(searcher, text)
    assert perf_counter() - started < 10


def test_no_character_is_an_error(searcher: Searcher) -> None:
    for text in ASSIGNED:
        ask_everything(searcher, text)


OPERATORS = ["|", " OR ", " NOT ", "-", " NEAR ", " 近傍/3 ", "(", ")", '"', "*", "?", "？"]
OTHERS = [
    "橋",
    "予算",
    "の",
    "　",
    "発言者:",
    "期間：",
    "か",
    "ください",
    "㈱",
    "が\u3099",
    "\0",
    "𠮷",
]
PIECES = st.sampled_from([*OPERATORS, *OTHERS])


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_query_is_an_error(searcher: Searcher, text: str) -> None:
    ask_everything(searcher, text)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=30))
@example("\ud800")
@example("\x1f")
@example("橋\x1f橋")
def test_no_text_is_an_error(searcher: Searcher, text: str) -> None:
    ask_everything(searcher, text)
