"""A meeting as one of the systems municipalities buy publishes it, before it is parsed.

A system prints a meeting as blocks: what one person says, a heading, a roster; or as
one text whose speeches only their marks part. What else a page prints (its menus, the
numbers and the list of the speeches, marks of pages) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.minutes import Role
from indexer.lines import Line

BlockKind = Literal["speech", "printed", "heading", "text"]
"""What the system says a block is.

    speech    the words of one speaker; lines before the speaker's mark are printed
    printed   a roster, a table of contents, the order of the day
    heading   the heading of what follows
    text      any of these, parted by marks only
"""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one another; `speaker` is as the system itself names who speaks.

    `role` is what the system says of the speaker by a sign of its own.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    speaker: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One meeting; null is what the system does not print apart from the text.

    `date` is as printed, `pages` whether the lines' pages are those of the minutes.
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
