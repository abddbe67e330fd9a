"""The occurrences of terms in texts, and the best window of a text, against a slow count."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import numpy as np
import pytest

from index.engines.whoosh.ranking.features import (
    WINDOW_STEP,
    FeaturePair,
    FeatureString,
    FoldedTexts,
    RankingFeatures,
    bm25_scores,
    count_features,
    find_features,
    longest_runs,
    split_windows,
)
from index.engines.whoosh.segment.bigram_blocks import (
    BLOCK_SIZE,
    PART_SIZE,
    BigramBlockIndex,
    encode_bigram_blocks,
)
from index.engines.whoosh.segment.checked_file import CheckedFile

LETTERS = "橋水門予算あいの。"


def texts(*strings: str) -> FoldedTexts:
    sizes = np.array([len(each) for each in strings], np.int64)
    joined = "".join(f"{each}\0" for each in strings)
    characters = np.frombuffer(joined.encode("utf-16-le"), np.uint16)
    starts = np.cumsum(sizes + 1) - sizes - 1
    return FoldedTexts(characters, starts, sizes, np.arange(len(strings)), starts)


def features(*texts: str, pairs: tuple[FeaturePair, ...] = ()) -> RankingFeatures:
    strings = tuple(FeatureString(each, number, 1.0) for number, each in enumerate(texts))
    return RankingFeatures(strings, pairs, np.ones(len(texts) + len(pairs)))


def made(chance: Random, size: int) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(size))


def test_every_occurrence_of_every_term_is_found() -> None:
    chance = Random(4)
    strings = [made(chance, chance.randrange(1200)) for _ in range(20)]
    wanted = ("橋", "水門", "門予", "予算あ", "いのの", "学校")
    both = texts(*strings)
    found = find_features(both, features(*wanted))
    whole = "".join(f"{each}\0" for each in strings)
    for number, string in enumerate(wanted):
        expected = [match.start() for match in re.finditer(f"(?={string})", whole)]
        assert sorted(found.offsets[found.features == number].tolist()) == expected


def test_words_are_near_within_a_line_and_not_beyond() -> None:
    near = (FeaturePair(2, 0, 1),)
    for gap, count in ((0, 1), (20, 1), (30, 0)):
        found = find_features(texts(f"水門{'あ' * gap}予算"), features("水門", "予算", pairs=near))
        assert np.count_nonzero(found.features == 2) == count, gap


@pytest.mark.parametrize(
    "size", [0, 1, WINDOW_STEP, WINDOW_STEP + 1, 2 * WINDOW_STEP, 2 * WINDOW_STEP + 1, 5000]
)
def test_windows_cover_a_text_and_overlap_by_half(size: int) -> None:
    windows, text_of = split_windows(texts("橋" * size, "水" * 10))
    mine = text_of == 0
    starts, sizes = windows.starts[mine], windows.sizes[mine]
    assert starts[0] == 0 and starts[-1] + sizes[-1] == size
    assert (np.diff(starts) == WINDOW_STEP).all()
    assert (sizes <= 2 * WINDOW_STEP).all() and (sizes[:-1] == 2 * WINDOW_STEP).all()
    assert windows.starts[~mine].tolist() == [size + 1]


def test_each_window_counts_the_terms_in_it() -> None:
    chance = Random(5)
    strings = [made(chance, chance.randrange(2500)) for _ in range(12)]
    both, wanted = texts(*strings), ("橋", "水門")
    windows, text_of = split_windows(both)
    tally = count_features(windows, find_features(both, features(*wanted)), len(wanted))
    for row, start, size, text in zip(tally, *windows, text_of.tolist(), strict=True):
        begin = int(start - both.starts[text])
        for count, string in zip(row, wanted, strict=True):
            # An occurrence is in the windows that it begins in.
            inside = [
                match.start()
                for match in re.finditer(string, strings[text])
                if begin <= match.start() < begin + size
            ]
            assert count == len(inside)


def test_the_score_of_a_window_is_bm25() -> None:
    tally, weights = np.array([[2.0, 0.0], [1.0, 3.0]]), np.array([2.0, 0.5])
    by_size = bm25_scores(tally, weights, np.array([300, 600]))
    norm = 0.6 * (0.6 + 0.4 * 2)
    assert by_size[0] == pytest.approx(2 * 2 * 1.6 / 2.6)
    assert by_size[1] == pytest.approx(2 * 1.6 / (1 + norm) + 0.5 * 3 * 1.6 / (3 + norm))
    assert bm25_scores(tally, weights)[1] == pytest.approx(2 + 0.5 * 3 * 1.6 / 3.6)


def test_pairs_are_listed_for_no_fewer_blocks_than_have_them() -> None:
    text = made(Random(6), 20 * BLOCK_SIZE)
    characters = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    pairs = BigramBlockIndex(
        CheckedFile(
            Path(), np.frombuffer(encode_bigram_blocks(characters, characters % 2 > 0), np.uint8)
        )
    )
    for pair in ("水門", "門門", "算橋", "学校"):
        codes = np.frombuffer(pair.encode("utf-16-le"), np.uint16)
        parts = pairs.candidates(codes)
        assert parts is not None
        having = {match.start() // PART_SIZE for match in re.finditer(f"(?={pair})", text)}
        assert having <= set(parts.tolist())


def test_the_longest_part_of_what_was_typed_is_found() -> None:
    chance = Random(6)
    strings = ["", *(made(chance, chance.randrange(60)) for _ in range(200))]
    for typed in (["橋水門予算", "あい"], ["橋橋橋橋"], ["水"], ["予算あい橋水門予算あい"]):
        parts = {
            run[a:b] for run in typed for a in range(len(run)) for b in range(a + 2, len(run) + 1)
        }
        longest = [
            max((len(each) for each in parts if each in text), default=0) for text in strings
        ]
        shares = [max(0, size - 2) for size in longest]
        found = longest_runs(texts(*strings), typed) * sum(map(len, typed))
        assert found.round(6).tolist() == shares
