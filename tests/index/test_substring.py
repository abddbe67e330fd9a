"""Scanning and reading parts of texts, against reading the texts whole."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.arrays import in_sorted
from index.engines.whoosh.matching import substring
from index.engines.whoosh.matching.substring import (
    count_common_character,
    find_in_sample,
    sample_characters,
    scan,
)
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.stored_text import code_units
from index.writer import open_writer

from .conftest import Home

# Of one, two and many characters; some fold, ㈱ to itself and 𠮷 to a private one.
LETTERS = "橋橋橋の予算ＡＢｃ１２ｶﾞー𠮷㈱。"


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> SegmentReader:
    """Texts of no, one and many characters; for reading only."""
    home = Home(tmp_path_factory.mktemp("stretches") / "store")
    chance = random.Random(3)
    sizes = [1, 2, 1, 0, 1, 1, 0, 0, 1, 3000, *(chance.randint(1, 400) for _ in range(60)), 70_000]
    meeting = home.meeting("a")
    (spoken,) = meeting.utterances
    utterances = tuple(
        replace(
            spoken,
            id=f"a-{number}",
            text="".join(chance.choices(LETTERS, k=size)) if size > 1 else "橋" * size,
        )
        for number, size in enumerate(sizes)
    )
    with open_writer(home.path) as writer:
        writer.add(replace(meeting, utterances=utterances))
        writer.commit(home.sources)
    return max(Snapshot.open(home.current()).segments, key=lambda each: len(each.characters))


def test_each_character_belongs_to_the_text_that_spans_it(segment: SegmentReader) -> None:
    places = np.arange(len(segment.characters))
    assert (segment.docs_at(places) == segment.text_ends.searchsorted(places, "right")).all()


def test_printed_forms_of_spans_are_those_of_whole_texts(segment: SegmentReader) -> None:
    chance = random.Random(4)
    spans = []
    for doc in chance.choices(
        np.flatnonzero(segment.text_ends > segment.text_starts).tolist(), k=500
    ):
        size = int(segment.text_ends[doc] - segment.text_starts[doc])
        start = chance.randrange(size)
        spans.append((doc, start, chance.randint(start + 1, min(start + 20, size))))
    docs, starts, ends = np.array(spans).T
    begins = segment.text_starts[docs]
    whole = [segment.text(doc)[start:end] for doc, start, end in spans]
    assert segment.printed_forms(docs, begins + starts, begins + ends) == whole
    assert segment.printed_forms(docs[:0], starts[:0], ends[:0]) == []


@pytest.mark.parametrize("pattern", ["橋", "橋橋", "橋橋橋", "の予", "ab", "ーー", "㈱", "港"])
def test_a_scan_of_some_documents_has_all_their_occurrences(
    segment: SegmentReader, pattern: str
) -> None:
    chance = random.Random(5)
    every = scan(segment, pattern)
    for count in (0, 1, 3, 20):
        docs = np.sort(chance.sample(range(segment.doc_count), count)).astype(np.int64)
        wanted = every.only(in_sorted(every.docs, docs))
        found = scan(segment, pattern, docs)
        assert [each.tolist() for each in found] == [each.tolist() for each in wanted]


@pytest.mark.parametrize("size", [2, 3, 4, 9])
def test_of_occurrences_that_overlap_the_first_is_found(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, chance = Home(tmp_path / "ruled"), random.Random(size)
    meeting = home.meeting("a")
    (spoken,) = meeting.utterances
    pieces = ("――――", "――――――――――", "のかのかの", "予算", "。")
    texts = ["".join(chance.choices(pieces, k=chance.randint(1, 200))) for _ in range(40)]
    utterances = (replace(spoken, id=f"a-{n}", text=text) for n, text in enumerate(texts))
    with open_writer(home.path) as writer:
        writer.add(replace(meeting, utterances=tuple(utterances)))
        writer.commit(home.sources)
    (segment,) = Snapshot.open(home.current()).segments
    whole = segment.characters[:].tobytes().decode("utf-16-le")
    for at in chance.sample(range(len(whole) - size), 60):
        string = whole[at : at + size]
        expected = [
            start + found.start()
            for start, end in zip(segment.text_starts, segment.text_ends, strict=True)
            for found in re.finditer(re.escape(string), whole[start:end])
        ]
        # Parts of the text are copied, or ranges of it read, a few at a time.
        for parts, share in ((1, 1.0), (4096, 1.0), (3, 0.0)):
            monkeypatch.setattr(substring, "PARTS_AT_ONCE", parts)
            monkeypatch.setattr(substring, "_MAX_COPIED_SHARE", share)
            assert scan(segment, string).starts.tolist() == expected, string


def test_a_sample_has_every_nth_block(segment: SegmentReader) -> None:
    text = segment.characters[:].tolist()
    assert sample_characters(segment, 1).tolist() == text[: len(text) // 512 * 512]
    some = sample_characters(segment, 3).tolist()
    assert some[: 2 * 512] == text[:512] + text[3 * 512 : 4 * 512]


@given(st.text("橋の", max_size=60), st.text("橋の川", max_size=4))
def test_a_string_is_found_in_a_sample_as_in_a_text(sample: str, string: str) -> None:
    counts = np.bincount(code_units("橋橋の"), minlength=1 << 16)
    starts = [found.start() for found in re.finditer(re.escape(string), sample)]
    assert find_in_sample(code_units(sample), string, counts).tolist() == starts


@pytest.mark.parametrize("char", [*"橋の。", "港", "㈱", "𠮷", "橋の"])
@pytest.mark.parametrize("parts", [1, 7, 4096])
def test_a_common_character_is_counted_as_a_scan_finds_it(
    segment: SegmentReader, char: str, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, counts = np.unique(scan(segment, char).docs, return_counts=True)
    # Texts lie across what is compared at once.
    monkeypatch.setattr(substring, "PARTS_AT_ONCE", parts)
    counted = count_common_character(segment, char)
    assert (counted is None) == (char not in list("橋の。"))
    if counted:
        assert [each.tolist() for each in counted] == [docs.tolist(), counts.tolist()]
