"""Mapped files are loaded into the system's memory, not into that of the process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from index.engines.whoosh.segment import columns
from index.engines.whoosh.segment.columns import load_pages, map_file, unmap_pages


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_a_file_is_loaded_with_a_pause_after_each_step_and_not_left_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_BYTES_AT_ONCE", 1 << 20)
    file, paused = tmp_path / "column", []
    file.write_bytes(bytes((5 << 20) + 1))
    load_pages(map_file(file), lambda: paused.append(_mapped(file)))
    assert paused == [0] * 6


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_an_unmapped_page_is_mapped_again_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "column"
    file.write_bytes(b"k" * (1 << 20))
    content = map_file(file)
    for _ in range(2):
        assert content.tobytes() == b"k" * (1 << 20)
        assert _mapped(file) == 1 << 10
        unmap_pages(content)
        assert not _mapped(file)


def _mapped(file: Path) -> int:
    """How many kilobytes of a file this process has mapped and may read at once."""
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    next(line for line in lines if line.endswith(str(file)))
    return int(next(line for line in lines if line.startswith("Rss:")).split()[1])


def test_an_empty_file_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    empty = map_file(tmp_path / "empty")
    load_pages(empty, pytest.fail)
    unmap_pages(empty)
