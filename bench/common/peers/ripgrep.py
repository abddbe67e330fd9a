"""ripgrep over the text: it has no index, and reads everything each time."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from common.peers import PreparedQueries

# No settings file is read, and no text is taken for binary.
COMMAND = ("rg", "--no-config", "--text", "--fixed-strings", "--color=never")
NOTHING_FOUND = 1


def is_installed() -> bool:
    return shutil.which("rg") is not None


def version() -> str:
    """The name and version, or nothing where it is not installed."""
    if not is_installed():
        return ""
    printed = subprocess.run(("rg", "--version"), stdout=subprocess.PIPE, check=True).stdout
    return f"{printed.decode().splitlines()[0]}."


def open_strings(texts: Path, strings: Sequence[str]) -> PreparedQueries:
    return PreparedQueries([partial(_count, texts, string) for string in strings])


def _count(texts: Path, string: str) -> int:
    """The number of utterances that have the string."""
    command = (*COMMAND, "--count", "--no-filename", "--", string, texts)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, NOTHING_FOUND):
        raise RuntimeError(f"rg: {done.returncode}")
    return int(done.stdout or b"0")
