"""The memory and cores of the machine or container."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.storage import resources


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
