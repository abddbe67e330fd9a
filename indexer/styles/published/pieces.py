"""A piece of published minutes: consecutive lines that one person says, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from index.minutes import Role
from indexer.lines import Line
from indexer.styles.speaker_marks.marks import SpeakerMark

PieceKind = Literal["speech", "printed", "heading", "time"]


class Piece(NamedTuple):
    """Consecutive lines; `speaker` is as the mark prints it, without its circle.

    `mark` is what was taken off the first line: circle, speaker and spaces; `listed`
    is the speaker as the system's own list has it.
    """

    kind: PieceKind
    lines: tuple[Line, ...]
    speaker: str | None = None
    circle: str = ""
    mark: str = ""
    role: Role | None = None
    listed: str | None = None


def begun(lines: Sequence[Line], head: SpeakerMark, role: Role | None = None) -> Piece:
    """The speech whose mark stands at the head of its first line."""
    first = lines[0]
    kept = (first._replace(text=first.text[head.end :]), *lines[1:])
    return Piece("speech", kept, head.text, head.sign, first.text[: head.end], role)


def is_ruled(lines: Sequence[Line]) -> bool:
    """Whether the lines print nothing but rules (──────)."""
    return not any(line.text.strip(" 　─━―‐－-＝=*＊・…\t\r") for line in lines)


def has_words(lines: Sequence[Line]) -> bool:
    """Whether anything is printed on the lines."""
    return any(line.text.strip() for line in lines)
