"""Quoted strings and plain words find every utterance that has them, and quoted ones no other.

Properties of invented texts, compared with a scan of the texts.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.normalization.search_text import search_form
from index.query import SearchRequest
from index.query_parser import WordNode, parse
from index.results import LEFT_OUT

SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
# Words with several spellings; characters that fold to several, or several of them to one.
VOCABULARY = """
橋 橋梁 予算 保護者 被保護者 引っ越し 引越し 子ども 子供 漏えい 漏洩 個人情報保護委員会
サーバー サーバ ｻｰﾊﾞ ファイヤーウォール ファイアウォール ガイド ｶﾞｲﾄﾞ カ\u3099イト\u3099
の は を に である です 。 、 … ‥ . ああ あ いああ －－ ab ＡＢ Ab 1 １ ①
(株) ㈱ ㍻15年 平成15年 𠮷野 𠮟 𝐀𝐁 é e\u0301 ß ﬁ 👨‍👩‍👧 한국 العربية
"""
WORDS = [*VOCABULARY.split(), *"\0\x1f\n\u3000\u200b\u3099\ue000"]
PIECES = st.sampled_from(WORDS)
# The categories of characters that are not seen: formats (zero-width ones) and controls.
_UNSEEN = ("Cf", "Cc")
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join)
PLAIN = st.text(st.sampled_from("あいう橋サー。AＡ１"), min_size=1, max_size=14)


@st.composite
def minutes(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[list[str]]:
    """The texts of some meetings."""
    return draw(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=3))


# What stands in no text: else a string could be found in the headings alone.
TITLE = "会議録"


def all_of(town: Any, meetings: list[list[str]]) -> list[Any]:
    return [
        town.meeting(f"m{at}", *[f"・{text}" for text in texts], title=TITLE)
        for at, texts in enumerate(meetings)
    ]


def build(town: Any, meetings: list[list[str]]) -> Any:
    made = all_of(town, meetings)
    return town.indexed(*made), {u.id: u.text for meeting in made for u in meeting.utterances}


@st.composite
def substrings(draw: st.DrawFn, texts: list[str]) -> str:
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text) - 2))
    return text[start : draw(st.integers(start + 2, min(len(text), start + 9)))]


@SETTINGS
@given(st.data(), minutes(TEXTS))
def test_any_substring_is_found(town: Any, data: st.DataObject, meetings: list[list[str]]) -> None:
    context, texts = build(town, meetings)
    long = [text for text in texts.values() if len(text) > 1]
    assume(long)
    with context as searcher:
        for _ in range(8):
            wanted = data.draw(substrings(long))
            expected = {name for name, text in texts.items() if wanted in text}
            for query in (f'"{wanted}"', wanted):
                exact = query != wanted
                if parse(query).node == WordNode(wanted, exact=exact):
                    # A plain word finds its opposite and what has its characters by chance only
                    # if these forms are included.
                    forms = searcher.search(SearchRequest(query)).forms
                    left_out = tuple(form.form for form in forms if not form.included)
                    assert expected <= town.found(searcher, query, including=left_out), query


@SETTINGS
@given(st.data(), minutes(TEXTS))
def test_a_quoted_string_finds_only_texts_that_have_it(
    town: Any, data: st.DataObject, meetings: list[list[str]]
) -> None:
    context, texts = build(town, meetings)
    with context as searcher:
        for _ in range(8):
            wanted = data.draw(TEXTS).strip()
            if parse(f'"{wanted}"').node == WordNode(wanted, exact=True):
                for name in town.found(searcher, f'"{wanted}"'):
                    assert plain(wanted) in plain(texts[name])


def plain(text: str) -> str:
    """Text without width, case, what is not seen, and the difference of composed marks.

    Character by character, since NFKD of a whole text would reorder its marks.
    """
    seen = (char for char in text if char in "\n\t" or unicodedata.category(char) not in _UNSEEN)
    return "".join(unicodedata.normalize("NFKD", char) for char in nfkc_casefold("".join(seen)))


def has(text: str, wanted: str) -> bool:
    """Whether a text has a string; 3ー is in 3ー5, whose ー is a hyphen, as the string it is."""
    literally = nfkc_casefold(wanted) in nfkc_casefold(text)
    return literally or search_form(wanted) in search_form(text)


@SETTINGS
@given(st.data(), minutes(PLAIN))
def test_a_quoted_string_finds_exactly_the_texts_that_have_it(
    town: Any, data: st.DataObject, meetings: list[list[str]]
) -> None:
    context, texts = build(town, meetings)
    with context as searcher:
        for _ in range(12):
            wanted = data.draw(PLAIN)
            expected = {name for name, text in texts.items() if has(text, wanted)}
            assert town.found(searcher, f'"{wanted}"') == expected, wanted


@SETTINGS
@given(st.data(), minutes(PLAIN), st.lists(PLAIN, max_size=3))
def test_a_quoted_string_finds_exactly_the_texts_after_meetings_were_replaced_and_removed(
    town: Any, data: st.DataObject, meetings: list[list[str]], new: list[str]
) -> None:
    """One meeting is replaced and another removed; strings of both are searched too."""
    made = all_of(town, meetings)
    # So few of the utterances are removed that the segment is not rewritten.
    rest = town.meeting("rest", *["。"] * 20)
    replaced = town.meeting("m0", *[f"・{text}" for text in new], title=TITLE)
    left = [rest, replaced, *made[1:-1]]
    texts = {u.id: u.text for meeting in left for u in meeting.utterances}
    said = [text for spoken in (*meetings, new) for text in spoken if len(text) > 1]
    with TemporaryDirectory() as folder:
        town.commit(Path(folder), rest, *made)
        searcher = town.searcher(Path(folder))
        town.commit(Path(folder), replaced, remove=("m0", made[-1].id))
        for wanted in [data.draw(substrings(said)) for _ in range(6 if said else 0)]:
            expected = {name for name, text in texts.items() if has(text, wanted)}
            assert town.found(searcher, f'"{wanted}"') == expected, wanted


def test_a_word_in_other_letters_is_marked_each_time_it_stands_in_a_word(town: Any) -> None:
    with town.indexed(town.meeting("m0", "・abab")) as searcher:
        page = searcher.search(SearchRequest("𝐀𝐁"))
        assert [form.form for form in page.forms] == ["abab"]
        assert [each.highlights for hit in page.hits for each in hit.utterances] == [
            ((0, 2), (2, 4))
        ]


@SETTINGS
@given(st.data(), minutes(TEXTS))
def test_highlights_are_spans_of_listed_forms(
    town: Any, data: st.DataObject, meetings: list[list[str]]
) -> None:
    context, _ = build(town, meetings)
    with context as searcher:
        for wanted in data.draw(st.lists(PIECES, max_size=8)):
            page = searcher.search(SearchRequest(wanted, limit=50))
            forms = {search_form(nfkc_casefold(form.form)) for form in page.forms}
            words = [search_form(nfkc_casefold(form.word)) for form in page.forms]
            for each in (each for hit in page.hits for each in hit.utterances):
                text, spans = each.utterance.text, each.highlights
                assert all(0 <= start < end <= len(text) for start, end in spans)
                assert all(one.end <= other.start for one, other in pairwise(spans))
                for printed in (text[start:end] for start, end in spans):
                    seen = search_form(nfkc_casefold(printed))
                    assert seen in forms or any(word in seen for word in words), wanted


@SETTINGS
@given(st.data(), minutes(TEXTS))
def test_a_form_counts_the_utterances_that_have_it(
    town: Any, data: st.DataObject, meetings: list[list[str]]
) -> None:
    """Excluding every form leaves nothing; a form alone finds as many as its count."""
    context, _ = build(town, meetings)
    with context as searcher:
        for wanted in data.draw(st.lists(PIECES, max_size=6)):
            page = searcher.search(SearchRequest(wanted))
            listed = [form.form for form in page.forms if form.count]
            for form in (each for each in page.forms if each.count):
                if form.basis in LEFT_OUT:
                    # Listed, but excluded by default.
                    assert not form.included
                    continue
                assert form.included
                others = tuple(each for each in listed if each != form.form)
                alone = town.found(searcher, wanted, without=others)
                if len({word.word for word in page.forms}) == 1:
                    assert len(alone) == form.count, (wanted, form)
                gone = searcher.search(SearchRequest(wanted, without=(form.form,)))
                assert not next(each for each in gone.forms if each.form == form.form).included
            if listed:
                assert searcher.search(SearchRequest(wanted, without=tuple(listed))).total == 0
