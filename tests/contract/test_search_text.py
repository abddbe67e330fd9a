"""What a reader does not see parts no word, and what looks alike is alike; in texts and queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis.normalization.folding import fold
from index.analysis.normalization.search_text import search_text, search_texts
from index.query import SearchRequest
from index.search import Searcher

TEXTS = {
    "joined": "本日の諸報告と水防計画を、田村春子君が述べた。",
    "spaced": "本日の諸　報　告です。",
    "apart": "水防　計画は、田村　春子君の提案です。",
    "wide": "水防　　　　計画は別です。",
    "hidden": "水\u200b防\xad計\u2060画と諸\ufeff報告。",
    "selector": "葛\U000e0100西橋の件。",
    "plain": "葛西橋の件。",
    "other": "会議　録音の件、町　長谷川の件。",
    "clerk": "会　議　録と町　　　長の件。",
    "mayor": "町長と委員会、会議録。",
    "wave": "受付は10時〜12時。",
    "tilde": "受付は１０時～１２時。",
    "phones": "電話は03−555−0199。",
    "lines": "電話は０３ー５５５ー０１９９。",
    "sharp": "C♯の音、℡の欄。",
    "tel": "TELの欄。",
}
FOUND = {
    "諸報告": "joined spaced hidden",
    '"諸報告"': "joined hidden",
    '"諸　報　告"': "spaced",
    '"諸 報　　告"': "spaced",
    "報告": "joined spaced hidden",
    '"報告"': "joined hidden",
    "水防計画": "joined apart hidden",
    '"水防計画"': "joined hidden",
    '"水防 計画"': "apart",
    '"防　計"': "apart",
    '"防計"': "joined hidden",
    "水\u200b防計画": "joined apart hidden",
    "田村春子": "joined apart",
    '"田村 春子君"': "apart",
    "葛西橋": "selector plain",
    '"葛\U000e0101西橋"': "selector plain",
    "会議録": "clerk mayor",
    '"会議録"': "mayor",
    "町長": "clerk mayor",
    '"町長"': "mayor",
    '"議録"': "mayor",
    '"町　長"': "other clerk",
    '"会議　録音"': "other",
    "10時～12時": "wave tilde",
    '"10時〜12時"': "wave tilde",
    "03-555-0199": "phones lines",
    '"０３―５５５―０１９９"': "phones lines",
    "C#": "sharp",
    "℡": "sharp tel",
    "TEL": "sharp tel",
}


@pytest.fixture(scope="module")
def town_hall(town: Any) -> Iterator[Searcher]:
    with town.indexed(*(town.meeting(name, f"〇{text}") for name, text in TEXTS.items())) as found:
        yield found


@pytest.mark.parametrize("query", FOUND)
def test_a_query_finds_what_a_reader_sees(town_hall: Searcher, query: str) -> None:
    page = town_hall.search(SearchRequest(query, limit=50))
    found = {each.utterance.meeting for hit in page.hits for each in hit.utterances}
    assert sorted(found) == sorted(FOUND[query].split())
    wanted = fold(search_text(query.strip('"')).text)
    for each in (each for hit in page.hits for each in hit.utterances):
        text = each.utterance.text
        assert text == TEXTS[each.utterance.meeting]
        assert each.highlights
        for start, end in each.highlights:
            seen = fold(search_text(text[start:end]).text)
            assert seen == wanted or {seen, wanted} == {"℡", "tel"}
            assert text[end : end + 1] != "\U000e0100"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.lists(st.sampled_from([*"水防計画橋の。ーA3", "\u3000", "\u200b", "−"]), min_size=2),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
def test_a_quoted_string_finds_the_texts_whose_search_text_has_it(
    town: Any, spoken: list[list[str]], data: st.DataObject
) -> None:
    texts = {f"m0-u{number}": "".join(each) for number, each in enumerate(spoken)}
    with town.indexed(town.meeting("m0", *(f"〇{text}" for text in texts.values()))) as searcher:
        for _ in range(10):
            text = data.draw(st.sampled_from([*texts.values()]))
            start = data.draw(st.integers(0, len(text) - 1))
            wanted = text[start : start + data.draw(st.integers(1, 6))].strip(" \u3000\u200b")
            if wanted:
                expected = {name for name, text in texts.items() if has_exactly(text, wanted)}
                assert town.found(searcher, f'"{wanted}"') == expected, wanted


def has_exactly(text: str, wanted: str) -> bool:
    """Whether a text has a string, with the gaps of the string and no others.

    A string may be cut from a text beside a ー that is a hyphen there.
    """
    whole, gaps = search_text(text)
    part, own = search_text(wanted)
    printed = "".join(text[at] for at in searched_offsets(text))
    size = len(part)
    return any(
        all(
            fold(char) in (fold(seen), fold(shown))
            for char, seen, shown in zip(part, whole[at:], printed[at:], strict=False)
        )
        and [gap - at for gap in gaps if at < gap < at + size] == [*own]
        for at in range(len(whole) - size + 1)
    )


def searched_offsets(text: str) -> list[int]:
    searched = search_texts([text]).searched
    return list(range(len(text))) if searched is None else np.flatnonzero(searched).tolist()
