"""The header of summary minutes: its parts and its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.minutes import AgendaItem, Attendee
from indexer.layout import Shape, join
from indexer.lines import Line
from indexer.styles.header_labels import Label, read_label
from indexer.styles.heading_numbers import HeadingNumber, read_numbering, split_number
from indexer.styles.meeting_names import RECORD_KIND, choose_title, find_form_name
from indexer.styles.summary.agenda import read_agenda
from indexer.styles.summary.attendance import read_attendance
from indexer.styles.summary.marks import read_mark

_LABELLED = re.compile(r"\s*[^\s:：。、]{2,10}\s*[:：\t]")
_MAX_TITLE_LENGTH = 200
_LISTS = ("present", "absent", "secretariat")
_SAID = re.compile(r"[ぁ-ん]{2}(?<!とおり)(?<!による)[。．？?][」』）)]?\s*$")
_AMBIGUOUS = ("議事", "内容", "審議", "概要")


@dataclass(frozen=True, slots=True)
class HeaderPart:
    """One part of the header: its label as printed, its lines without the label."""

    label: Label
    printed: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SummaryParts:
    """Divided minutes: title, header parts, proceedings and the number of their heading."""

    title: tuple[Line, ...]
    header: tuple[HeaderPart, ...]
    proceedings: tuple[Line, ...]
    numbering: HeadingNumber | None = None


def divide(lines: Sequence[Line]) -> SummaryParts:
    """Divide minutes at the labels of the header's own level, and at the proceedings."""
    found = _labels(lines)
    if not found:
        printed = [index for index, line in enumerate(lines) if line.text.strip()]
        first = printed[0] + len(_title_lines([lines[index] for index in printed]))
        return SummaryParts(tuple(lines[:first]), (), tuple(lines[first:]))
    start = _proceedings(lines, found)
    header = [each for each in found if each[0] < start]
    ends = [index for index, _, _ in header[1:]] + [start]
    parts = tuple(
        HeaderPart("agenda" if label == "proceedings" else label, printed, _body(lines[index:end]))
        for (index, label, printed), end in zip(header, ends, strict=bool(header))
    )
    headed = any(index == start for index, label, _ in found if label == "proceedings")
    body = _body(lines[start:]) if headed else tuple(lines[start:])
    numbering = read_numbering(lines[start].text.strip()) if headed else None
    return SummaryParts(tuple(lines[: found[0][0]]), parts, body, numbering)


def _labels(lines: Sequence[Line]) -> list[tuple[int, Label, str]]:
    """The label lines that are set like the first of them: index, label, as printed."""
    found: list[tuple[int, Label, str]] = []
    labels = [read_label(line.text.strip()) for line in lines]
    when = [index for index, label in enumerate(labels) if label and label[0] == "when"]
    level: str | None = None
    for index, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label is None:
            continue
        kind, value = label
        if kind == "proceedings" and not found and when and index < when[-1]:
            continue  # 「議事概要」 as the title's last line
        text = line.text.strip()
        level = _level(text) if level is None else level
        if _level(text) != level:
            continue
        found.append((index, kind, _bare_label(text.removesuffix(value))))
        if kind == "proceedings" and found[-1][2] not in _AMBIGUOUS:
            break
    return found


def _level(text: str) -> str:
    numbering = read_numbering(text)
    return numbering.style if numbering else ""


def _bare_label(printed: str) -> str:
    _, rest = split_number(printed)
    return "".join(re.sub(r"[【】\[\]［］＜＞<>:：■□●○〇◯◎◆◇・]|[（(].*$", "", rest).split())


def _proceedings(lines: Sequence[Line], found: Sequence[tuple[int, Label, str]]) -> int:
    """The index of the line of the proceedings' heading, or of the first after the header."""
    headed = [(index, printed) for index, label, printed in found if label == "proceedings"]
    if headed:
        clear = [index for index, printed in headed if printed not in _AMBIGUOUS]
        return clear[0] if clear else headed[-1][0]
    last = found[-1][0]
    level = _level(lines[last].text.strip())
    for index in range(last + 1, len(lines)):
        text = lines[index].text.strip()
        if text and level and _level(text) == level:
            return index
    if found[-1][1] == "agenda":
        return last + 1
    return _first_turns(lines, last + 1)


