"""A meeting as published by one of the systems municipalities buy, before it is parsed.

A system prints a meeting as blocks (a speech, a heading, a roster), or as one text in
which only marks separate the speeches. What else a page prints (its menus, the
numbers and the list of the speeches, marks of pages) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.minutes import Role
from indexer.lines import Line

BlockKind = Literal["speech", "printed", "heading", "text"]
"""The kind of a block, as the system has it.

    speech    the words of a speaker; lines before the speaker's mark are printed
    printed   a roster, a table of contents, the order of the day
    heading   the heading of what follows
    text      any of these, separated by marks only
"""

SPEECH_SIGNS = tuple("○◯〇◎◆●")
"""The circles that begin a speech in these systems."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines; `speaker` is the name that the system gives beside the text.

    `role` is the role that the system gives by a sign or a code.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    speaker: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One meeting; null where the system prints it only in the text.

    `date` is as printed; `pages` says whether the pages of the lines are those of the minutes.
    """

    system: str
    blocks: tuple[Block, ...]
    title: str | None = None
    body: str | None = None
    date: str | None = None
    pages: bool = False


def is_printed(lines: Iterable[Line]) -> bool:
    """Whether any of the lines has text."""
    return any(line.text.strip() for line in lines)
