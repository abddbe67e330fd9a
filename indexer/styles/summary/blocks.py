"""Lines of the proceedings → blocks: what begins with a mark or heading, or stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.layout import Paragraph, indent, join
from indexer.line_width import ends_sentence
from indexer.lines import Line
from indexer.styles.summary.headings import (
    Numbering,
    read_agenda_number,
    read_numbering,
)
from indexer.styles.summary.labels import read_label
from indexer.styles.summary.marks import Marked, Marks, Part, continues, read_turn


@dataclass(frozen=True, slots=True)
class Block:
    """Lines joined; `own` is the text without its mark, `whole` with it.

    `apart` says whether a blank line stands before it.
    """

    whole: Paragraph
    own: Paragraph
    part: Part | None
    numbering: Numbering | None
    apart: bool

    @property
    def indent(self) -> int:
        return self.whole.indent

    @property
    def ended(self) -> bool:
        return ends_sentence(self.whole.text)


def find_blocks(lines: Sequence[Line], marks: Marks) -> tuple[Block, ...]:
    """Part lines into blocks; every line that is not blank is in exactly one."""
    groups: list[tuple[list[Line], bool]] = []
    following = dict(pairwise(line for line in lines if line.text.strip()))
    blank = False
    for line in lines:
        if not line.text.strip():
            blank = True
            continue
        if groups and _goes_on(line, groups[-1][0], following.get(line), marks, apart=blank):
            groups[-1][0].append(line)
        else:
            groups.append(([line], blank))
        blank = False
    return tuple(_block(group, apart, marks) for group, apart in groups)


def _goes_on(
    line: Line, group: Sequence[Line], after: Line | None, marks: Marks, *, apart: bool
) -> bool:
    """Whether a line belongs to the block of the lines before it.

    `after` is the next line, `apart` whether a blank line stands between.
    """
    text, before, shape = line.text.strip(), group[-1], marks.shape
    wraps = shape.wraps(before) and (not apart or line.page != before.page)
    if read_turn(line.text):
        return wraps and continues(line, before, marks)
    if read_numbering(text) or read_agenda_number(text):
        return wraps and not _is_plain_heading(text)
    columns = indent(line.text)
    in_turn = read_turn(group[0].text) is not None
    if wraps:
        under_heading = not in_turn and read_numbering(group[0].text.strip()) is not None
        return not (under_heading and columns > shape.wrap_indent + 1)
    if apart:
        return False
    hanging = indent(group[1].text) if len(group) > 1 else shape.wrap_indent
    if ends_sentence(before.text):
        return shape.fills(before) and columns <= max(hanging, shape.wrap_indent) + 1
    if in_turn and columns > indent(group[0].text) + 1:
        return True
    topic_follows = after is not None and read_turn(after.text) and not ends_sentence(text)
    return shape.is_wrapped and in_turn and not topic_follows and abs(columns - hanging) <= 1


def _is_plain_heading(text: str) -> bool:
    """Whether a numbered line after one that fills the width is surely a heading."""
    numbering = read_numbering(text)
    rest = text[numbering.length :] if numbering else text
    found = read_agenda_number(rest)
    return bool(found and (rest[0] in "【[［" or numbering)) or bool(
        numbering and read_label(text) is not None
    )


def _block(group: Sequence[Line], apart: bool, marks: Marks) -> Block:
    whole = join(group)
    mark = read_turn(group[0].text)
    own = join([without(group[0], mark), *group[1:]]) if mark else whole
    part = marks.parts.get(mark.name) if mark else None
    return Block(whole, own, part, read_numbering(own.text), apart)


def without(line: Line, mark: Marked) -> Line:
    """A line without its mark."""
    return line._replace(text=line.text.strip()[mark.length :])
