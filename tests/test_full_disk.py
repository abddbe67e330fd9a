"""A disk that fills up while indexing: one line, and the last commit stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.doctor import examine
from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

Run = Callable[..., "subprocess.CompletedProcess[str]"]

_SIZE = 2 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", folder]
    if sys.platform != "linux" or not shutil.which("mount"):
        pytest.skip("only Linux has tmpfs")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_one_line_and_leaves_the_last_commit(
    disk: Path, tmp_path: Path, samples: Path, run: Run
) -> None:
    home, minutes = disk / "store", tmp_path / "minutes"
    minutes.mkdir()
    shutil.copy(samples / "012.txt", minutes)
    index_paths([minutes], home)
    before = Searcher(home).search(SearchRequest("個人情報"))
    assert before.total
    shutil.copytree(samples, minutes, dirs_exist_ok=True)
    free = shutil.disk_usage(disk).free
    # From no space at all to nearly enough: writing fails at other steps.
    for left in (0, 40 << 10, 200 << 10):
        filler = disk / "filler"
        filler.write_bytes(bytes(free - left))
        done = run("index", "--index", home, minutes)
        filler.unlink()
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1 and "ディスクに空きがありません" in done.stderr
        assert not list(home.glob("draft-*"))
        assert examine(home, lambda _: None).is_whole
        after = Searcher(home).search(SearchRequest("個人情報"))
        assert (after.total, after.hits) == (before.total, before.hits)
    assert run("index", "--index", home, minutes).returncode == 0
    assert examine(home, lambda _: None).is_whole
    assert Searcher(home).statistics().meetings == 5
