"""Lines of the proceedings → blocks: each begins with a mark, a heading or a blank line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.layout import Paragraph, Shape, ends_sentence, indent, join
from indexer.lines import Line
from indexer.styles.header_labels import read_label
from indexer.styles.heading_numbers import (
    HeadingNumber,
    read_agenda_number,
    read_numbering,
    split_number,
)
from indexer.styles.summary.marks import MarkUsage, TurnPart, read_turn


@dataclass(frozen=True, slots=True)
class SummaryBlock:
    """Lines joined; `own` is the text without its mark, `whole` with it.

    `after_blank` says whether there is a blank line before it.
    """

    whole: Paragraph
    own: Paragraph
    part: TurnPart | None
    numbering: HeadingNumber | None
    after_blank: bool

    @property
    def indent(self) -> int:
        return self.whole.indent

    @property
    def ended(self) -> bool:
        return ends_sentence(self.whole.text)


def find_blocks(lines: Sequence[Line], usage: MarkUsage) -> tuple[SummaryBlock, ...]:
    """Divide lines into blocks; every line that is not blank is in exactly one block."""
    groups: list[tuple[list[Line], bool]] = []
    following = dict(pairwise(line for line in lines if line.text.strip()))
    blank = False
    for line in lines:
        if not line.text.strip():
            blank = True
            continue
        if groups and _goes_on(line, groups[-1][0], following.get(line), usage, after_blank=blank):
            groups[-1][0].append(line)
        else:
            groups.append(([line], blank))
        blank = False
    return tuple(_block(group, after_blank, usage) for group, after_blank in groups)


def _goes_on(
    line: Line, group: Sequence[Line], after: Line | None, usage: MarkUsage, *, after_blank: bool
) -> bool:
    """Whether a line belongs to the block of the lines before it.

    `after` is the next line, `after_blank` whether there is a blank line before it.
    """
    text, before, shape = line.text.strip(), group[-1], usage.shape
    mark = read_turn(line.text)
    numbered = read_numbering(text) or read_agenda_number(text)
    if shape.wraps(before) and (not after_blank or line.page != before.page):
        if mark:
            return not usage.is_usual(mark, line)
        if numbered:
            return not _is_plain_heading(text)
        in_turn = read_turn(group[0].text) is not None
        under_heading = not in_turn and read_numbering(group[0].text.strip()) is not None
        return not (under_heading and indent(line.text) > shape.wrap_indent + 1)
    return not (after_blank or mark or numbered) and _hangs(line, group, after, shape)


def _hangs(line: Line, group: Sequence[Line], after: Line | None, shape: Shape) -> bool:
    """Whether a line after a short line is set under it as its continuation."""
    before, columns = group[-1], indent(line.text)
    in_turn = read_turn(group[0].text) is not None
    hanging = indent(group[1].text) if len(group) > 1 else shape.wrap_indent
    if ends_sentence(before.text):
        return shape.fills(before) and columns <= max(hanging, shape.wrap_indent) + 1
    if in_turn and columns > indent(group[0].text) + 1:
        return True
    topic_follows = after is not None and read_turn(after.text) and not ends_sentence(line.text)
    return shape.is_wrapped and in_turn and not topic_follows and abs(columns - hanging) <= 1


def _is_plain_heading(text: str) -> bool:
    """Whether a numbered line after a line that fills the width is surely a heading."""
    numbering, rest = split_number(text)
    found = read_agenda_number(rest)
    return bool(found and (rest[0] in "【[［" or numbering)) or bool(
        numbering and read_label(text) is not None
    )


def _block(group: Sequence[Line], after_blank: bool, usage: MarkUsage) -> SummaryBlock:
    whole = join(group)
    mark = read_turn(group[0].text)
    own = whole
    if mark:
        own = join([group[0]._replace(text=group[0].text.strip()[mark.length :]), *group[1:]])
    part = usage.parts.get(mark.name) if mark else None
    return SummaryBlock(whole, own, part, read_numbering(own.text), after_blank)
