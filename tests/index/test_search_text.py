"""The search text of a text, and the way back to what is printed, against reading it slowly."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.normalization.search_text import SearchText, search_text, search_texts
from index.engines.whoosh.segment.checked_file import CheckedFile
from index.engines.whoosh.segment.stored_text import (
    PrintedOffsets,
    encode_texts,
    gaps_and_marks,
    unfold,
    unfold_spans,
)

ANALYZER = Analyzer()
# What is left out, what is beside it, and what is folded in some places only.
PIECES = (
    "橋 梁 の カ ー ｰ ─ ｶﾞ 々 〇 ○ ◯ 〜 ～ - − ― ３ 5 Ａ b é ㈱ 𠮷 😀 。 、 （ ・"
    " 諸　報　告 佐藤　花子 ３ー５ 第　１　回 度　5　"
)
BLANKS = [*" \u3000\xa0\u2003\n\t\r\x00\x0b\xad\u200b\u200d\u2060\ufeff\ufe00\U000e0101\u202e"]
TEXTS = st.lists(
    st.sampled_from(PIECES.split(" ")) | st.sampled_from(BLANKS) | st.characters(), max_size=14
).map("".join)

_DEFAULT_IGNORABLE = (
    "\xad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_DEFAULT_IGNORABLE}]")
SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def is_cjk(character: str) -> bool:
    """Whether spaces between this and another such character may be a gap."""
    if character in "々〆〇○◯〻" or "\ue000" <= character <= "\uf8ff" or character > "\uffff":
        return True
    (folded,) = fold(character)
    name = unicodedata.name(folded, "")
    kana = "HIRAGANA" in name or "KATAKANA" in name or "SOUND MARK" in name
    sign = folded in "・゠\u309b\u309c" or "DIGRAPH" in name
    han = name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH"))
    return han or (kana and not sign) or "\u30fb" < folded <= "\u30ff"


def is_space(character: str) -> bool:
    return unicodedata.normalize("NFKC", character) == " "


def is_latin(character: str) -> bool:
    return re.fullmatch("[0-9a-z]", nfkc_casefold(character)) is not None


def is_beside_spaced_number(text: str, space: int) -> bool:
    """Whether a space is beside a number after 第, or between letters that stand alone."""
    spaced = "".join(" " if is_space(each) else each for each in text)
    word = "".join("x" if is_cjk(each) or is_latin(each) or each in "─" else "." for each in text)
    for found in re.finditer("(?=(. {1,3}[0-9]+ {1,3}).)", fold(spaced)):
        first, last = found.start(1), found.end(1)
        if not (first < space < last and is_cjk(text[first]) and is_cjk(text[last])):
            continue
        alone = "x" not in word[max(first - 1, 0) : first] + word[last + 1 : last + 2]
        if alone or text[first] == "第":
            return True
    return False


def read_slowly(text: str) -> tuple[list[int], str, list[int]]:
    """The offsets of the characters that are searched, these characters, and the gaps."""
    seen = [at for at, char in enumerate(text) if not INVISIBLE.match(char)]
    kept: list[int] = []
    gaps: list[int] = []
    number = 0
    while number < len(seen):
        end = number
        while end < len(seen) and is_space(text[seen[end]]):
            end += 1
        inside = 0 < number < end < len(seen) and end - number <= 3
        beside = inside and (text[seen[number - 1]], text[seen[end]])
        printed = "".join(text[at] for at in seen)
        if beside and (all(map(is_cjk, beside)) or is_beside_spaced_number(printed, number)):
            gaps.append(len(kept))
            number = end
        kept.append(seen[number])
        number += 1
    characters = []
    for at in kept:
        printed, place = text[at], seen.index(at)
        if printed in "ーｰ─" and 0 < place < len(seen) - 1:
            beside = text[seen[place - 1]], text[seen[place + 1]]
            printed = "-" if all(map(is_latin, beside)) else printed
        characters.append(printed)
    return kept, "".join(characters), gaps


@given(st.lists(TEXTS, max_size=5))
@example(["佐藤　", "　花子", "", "３ー", "ー５", "\ufe00"])
def test_the_search_texts_are_those_of_slow_readings(texts: list[str]) -> None:
    found = search_texts(texts)
    readings = [read_slowly(text) for text in texts]
    expected = [SearchText(seen, tuple(gaps)) for _, seen, gaps in readings]
    assert found.texts == expected
    assert found.lengths.tolist() == [len(seen) for _, seen, _ in readings]
    folded = found.folded.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    assert folded == "".join(each.folded for each in expected)
    assert found.texts == [search_text(text) for text in texts]


@given(st.lists(TEXTS, max_size=5), st.data())
@example(["", "葛\U000e0101城　\u200bの", ""], None)
def test_what_is_stored_leads_back_to_what_is_printed(
    texts: list[str], data: st.DataObject
) -> None:
    found = search_texts(texts)
    (folded, sizes), (lost, lost_sizes) = encode_texts(found)
    ends, lost_ends = np.cumsum(sizes), np.cumsum(lost_sizes)
    for number, text in enumerate(texts):
        content = folded.tobytes()[ends[number] - sizes[number] : ends[number]]
        rest = lost.tobytes()[lost_ends[number] - lost_sizes[number] : lost_ends[number]]
        assert unfold(content, rest) == text

    readings = [read_slowly(text) for text in texts]
    starts = (ends - sizes) // 2
    gaps = [
        int(start) + gap for start, (_, _, own) in zip(starts, readings, strict=True) for gap in own
    ]
    marks = [
        int(start) + at
        for start, text, (kept, seen, _) in zip(starts, texts, readings, strict=True)
        for at, (place, char) in enumerate(zip(kept, seen, strict=True))
        if text[place] in "ーｰ─" and text[place] != fold(char)
    ]
    column = CheckedFile(Path(), lost.view(np.uint8)).array(np.uint32)
    found_gaps, found_marks = gaps_and_marks(column, lost_sizes // 8, starts)
    assert (found_gaps.tolist(), found_marks.tolist()) == (gaps, marks)

    every = [
        (number, start, end)
        for number, (_, seen, _) in enumerate(readings)
        for start in range(len(seen))
        for end in range(start + 1, min(start + 5, len(seen)) + 1)
    ]
    if not every:
        return
    of, begins, stops = np.array(every).T
    firsts, counts = (lost_ends - lost_sizes) // 4, lost_sizes // 8
    offsets = PrintedOffsets(column, firsts, counts)
    places = [(number, at) for number, text in enumerate(texts) for at in range(len(text) + 1)]
    searched = offsets.searched_before(*np.array(places).T)
    assert searched.tolist() == [bisect_left(readings[number][0], at) for number, at in places]
    printed = offsets.spans(of, begins, stops)
    for (number, start, end), first, last in zip(
        every, *map(np.ndarray.tolist, printed), strict=True
    ):
        kept, text = readings[number][0], texts[number]
        behind = kept[end - 1] + 1
        while SELECTOR.match(text[behind : behind + 1]):
            behind += 1
        assert (first, last) == (kept[start], behind)

    at = list(
        chain.from_iterable(
            range(s, e) for s, e in zip(starts[of] + begins, starts[of] + stops, strict=True)
        )
    )
    forms = unfold_spans(folded[at], begins, stops - begins, column, firsts[of], counts[of])
    assert forms == [
        "".join(texts[n][readings[n][0][at]] for at in range(s, e)) for n, s, e in every
    ]


@pytest.mark.parametrize(
    ("text", "seen", "gaps"),
    [
        ("諸　報　告", "諸報告", (1, 2)),
        ("佐藤　　花子", "佐藤花子", (2,)),
        ("町　　　　長", "町　　　　長", ()),
        ("第　１　回会議", "第１回会議", (1, 2)),
        ("令　和　１２　年　度", "令和１２年度", (1, 2, 4, 5)),
        ("町　5　人", "町5人", (1, 2)),
        ("町民　5　人", "町民　5　人", ()),
        ("町　5　人々", "町　5　人々", ()),
        ("防災\n　計画", "防災\n　計画", ()),
        ("地域防災\u200b計画", "地域防災計画", ()),
        ("橋\u200b　\ufeffの", "橋の", (1,)),
        ("葛\U000e0100城", "葛城", ()),
        ("０３ー１２３４ー５６７８", "０３-１２３４-５６７８", ()),
        ("サーバー　ー　５ー", "サーバーー　５ー", (4,)),
    ],
)
def test_the_search_text_is_what_is_seen(text: str, seen: str, gaps: tuple[int, ...]) -> None:
    assert search_text(text) == SearchText(seen, gaps)


@given(st.lists(st.sampled_from([*"橋の一二十〇人回会議録町長", "計画", "\u3000"]), max_size=14))
@example(["十", "十", "\u3000", "一"])
def test_only_a_token_in_spaced_letters_goes_over_a_gap(pieces: list[str]) -> None:
    text = "".join(pieces)
    gaps = set(search_text(text).gaps)
    start = 0
    for token in ANALYZER.analyze(text).tokens:
        inside = set(range(start + 1, start + len(token.form)))
        assert not inside & gaps or inside <= gaps
        start += len(token.form)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("日程の諸　報　告です", "日程 の 諸 報告 です"),
        ("提案者は佐藤　花子君", "提案 者 は 佐藤 花子 君"),
        ("町　長谷川", "町 長谷川"),
        ("会　長と", "会長 と"),
        ("計画の案　件数", "計画 の 案 件数"),
        ("日程第二　三十一号", "日程 第 二 三十一 号"),
        ("議案第五　六号", "議案 第 五 六 号"),
        ("二　〇　二　三　年", "二〇二三 年"),
    ],
)
def test_spaced_letters_are_read_as_the_word_that_they_are(text: str, tokens: str) -> None:
    assert [token.form for token in ANALYZER.analyze(text).tokens] == tokens.split()
