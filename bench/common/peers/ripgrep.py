"""ripgrep over the text: it has no index, and reads everything each time."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path

from common.peers import Prepared

# No file of settings has a say, and no text is taken for something else.
_OPTIONS = ("--no-config", "--text", "--fixed-strings", "--count", "--no-filename")
NOTHING_FOUND = 1


def is_here() -> bool:
    return shutil.which("rg") is not None


def version() -> str:
    """Its name and version, where it is installed."""
    if not is_here():
        return ""
    told = subprocess.run(("rg", "--version"), stdout=subprocess.PIPE, check=True).stdout
    return f"{told.decode().splitlines()[0]}."


def opened(texts: Path, strings: list[str]) -> Prepared:
    return Prepared([partial(_count, texts, string) for string in strings])


def _count(texts: Path, string: str) -> int:
    """How many utterances have the string."""
    command = ("rg", *_OPTIONS, "--", string, texts)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, NOTHING_FOUND):
        raise RuntimeError(f"rg: {done.returncode}")
    return int(done.stdout or b"0")
