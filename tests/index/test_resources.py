"""The memory and cores of the machine or container."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import search
from index.query import SearchRequest
from index.search import Searcher
from index.storage import resources
from index.storage.resources import Resident

from .conftest import Home


@pytest.mark.parametrize(
    ("allowed", "there"),
    [("1073741824\n", 1 << 30), ("max\n", None), (None, None)],
)
def test_the_memory_limit_of_a_container_is_respected(
    allowed: str | None, there: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_CGROUP_LIMIT", tmp_path / "none")
    machine = resources.available_memory()
    assert machine >= 1 << 29
    file = tmp_path / "memory.max"
    if allowed:
        file.write_text(allowed)
    monkeypatch.setattr(resources, "_CGROUP_LIMIT", file)
    assert resources.available_memory() == (there or machine)


def test_writing_takes_at_most_a_gigabyte_per_core() -> None:
    assert 1 << 29 <= resources.DEFAULT_MEMORY <= max(1 << 29, resources.core_count() << 30)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is in memory")
def test_own_memory_and_mapped_files_are_told_apart(tmp_path: Path) -> None:
    size = 64 << 20
    (tmp_path / "file").write_bytes(bytes(size))
    # What was freed would be used again, and not counted twice.
    resources.trim_heap()
    before = resources.resident()
    own = b"k" * size
    with (tmp_path / "file").open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    assert mapped.find(b"k") < 0
    after = resources.resident()
    # The kernel counts by and by, and what other tests left may be given back meanwhile.
    assert after.own - before.own == pytest.approx(len(own), rel=0.4)
    assert after.mapped - before.mapped == pytest.approx(size, rel=0.4)


class Memory:
    """A process whose memory is made up, and what a searcher has given back of it."""

    def __init__(self, searcher: Searcher, patch: pytest.MonkeyPatch) -> None:
        self.now = Resident(100 << 20, 100 << 20)
        self.unmapped = self.trimmed = 0
        patch.setattr(search, "resident", lambda: self.now)
        patch.setattr(search, "trim_heap", self._trim)
        patch.setattr(searcher._engine, "unmap", self._unmap)
        searcher.prepare(wait=True)

    def _unmap(self) -> None:
        self.unmapped += 1
        self.now = self.now._replace(mapped=100 << 20)

    def _trim(self) -> None:
        self.trimmed += 1
        # What is needed cannot be given back.
        self.now = self.now._replace(own=self.now.own - (40 << 20))

    def grow(self, own: int = 0, mapped: int = 0) -> None:
        """Have so many more megabytes."""
        self.now = Resident(self.now.own + (own << 20), self.now.mapped + (mapped << 20))

    def given_back(self) -> tuple[int, int]:
        """How often it unmapped pages, and trimmed the heap, since the last time."""
        times = self.unmapped, self.trimmed
        self.unmapped = self.trimmed = 0
        return times


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    home = Home(tmp_path / "store")
    home.commit("m1")
    yield Searcher(home.path)


def test_a_server_gives_back_what_answers_leave_beyond_a_bound(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory(searcher, monkeypatch)
    memory.given_back()
    given = []
    for grown in ({}, {"mapped": 200}, {"mapped": 200}, {"own": 30}, {"own": 60}, {"own": 30}):
        memory.grow(**grown)
        searcher.search(SearchRequest("橋"))
        given.append(memory.given_back())
    # What was left after trimming counts no more.
    assert given == [(0, 0), (0, 0), (1, 0), (0, 0), (0, 1), (0, 0)]


def test_a_server_that_nobody_asks_gives_back_everything_once(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory(searcher, monkeypatch)
    searcher.search(SearchRequest("橋"))
    memory.given_back()
    searcher.rest()
    assert memory.given_back() == (0, 0)
    monkeypatch.setattr(search, "REST_SECONDS", 0.0)
    for _ in range(2):
        searcher.rest()
        searcher.rest()
        assert memory.given_back() == (1, 1)
        searcher.search(SearchRequest("橋"))
