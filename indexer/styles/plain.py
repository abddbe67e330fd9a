"""A text in no known style → a meeting of plain paragraphs: still searchable, all kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.minutes import Meeting, Source
from indexer.dates import find_date, find_date_text
from indexer.identifiers import Draft, assign, meeting_id
from indexer.layout import Paragraph, indent, join, without_page_marks
from indexer.line_width import Shape, ends_sentence, find_shape
from indexer.lines import Line, TextFile
from indexer.problems import Problem

_TITLE_LENGTH = 80
_HEAD = 30


def parse(file: TextFile) -> tuple[Meeting, tuple[Problem, ...]]:
    """Keep each paragraph as narrative, and report that the style was not recognised.

    The title is the first line, or the file's name where that is too long for one.
    """
    lines = without_page_marks(file.lines)
    first = next((line.text.strip() for line in lines if line.text.strip()), file.name)
    title = first if len(first) <= _TITLE_LENGTH else file.name
    head = "\n".join(line.text[:_TITLE_LENGTH] for line in lines[:_HEAD])
    date = find_date(head)
    drafts = tuple(
        _draft(file, paragraph) for paragraph in find_paragraphs(lines, find_shape(lines))
    )
    # Its first line may be no more than 「会議録」, the same in every file.
    address = meeting_id("", head, None, date)
    meeting = Meeting(
        id=address,
        body="",
        title=title,
        published=Source(file.name, file.sha256),
        utterances=assign(address, drafts),
        date=date,
        date_text=find_date_text(head) if date else None,
    )
    at = drafts[0].source if drafts else meeting.published
    message = "会議録の様式が分からないため、段落のまま読みました。"
    return meeting, (Problem(file.name, at.page, at.line, message),)


def _draft(file: TextFile, paragraph: Paragraph) -> Draft:
    mark = paragraph.trace[0]
    source = Source(file.name, file.sha256, mark.page, mark.line)
    return Draft("narrative", paragraph.text, source, trace=paragraph.trace)


def find_paragraphs(lines: Sequence[Line], shape: Shape) -> Iterator[Paragraph]:
    """Lines go on where they fill the width and end no sentence, or are not indented."""
    group: list[Line] = []
    blank = False
    for line in lines:
        if not line.text.strip():
            blank = True
            continue
        if group and not _goes_on(line, group[-1], blank, shape):
            yield join(group)
            group = []
        group.append(line)
        blank = False
    if group:
        yield join(group)


def _goes_on(line: Line, before: Line, blank: bool, shape: Shape) -> bool:
    if blank and line.page == before.page:
        return False
    if shape.wraps(before):
        return True
    flush = indent(line.text) <= shape.wrap_indent + 1
    return not blank and shape.fills(before) and ends_sentence(before.text) and flush
