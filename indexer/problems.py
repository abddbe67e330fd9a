"""Problems in a file, and errors of reading it: one line of Japanese each."""

from __future__ import annotations

import re
from dataclasses import dataclass


def location(file: str, page: int | None, line: int | None) -> str:
    """A place in a file in words: 076.pdf 3ページ12行."""
    pages = f"{page}ページ" if page is not None else ""
    lines = f"{line}行" if line is not None else ""
    return f"{file} {pages}{lines}" if pages or lines else file


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was not understood; page and line from 1.

    It was indexed as text, unless it is `lost`: a record that could not be read. `last` is
    the last line of the text in question, `characters` its length.
    """

    file: str
    page: int | None
    line: int | None
    message: str
    lost: bool = False
    last: int | None = None
    characters: int = 0

    def __str__(self) -> str:
        """Place and message on one line: a quotation from a file may hold any character."""
        line = f"{location(self.file, self.page, self.line)}: {self.message}"
        return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", line)


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
