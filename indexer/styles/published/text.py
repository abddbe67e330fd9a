"""The lines of a piece → its text, with the way back from each character to page and line.

What a system prints as a line is a paragraph, kept to the letter; where the system
keeps the lines of the printed page, cut at a fixed width, they are joined again.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.minutes import Mark
from indexer.layout import indent, join
from indexer.line_width import Shape, ends_sentence
from indexer.lines import Line


def text_of(
    lines: Sequence[Line], shape: Shape, *, paged: bool, mark: str = ""
) -> tuple[str, tuple[Mark, ...]]:
    """The text of lines without the empty ones at its ends, and where each line begins in it.

    `mark` is what stood before the first line, and counts for its width.
    """
    parts: list[str] = []
    trace: list[Mark] = []
    length = 0
    for group in _paragraphs(_trimmed(lines), shape, mark):
        first = group[0].text
        lead = first[: len(first) - len(first.lstrip())] if parts else ""
        paragraph = join(group)
        if parts:
            length += 1
        for at in paragraph.trace:
            offset = length + len(lead) + at.offset if at.offset else length
            trace.append(Mark(offset, at.page if paged else None, at.line))
        parts.append(lead + paragraph.text if paragraph.text else "")
        length += len(parts[-1])
    return "\n".join(parts), tuple(trace)


def _trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    printed = [at for at, line in enumerate(lines) if line.text.strip()]
    return lines[printed[0] : printed[-1] + 1] if printed else ()


def _paragraphs(lines: Sequence[Line], shape: Shape, mark: str) -> list[list[Line]]:
    groups: list[list[Line]] = []
    before: Line | None = None
    indented = any(line.text[:1] == "　" and line.text.strip() for line in lines)
    for line in lines:
        if before and _goes_on(before, line, shape, indented=indented):
            groups[-1].append(line)
        else:
            groups.append([line])
        before = line if before else line._replace(text=mark + line.text)
    return groups


def _goes_on(before: Line, line: Line, shape: Shape, *, indented: bool) -> bool:
    """Whether a line only continues the one before: cut at full width, or by a page.

    Where paragraphs are indented, also after a sentence that ends with the line.
    """
    if not before.text.strip() or not line.text.strip():
        return False
    if shape.wraps(before) or (indented and shape.fills(before)):
        return indent(line.text) <= shape.wrap_indent
    cut = before.page != line.page and not ends_sentence(before.text)
    return cut and before.text.strip()[-1:] not in "─━―」）〕" and indent(line.text) == 0
