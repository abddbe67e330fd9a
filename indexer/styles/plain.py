"""A text in no known style → a meeting of plain paragraphs: still searchable, nothing lost."""

from __future__ import annotations

from index.minutes import Meeting, Source, Utterance
from indexer.dates import find_date, find_date_text
from indexer.identifiers import assign, meeting_id
from indexer.layout import Paragraph, find_paragraphs, find_shape, without_page_marks
from indexer.lines import TextFile
from indexer.problems import Problem

_MAX_TITLE_LENGTH = 80
_MAX_HEAD_LINES = 30


def parse(file: TextFile) -> tuple[Meeting, tuple[Problem, ...]]:
    """Keep each paragraph as narrative, and report that the style was not recognised."""
    lines = without_page_marks(file.lines)
    first = next((line.text.strip() for line in lines if line.text.strip()), file.name)
    title = first if len(first) <= _MAX_TITLE_LENGTH else file.name
    head = "\n".join(line.text[:_MAX_TITLE_LENGTH] for line in lines[:_MAX_HEAD_LINES])
    date = find_date(head)
    paragraphs = find_paragraphs(lines, find_shape(lines))
    drafts = tuple(narrative(file, paragraph) for paragraph in paragraphs)
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


def narrative(file: TextFile, paragraph: Paragraph) -> Utterance:
    """A paragraph that is nobody's words, before it has its id."""
    source = file.source(paragraph.trace[0])
    return Utterance("", "", None, "narrative", paragraph.text, source, trace=paragraph.trace)
