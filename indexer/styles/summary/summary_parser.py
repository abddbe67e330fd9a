"""A text file in summary style → a meeting."""

from __future__ import annotations

import re
from itertools import pairwise

from index.minutes import Meeting, Source
from indexer.dates import find_hours
from indexer.identifiers import assign, meeting_id
from indexer.layout import find_shape, join, without_page_marks
from indexer.lines import TextFile
from indexer.problems import Problem
from indexer.styles.header_labels import read_label
from indexer.styles.meeting_names import id_name, id_number, read_body, read_number
from indexer.styles.narrative import narrative
from indexer.styles.sitting_day import find_sitting_day
from indexer.styles.summary.blocks import find_blocks
from indexer.styles.summary.header import (
    agenda_of,
    attendees_of,
    divide,
    read_title,
    said_in_lists,
    text_of,
)
from indexer.styles.summary.marks import find_usage, read_mark
from indexer.styles.summary.proceedings import read_proceedings
from indexer.styles.summary.speakers import usual_answerer

_SCORED_LINES = 20_000


def score(file: TextFile) -> float:
    """The evidence for summary minutes, 0 to 1; from 0.5 on they are likely."""
    lines = [line.text.strip() for line in file.lines[:_SCORED_LINES] if line.text.strip()]
    names = [mark.name for mark in map(read_mark, lines) if mark]
    answers = sum(name in "→Ａ" for name in names)
    asked = sum(after in "→Ａ" and name not in "→Ａ" for name, after in pairwise(names))
    labels = {label[0] for label in map(read_label, lines) if label}
    points = names.count("・") >= 3 and "proceedings" in labels
    spoken = sum(bool(_SPEAKER.match(line)) for line in lines)
    total = 0.4 * (asked > 0) + 0.1 * (asked > 1) + 0.3 * points
    total += 0.13 * min(len(labels), 4) - 0.6 * (spoken > answers + 2)
    return max(0.0, min(1.0, total))


_SPEAKER = re.compile(
    r"[○〇◯◎◆●‹【][^\s。]{0,20}(?:[（(][^）)。]{1,16}[)）]|[›】]|議長|委員|議員|会長)"
)


def parse(file: TextFile) -> tuple[Meeting, tuple[Problem, ...]]:
    """Read summary minutes; text that is not understood becomes narrative and is reported."""
    lines = without_page_marks(file.lines)
    shape = find_shape(lines)
    parts = divide(lines)
    title, under_title = read_title(parts.title)
    under_title = (*under_title, *said_in_lists(parts.header))
    listed = agenda_of(parts.header, shape)
    attendees = attendees_of(parts.header, listed)
    blocks = find_blocks(parts.proceedings, find_usage(parts.proceedings, shape))
    drafts, agenda, problems = read_proceedings(
        file, blocks, listed, usual_answerer(attendees), parts.numbering
    )
    when = text_of(parts.header, "when")
    begins, ends = find_hours(when)
    labelled = [f"日時：{when}"] if when else []
    day = find_sitting_day([*labelled, *(line.text for line in parts.title)], title)
    address = meeting_id(id_name(title), title, id_number(title), day.date)
    meeting = Meeting(
        id=address,
        body=read_body(title, (line.text for line in parts.title)),
        title=title or file.name,
        published=Source(file.name, file.sha256),
        utterances=assign(
            address, [*(narrative(file, join([line])) for line in under_title), *drafts]
        ),
        number=read_number(title),
        date=day.date,
        date_text=day.printed,
        begins=begins,
        ends=ends,
        place=text_of(parts.header, "place") or None,
        agenda=agenda,
        attendees=attendees,
    )
    message = "見出しが分からない行です。"
    unknown = (Problem(file.name, line.page, line.number, message) for line in under_title)
    return meeting, (*unknown, *problems)
