"""What could not be understood or read, said in one line of Japanese."""

from __future__ import annotations

import re
from dataclasses import dataclass


def place(file: str, page: int | None, line: int | None) -> str:
    pages = f"{page}ページ" if page is not None else ""
    lines = f"{line}行" if line is not None else ""
    return f"{file} {pages}{lines}" if pages or lines else file


def _one_line(file: str, page: int | None, line: int | None, message: str) -> str:
    """Place and message; what is quoted from a file may hold any character."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", f"{place(file, page, line)}: {message}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was not understood; page and line from 1.

    It was kept as text, unless it is `lost`: a record that could not be read. `last` is
    the line of the text up to which it goes on, `characters` how much of it that is.
    """

    file: str
    page: int | None
    line: int | None
    message: str
    lost: bool = False
    last: int | None = None
    characters: int = 0

    def __str__(self) -> str:
        return _one_line(self.file, self.page, self.line, self.message)


class Unreadable(Exception):
    """A file cannot be read, or not to its end: empty, binary, undecodable, broken, too big."""

    def __init__(self, file: str, message: str, line: int | None = None) -> None:
        super().__init__(file, message, line)
        self.file = file
        self.line = line
        self.message = message

    def __str__(self) -> str:
        return _one_line(self.file, None, self.line, self.message)
