"""Bigrams are counted by blocks of each meeting, however meetings are divided among segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.whoosh.segment import bigram_counts
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE
from index.engines.whoosh.segment.bigram_counts import BigramCounts, add_counts, count_bigrams
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.writer import open_writer

from .conftest import Home

MEETINGS = st.lists(st.text("橋水門\n𠮷", max_size=40), max_size=8)


def counted(meetings: list[str]) -> BigramCounts:
    characters = code_units("".join(meetings))
    sizes = [len(code_units(each)) for each in meetings]
    return count_bigrams(characters, np.cumsum([0, *sizes]))


def by_hand(meetings: list[str], block_size: int) -> tuple[int, dict[int, int]]:
    blocks, counts = 0, Counter[int]()
    for meeting in meetings:
        codes = code_units(meeting).tolist()
        blocks += -(-len(codes) // block_size)
        begins = {
            (at // block_size, codes[at] << 16 | codes[at + 1]) for at in range(len(codes) - 1)
        }
        counts.update(bigram for _, bigram in begins)
    return blocks, counts


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks of few characters, some meetings counted at once."""
    monkeypatch.setattr(bigram_counts, "BLOCK_SIZE", 4)
    monkeypatch.setattr(bigram_counts, "_CHARACTERS_AT_ONCE", 50)
    return 4


def test_a_bigram_is_counted_once_a_block(small: int) -> None:
    @settings(max_examples=200, deadline=None)
    @given(MEETINGS)
    def check(meetings: list[str]) -> None:
        found = counted(meetings)
        blocks, counts = by_hand(meetings, small)
        assert found.blocks == blocks
        assert dict(zip(found.bigrams.tolist(), found.counts.tolist(), strict=True)) == counts
        assert np.all(np.diff(found.bigrams.astype(np.int64)) > 0)
        for text in ("橋水", "門\n", "水水"):
            codes = code_units(text)
            assert found.count(codes) == counts.get(int(codes[0]) << 16 | int(codes[1]), 0)
        read = BigramCounts.decode(np.frombuffer(found.encode(), np.uint8))
        assert read.encode() == found.encode()

    check()


@settings(max_examples=100, deadline=None)
@given(MEETINGS, MEETINGS)
def test_counts_of_parts_add_up_and_are_taken_away(left: list[str], right: list[str]) -> None:
    whole = counted([*left, *right])
    assert add_counts([counted(left), counted(right)]).encode() == whole.encode()
    assert add_counts([whole, counted(right).negated()]).encode() == counted(left).encode()


def snapshot(home: Home) -> Snapshot:
    return Snapshot.open(home.current())


def write(home: Home, speeches: Mapping[str, Sequence[str]], gone: str = "") -> None:
    """Write meetings, some of them over others, and remove one, in one commit."""
    with open_writer(home.path) as writer:
        for name in (*speeches, gone):
            writer.remove(name)
        for name, texts in speeches.items():
            writer.add(home.speeches(name, texts))
        writer.commit(home.sources)


def test_statistics_are_those_of_live_meetings_in_any_division(tmp_path: Path) -> None:
    speeches = {
        "a": ["水門の橋" * BLOCK_SIZE, "橋"],
        "b": ["水門", "予算の橋を渡る"],
        "c": ["橋" * 900],
        "d": [""],
    }
    together, apart = Home(tmp_path / "together"), Home(tmp_path / "apart")
    write(together, speeches)
    write(apart, {"a": speeches["a"], "b": ["橋の塗替え" * 200]})
    write(apart, {"b": speeches["b"], "e": ["廃止" * 700]})
    write(apart, {"c": speeches["c"], "d": speeches["d"]}, gone="e")
    one, other = snapshot(together).text_statistics, snapshot(apart)
    assert len(other.segments) > 1
    assert not other.live.all()
    assert np.array_equal(one.characters, other.text_statistics.characters)
    assert one.bigrams.encode() == other.text_statistics.bigrams.encode()
    assert one.bigram_block_count(code_units("水門")) == 5
    assert one.bigram_block_count(code_units("廃止")) == 0
