"""Pages of mapped files are loaded beforehand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from index.engines.whoosh.segment import columns
from index.engines.whoosh.segment.columns import map_file, touch_pages


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_every_page_is_touched_with_a_pause_after_each_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_BYTES_AT_ONCE", 1 << 20)
    file, paused = tmp_path / "column", []
    file.write_bytes(bytes((5 << 20) + 1))
    content = map_file(file)
    before = _mapped(file)
    touch_pages(content, lambda: paused.append(_mapped(file)))
    assert before < len(content) // 1024 <= paused[-1]
    assert len(paused) == 6


def _mapped(file: Path) -> int:
    """How many kilobytes of a file this process has mapped and may read at once."""
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    next(line for line in lines if line.endswith(str(file)))
    return int(next(line for line in lines if line.startswith("Rss:")).split()[1])


def test_an_empty_file_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    touch_pages(map_file(tmp_path / "empty"), pytest.fail)
