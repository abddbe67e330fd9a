"""A text in no known style → a meeting of plain paragraphs: still searchable, nothing lost."""

from __future__ import annotations

from index.minutes import Meeting, Source
from indexer.identifiers import assign, meeting_id
from indexer.layout import find_paragraphs, find_shape, without_page_marks
from indexer.lines import TextFile
from indexer.problems import Problem
from indexer.styles.meeting_names import find_form_name, is_record, read_body, read_number
from indexer.styles.narrative import narrative
from indexer.styles.sitting_day import find_sitting_day

_MAX_TITLE_LENGTH = 80
_MAX_HEAD_LINES = 30


def parse(file: TextFile) -> tuple[Meeting, tuple[Problem, ...]]:
    """Keep each paragraph as narrative, and report that the style was not recognised."""
    lines = without_page_marks(file.lines)
    first = next((line.text.strip() for line in lines if line.text.strip()), file.name)
    title = first if len(first) <= _MAX_TITLE_LENGTH else file.name
    head = [line.text[:_MAX_TITLE_LENGTH] for line in lines[:_MAX_HEAD_LINES]]
    form = find_form_name([line for line in head if line.strip()])
    title = form[2] if form else title
    day = find_sitting_day(head, title)
    paragraphs = find_paragraphs(lines, find_shape(lines))
    drafts = tuple(narrative(file, paragraph) for paragraph in paragraphs)
    # Its first line may be no more than 「会議録」, the same in every file.
    address = meeting_id("", "\n".join(head), None, day.date)
    meeting = Meeting(
        id=address,
        body=read_body(title) if is_record(title) else "",
        title=title,
        published=Source(file.name, file.sha256),
        utterances=assign(address, drafts),
        number=read_number(title),
        date=day.date,
        date_text=day.printed,
    )
    at = drafts[0].source if drafts else meeting.published
    message = "会議録の様式が分からないため、段落のまま読みました。"
    return meeting, (Problem(file.name, at.page, at.line, message),)
