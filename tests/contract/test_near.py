"""NEAR finds the utterances in which two words are near, compared with a scan of the texts."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.query import SearchRequest

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = ("橋の", "水門", "かぎ")
PIECES = st.sampled_from([*WORDS, "あ", "、", "いうえ", "。\n"])
TEXTS = st.lists(st.lists(PIECES, max_size=9).map("".join), min_size=1, max_size=6)


def places(text: str, word: str) -> list[tuple[int, int]]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + len(word))
    return found


def is_near(text: str, left: str, right: str, distance: int) -> bool:
    return any(
        0 <= second[0] - first[1] <= distance or 0 <= first[0] - second[1] <= distance
        for first in places(text, left)
        for second in places(text, right)
    )


@SETTINGS
@given(TEXTS, st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(0, 12))
def test_near_finds_exactly_the_utterances_with_both_words_within_the_distance(
    town: Any, texts: list[str], left: str, right: str, distance: int
) -> None:
    meeting = town.meeting("m", *[f"〇{text}" for text in texts])
    with town.indexed(meeting) as searcher:
        expected = {
            each.id for each in meeting.utterances if is_near(each.text, left, right, distance)
        }
        query = f'"{left}" NEAR/{distance} "{right}"'
        assert searcher.search(SearchRequest(query)).total == len(expected)
        assert town.found(searcher, query) == expected
        assert town.found(searcher, f'"{right}" 近傍/{distance} "{left}"') == expected
        either = f'"{left}" NEAR/{distance} ("{right}" OR "ない言葉")'
        assert town.found(searcher, either) == expected


def test_near_is_found_anywhere_in_long_texts(town: Any) -> None:
    chance = random.Random(5)
    pieces = (*WORDS, "お" * 9, "。\n", "え" * 80)
    turns = ["".join(chance.choices(pieces, k=chance.choice([2, 40]))) for _ in range(40)]
    # Common words, and one that is rare.
    for number in range(3, 40, 9):
        turns[number] += f"ため池{'お' * number}{chance.choice(WORDS)}{turns[number - 1]}"
    meeting = town.meeting("m", *[f"〇{turn}" for turn in turns])
    with town.indexed(meeting) as searcher:
        for left, right in (WORDS[:2], WORDS[1:], (WORDS[2], "ため池"), ("ため池", WORDS[0])):
            for distance in (0, 1, 2, 10, 12, 30, 70, 85, 170):
                expected = {
                    each.id
                    for each in meeting.utterances
                    if is_near(each.text, left, right, distance)
                }
                query = f'"{left}" NEAR/{distance} "{right}"'
                assert town.found(searcher, query) == expected, query


def test_near_applies_to_every_spelling_that_is_not_excluded(town: Any) -> None:
    turns = "・ファイヤーウォールの予算。", f"→ファイアウォール、{'あ' * 60}予算。", "※予算。"
    with town.indexed(town.meeting("m", *turns)) as searcher:
        assert town.found(searcher, "ファイアウォール NEAR 予算") == {"m-u0"}
        assert town.found(searcher, "ファイアウォール NEAR/100 予算") == {"m-u0", "m-u1"}
        assert town.found(searcher, "ファイア* NEAR/100 予*") == {"m-u1"}
        assert searcher.search(SearchRequest("予算 -(ファイアウォール NEAR 予算)")).total == 0
        left_out = SearchRequest("ファイアウォール NEAR 予算", without=("ファイヤーウォール",))
        assert searcher.search(left_out).total == 0


def test_words_of_two_utterances_are_not_near(town: Any) -> None:
    with town.indexed(town.meeting("m", "〇終わりは水門", "〇橋の始まり")) as searcher:
        assert searcher.search(SearchRequest('"水門" NEAR "橋の"')).total == 0
