"""Problems in a file, and errors of reading it: one line of Japanese each."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

# Control characters, those that turn the direction of writing (U+202E), line separators,
# and half characters.
_HIDDEN = frozenset(("Cc", "Cf", "Zl", "Zp", "Cs"))


Concern = Literal["text", "copy", "parts"]
"""What a problem is about: a text, a copy that was left out, or parts of one meeting."""


def is_shown(character: str) -> bool:
    """Whether a character shows itself, and steers neither a terminal nor a page."""
    return unicodedata.category(character) not in _HIDDEN


def location(file: str, page: int | None, line: int | None) -> str:
    """A place in a file in words: 076.pdf 3ページ12行."""
    pages = f"{page}ページ" if page is not None else ""
    lines = f"{line}行" if line is not None else ""
    return f"{file} {pages}{lines}" if pages or lines else file


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was not understood; page and line from 1.

    It was indexed as text, unless it is `lost`: a record that could not be read. `last` is
    the last line of the text in question, `characters` its length. Copies and parts of a
    meeting are no failures of reading: see `concern`.
    """

    file: str
    page: int | None
    line: int | None
    message: str
    lost: bool = False
    last: int | None = None
    characters: int = 0
    concern: Concern = "text"

    def __str__(self) -> str:
        """Place and message on one line: a quotation from a file may hold any character."""
        line = f"{location(self.file, self.page, self.line)}: {self.message}"
        return "".join("".join(run) if shown else " " for shown, run in groupby(line, is_shown))


class Unreadable(Exception):
    """A file cannot be read, or not to its end: empty, binary, undecodable, broken, too big."""

    def __init__(self, file: str, message: str, line: int | None = None) -> None:
        super().__init__(file, message, line)
        self.file = file
        self.line = line
        self.message = message

    def problem(self, *, lost: bool = False) -> Problem:
        return Problem(self.file, None, self.line, self.message, lost)

    def __str__(self) -> str:
        return str(self.problem())
