"""Files that are followed: those indexed after each wait, and those left alone."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from indexer.watching import Looks, look, watch

A, B, C = Path("a.txt"), Path("b.txt"), Path("c.txt")


def watched(*looks: Looks, busy: int = 0) -> list[tuple[int, set[Path]]]:
    """The looks, counted from 0, after which files are indexed, each with the files left alone."""
    indexed: list[tuple[int, set[Path]]] = []
    shown = -1

    def next_look() -> Looks:
        nonlocal shown
        shown += 1
        return looks[shown]

    def index(unsettled: Collection[Path]) -> bool:
        indexed.append((shown, set(unsettled)))
        return len(indexed) > busy

    watch(next_look, index, lambda: shown + 1 < len(looks))
    return indexed


def test_all_files_are_indexed_first_and_then_only_changes() -> None:
    same = {A: (1, 1)}
    assert watched(same, same, same, same) == [(1, set())]
    assert watched({}, {}, {}) == [(1, set())]


def test_a_file_is_indexed_once_it_has_settled() -> None:
    one = {A: (1, 1)}
    growing = [{**one, B: (size, size)} for size in (10, 20, 30)]
    assert watched(one, one, *growing, growing[-1], growing[-1]) == [(1, set()), (5, set())]


def test_a_growing_file_delays_no_other() -> None:
    looks = [{B: (size, size), **({C: (1, 1)} if size > 2 else {})} for size in range(6)]
    assert watched(*looks) == [(1, {B}), (4, {B})]


def test_a_file_missing_for_two_looks_is_removed() -> None:
    both, one = {A: (1, 1), B: (1, 1)}, {A: (1, 1)}
    assert watched(both, both, one, one, one) == [(1, set()), (3, set())]
    # An editor that saves by replacing a file removes it for a moment.
    assert watched(both, both, one, both, both) == [(1, set())]


def test_a_failed_write_is_tried_again() -> None:
    same = {A: (1, 1)}
    assert watched(same, same, same, same, busy=1) == [(1, set()), (2, set())]


def test_files_are_looked_at_by_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("会議録")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "c.exe").write_text("会議録")
    first = look([tmp_path])
    assert first[path][:2] == (9, path.stat().st_mtime_ns)
    assert first[tmp_path / "b.txt"] == (-1,)
    assert len(first) == 2
    path.write_text("会議録です")
    assert look([tmp_path])[path] != first[path]
    before = path.stat()
    path.write_text("議事録です")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert look([tmp_path])[path][:2] == (before.st_size, before.st_mtime_ns)
    assert len({look([tmp_path])[path], first[path]}) == 2
    assert look([tmp_path / "none"]) == {}
