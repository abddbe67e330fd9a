"""Fixtures for every test: the minutes at hand, an index of them, the real command."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import settings

from kaigiroku.commands import main

# A machine that is busy with something else must not fail a property.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parents[1]

Run = Callable[..., subprocess.CompletedProcess[str]]
OtherWriter = Callable[[Path], AbstractContextManager["subprocess.Popen[bytes]"]]

WRITE = """
import sys
from pathlib import Path
from index.writer import open_writer
with open_writer(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


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


@pytest.fixture(scope="session")
def forking() -> Iterator[subprocess.Popen[str]]:
    """What runs commands for `run_forked`."""
    with subprocess.Popen(
        [sys.executable, ROOT / "tests" / "forked.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        encoding="utf-8",
    ) as process:
        yield process


@pytest.fixture
def run_forked(tmp_path: Path, forking: subprocess.Popen[str]) -> Run:
    """As `run`, without what each command takes to start: for tests that run many.

    What is imported already is all that differs; `run` stays for what is to show that
    the command as it is installed begins and ends as it should.
    """

    def run_command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        assert forking.stdin is not None
        assert forking.stdout is not None
        kept = {name: value for name, value in os.environ.items() if name != "KAIGIROKU_INDEX"}
        with NamedTemporaryFile() as out, NamedTemporaryFile() as err:
            asked = {
                "arguments": [str(each) for each in arguments],
                "folder": str(tmp_path),
                "environment": {**kept, "PYTHONUTF8": "1", **environment},
                "out": out.name,
                "err": err.name,
            }
            print(json.dumps(asked), file=forking.stdin, flush=True)
            assert select.select([forking.stdout], [], [], 120)[0], "no end after 120 s"
            status = int(forking.stdout.readline())
            printed, said = out.read().decode(), err.read().decode()
        return subprocess.CompletedProcess(arguments, status, printed, said)

    return run_command


@pytest.fixture
def other_writer() -> OtherWriter:
    """Have another process hold an index open for writing, until its input ends."""

    @contextmanager
    def writing(home: Path) -> Iterator[subprocess.Popen[bytes]]:
        with subprocess.Popen(
            [sys.executable, "-c", WRITE, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"open\n"
            yield process

    return writing
