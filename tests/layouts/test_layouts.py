"""Turns of generated layouts are read right, with their items and heads, and no text is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from generated_layouts import layout
from layout_files import CONTAINERS
from layout_heads import AGENDA_STYLES
from layout_truth import compare

from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

FILES = range(5000, 5050)


@pytest.fixture(scope="module")
def layouts():
    return [layout(number) for number in FILES]


def test_turns_and_heads_of_every_layout_are_read_right_and_no_text_is_lost(layouts, tmp_path):
    read = [compare(each, tmp_path) for each in layouts]
    turns = sum(len(each.turns) for each in layouts)
    faults = {
        layout.name: found.first_fault
        for layout, found in zip(layouts, read, strict=True)
        if found.first_fault
    }
    assert [found.lost for found in read if found.lost] == []
    assert sum(found.items for found in read) >= 0.99 * turns, faults
    assert sum(bool(found.head) for found in read) <= 1, faults


def test_every_container_and_style_of_agenda_is_drawn(layouts):
    names = "\n".join(each.name for each in layouts)
    for word in (*CONTAINERS, *AGENDA_STYLES, "unlisted", "office-name"):
        assert f"-{word.replace(' ', '-')}" in names, word


def test_every_sentence_is_found_as_an_exact_string(layouts, tmp_path):
    few = layouts[:16]
    for each in few:
        (tmp_path / each.name).write_bytes(each.content)
    index_paths([tmp_path], tmp_path / "index")
    searcher = Searcher(tmp_path / "index")
    sentences = sorted({sentence for each in few for sentence in each.sentences})
    lost = [
        sentence
        for sentence in sentences
        if not searcher.search(SearchRequest(f'"{sentence}"', limit=1)).total
    ]
    assert len(sentences) > 40
    assert lost == []
