"""Turns of generated layouts are read right, and no sentence is lost."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generated_layouts import layout
from layout_truth import compare

from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

FILES = range(5000, 5100)


def test_turns_of_every_layout_are_read_right_and_no_sentence_is_lost(tmp_path):
    layouts = [layout(number) for number in FILES]
    read = [compare(each, tmp_path) for each in layouts]
    turns = sum(len(each.turns) for each in layouts)
    faults = {
        layout.name: found.first_fault
        for layout, found in zip(layouts, read, strict=True)
        if found.right < len(layout.turns)
    }
    assert [found.lost for found in read if found.lost] == []
    assert sum(found.right for found in read) >= 0.99 * turns, faults


def test_every_container_and_label_is_drawn():
    names = {layout(number).name for number in FILES}
    for word in ("text", "indented", "paragraphs", "table", "markdown", "unlisted", "office-name"):
        assert any(word in name for name in names), word


def test_every_sentence_is_found_as_an_exact_string(tmp_path):
    layouts = [layout(number) for number in range(6000, 6016)]
    for each in layouts:
        (tmp_path / each.name).write_text(each.content, encoding="utf-8", newline="")
    index_paths([tmp_path], tmp_path / "index")
    searcher = Searcher(tmp_path / "index")
    sentences = sorted({sentence for each in layouts for sentence in each.sentences})
    lost = [
        sentence
        for sentence in sentences
        if not searcher.search(SearchRequest(f'"{sentence}"', limit=1)).total
    ]
    assert len(sentences) > 40
    assert lost == []
