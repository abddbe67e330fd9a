"""How much memory there is, of the machine and of a container."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.storage import resources


@pytest.mark.parametrize(
    ("allowed", "there"),
    [("1073741824\n", 1 << 30), ("max\n", None), (None, None)],
)
def test_a_container_has_what_it_is_allowed(
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


def test_writing_takes_no_more_than_a_gigabyte_a_core() -> None:
    assert 1 << 29 <= resources.DEFAULT_MEMORY <= max(1 << 29, resources.core_count() << 30)
