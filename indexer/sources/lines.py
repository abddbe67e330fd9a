"""A text file as lines that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """One line with its indentation, its page, and its number in the file, from 1."""

    text: str
    page: int
    number: int


@dataclass(frozen=True)
class TextFile:
    """A text file that was read: its name, the SHA-256 of its bytes, its lines."""

    name: str
    sha256: str
    lines: tuple[Line, ...]
