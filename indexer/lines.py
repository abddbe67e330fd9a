"""A file as lines, each with its page and number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from index.minutes import Mark, Source
from indexer.problems import Problem


class Line(NamedTuple):
    """One line with its indentation, its page, and its number in the file, from 1.

    `mark` is the speaker's mark that was cut off its head; `heading` says that the file itself
    calls the line a heading.
    """

    text: str
    page: int
    number: int
    mark: str = ""
    heading: bool = False

    def cut(self, end: int) -> Line:
        """The line without the mark that ends at `end`."""
        return self._replace(text=self.text[end:], mark=self.text[:end])


@dataclass(frozen=True)
class TextFile:
    """A file that was read: its name, its lines, the SHA-256 of the file on the disk.

    `problems` name the parts that could not be read. `paged` says that the pages are
    those of the document, and were not guessed from its text.
    """

    name: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    paged: bool = False
    sha256: str = ""

    def source(self, at: Mark) -> Source:
        return Source(self.name, self.sha256, at.page, at.line)
