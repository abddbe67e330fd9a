"""Fixtures for every test: the minutes at hand, an index of them, the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kaigiroku import main

# A machine that is busy with something else must not fail a property.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parents[1]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real minutes, which belong to their assemblies and lie beside the checkout."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("no real minutes beside the checkout")
    return path


@pytest.fixture(scope="session")
def samples() -> Path:
    """The project's own minutes of a town that does not exist."""
    return ROOT / "samples" / "minutes"


@pytest.fixture(scope="session")
def sample_index(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the samples, built once; for reading only."""
    home = tmp_path_factory.mktemp("samples") / "store"
    assert main(["index", str(samples), "--index", str(home)]) == 0
    return home


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the installed command in an empty folder, as a person would."""

    def run_command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name != "KAIGIROKU_INDEX"}
        return subprocess.run(
            [Path(sys.executable).with_name("kaigiroku"), *map(str, arguments)],
            cwd=tmp_path,
            env={**kept, "PYTHONUTF8": "1", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return run_command
