"""Words within a few edits of another, from all segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.engines.whoosh.matching.term_table import TermTable
from index.engines.whoosh.query.suggester import NearTerm, NearTerms
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64, page=1, line=1)
COMMITS = (
    ("灯台の話。", "灯台と燈台の話。", "保健所に行く。"),
    ("灯台。", "𠮷野の保健所。", "フェリーとフェリ。"),
)


def meeting(name: str, texts: Sequence[str]) -> Meeting:
    item = AgendaItem("議案第1号", "保険証名")
    spoken = tuple(
        Utterance(f"{name}-{at}", name, None, "speech", text, SOURCE, agenda=item)
        for at, text in enumerate(texts)
    )
    return Meeting(name, "倉野町議会", "定例会", SOURCE, spoken)


@pytest.fixture(scope="module")
def near_terms() -> Iterator[NearTerms]:
    with TemporaryDirectory() as home:
        for at, texts in enumerate(COMMITS):
            with open_writer(Path(home)) as writer:
                writer.add(meeting(f"m{at}", texts))
                writer.commit({})
        snapshot = Snapshot.open(Generations(Path(home)).require())
        assert len(snapshot.segments) == len(COMMITS)
        yield NearTerms(list(map(TermTable, snapshot.segments)))


def test_a_key_is_listed_in_its_commonest_form(near_terms: NearTerms) -> None:
    assert list(near_terms.near("灯台", 0, 10)) == [NearTerm("灯台", 0, 4)]


def test_words_of_headings_are_listed_too(near_terms: NearTerms) -> None:
    assert NearTerm("保健所", 1, 2) in near_terms.near("保険所", 1, 10)
    assert list(near_terms.near("保険", 0, 10)) == [NearTerm("保険", 0, 2)]


def test_the_commonest_come_first_and_long_words_have_none(
    near_terms: NearTerms,
) -> None:
    assert [near.form for near in near_terms.near("灯", 2, 1)] == ["灯台"]
    assert list(near_terms.near("灯台" * 40, 2, 10)) == []


def test_forms_beyond_the_basic_plane_are_not_cut(near_terms: NearTerms) -> None:
    forms = {near.form for near in near_terms.near("吉野", 1, 50)}
    assert forms & {"𠮷野", "野", "𠮷"}
