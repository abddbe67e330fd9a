"""What could not be understood or read, said in one line of Japanese."""

from __future__ import annotations

from dataclasses import dataclass


def _place(file: str, page: int | None, line: int | None) -> str:
    pages = f"{page}頁" if page is not None else ""
    lines = f"{line}行" if line is not None else ""
    return f"{file} {pages}{lines}" if pages or lines else file


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was not understood; page and line from 1.

    It was kept as text, unless it is `lost`: a record that could not be read.
    """

    file: str
    page: int | None
    line: int | None
    message: str
    lost: bool = False

    def __str__(self) -> str:
        return f"{_place(self.file, self.page, self.line)}: {self.message}"


class Unreadable(Exception):
    """A file cannot be read at all: empty, binary, undecodable or broken."""

    def __init__(self, file: str, message: str, line: int | None = None) -> None:
        super().__init__(file, message, line)
        self.file = file
        self.line = line
        self.message = message

    def __str__(self) -> str:
        return f"{_place(self.file, None, self.line)}: {self.message}"