def _first_turns(lines: Sequence[Line], first: int) -> int:
    """The index of the first line of questions without a heading, after a blank line."""
    marks = [read_mark(line.text) for line in lines]
    places = range(first, len(lines))
    answers = (at for at in places if (mark := marks[at]) and mark.name in "→Ａ")
    answer = start = next(answers, len(lines))
    while start > first and lines[start - 1].text.strip():
        start -= 1
    if start > first or answer == len(lines):
        return start
    return next((at for at in range(first, answer) if marks[at]), answer)


def _body(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a part; the first is the text after its label."""
    label = read_label(lines[0].text.strip())
    value = label[1] if label else lines[0].text
    return (lines[0]._replace(text=value), *lines[1:])


def text_of(parts: Sequence[HeaderPart], label: Label) -> str:
    """The joined text of the parts of a label, up to a line with another label of its own."""
    found = (_own_lines(part.lines) for part in parts if part.label == label)
    return " ".join(join(lines).text for lines in found).strip()


def _own_lines(lines: Sequence[Line]) -> Sequence[Line]:
    end = next((at for at, line in enumerate(lines) if at and _LABELLED.match(line.text)), None)
    return lines[:end]


def agenda_of(parts: Sequence[HeaderPart], shape: Shape) -> tuple[AgendaItem, ...]:
    listed = (part for part in parts if part.label == "agenda")
    return tuple(item for part in listed for item in read_agenda(part.lines, shape))


def attendees_of(parts: Sequence[HeaderPart], agenda: Sequence[AgendaItem]) -> tuple[Attendee, ...]:
    return tuple(
        person
        for part in parts
        if part.label in _LISTS
        for person in read_attendance(
            [line for line in part.lines if not _is_said(line.text)], part.printed, agenda
        )
    )


def said_in_lists(parts: Sequence[HeaderPart]) -> tuple[Line, ...]:
    """The sentences among the lists of people: somebody's words, and nobody's name."""
    lists = (part for part in parts if part.label in _LISTS)
    return tuple(line for part in lists for line in part.lines if _is_said(line.text))


def _is_said(text: str) -> bool:
    return _SAID.search(text) is not None


def read_title(lines: Sequence[Line]) -> tuple[str, tuple[Line, ...]]:
    """The title, and the lines under it that are not part of it."""
    printed = [line for line in lines if line.text.strip()]
    if form := find_form_name([line.text for line in printed]):
        start, end, name = form
        above, between = _printed_title(printed[:start])
        title = choose_title(above, name)
        left = between if title == above else _without_kinds(printed[:start])
        return title, (*left, *printed[end:])
    return _printed_title(printed)


def _without_kinds(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if not RECORD_KIND.fullmatch(line.text.strip()))


def _printed_title(printed: Sequence[Line]) -> tuple[str, tuple[Line, ...]]:
    """The title that is printed without a label, and the lines under it."""
    if len(printed) > 1 and RECORD_KIND.fullmatch(printed[0].text.strip()):
        printed = printed[1:]  # 「会議録」 over the title proper
    title = _title_lines(printed)
    return join(title).text, tuple(printed[len(title) :])


def _title_lines(printed: Sequence[Line]) -> Sequence[Line]:
    """The first lines up to the kind of record (会議録), else the first line alone.

    Empty where the first line is too long for a title.
    """
    short = list(takewhile(lambda line: len(line.text) <= _MAX_TITLE_LENGTH, printed[:4]))
    for end in range(1, len(short) + 1):
        text = join(short[:end]).text
        if RECORD_KIND.sub("", text) not in (text, ""):
            return short[:end]
    return short[:1]
