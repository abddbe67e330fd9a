"""kensakusystem.jp: the text of a day's minutes → lines, not yet divided into speeches.

Reads     the text that the system's download gives (開催日：… 会議名：… and the minutes),
          in CP932 as it sends it or in any other encoding, also several days in
          succession, and the page it shows for 全文表示, which holds the same lines
Produces  one block of text for each day, on the pages that <PAGE="n"> says; the
          styles divide it by its marks
Dates     開催日：令和 7年 2月17日, with spaces for digits that are missing
Pitfalls  a long day is sent in parts, each with the same two lines at its head; the
          marks differ from town to town (○議長（…）, ○（…議長）, ○…議長　); headings and
          times have the same circles as speakers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.lines import Line
from indexer.sources.published import SPEECH_SIGNS, Block, Published, is_printed

SYSTEM = "kensakusystem"

_HEADER = re.compile(r"(?P<key>開催日|会議名)[ 　]*[：:][ 　]*(?P<value>.*)")
_PAGE = re.compile(r"<PAGE\s*=\s*\"?(?P<page>[0-9]{1,5})\"?\s*/?>", re.IGNORECASE)
_LABEL = re.compile(r"[ 　]*[^\s：:○◯〇]{1,12}[：:]")
# The head is among the first lines. Other minutes have such labels over few speeches.
_HEAD_LINES, _MAX_HEAD_LENGTH, _MIN_MARKS_UNDER_LABELS = 30, 400, 3


def is_kensakusystem(lines: Sequence[Line]) -> bool:
    """Whether a text begins as the system's does, or has its page marks.

    Other minutes have these labels too (会議名：第３回審議会), among more of them.
    """
    if any(_PAGE.search(line.text) for line in lines):
        return True
    shown = [line for line in lines[:_HEAD_LINES] if line.text.strip()][:5]
    keys = [found["key"] if (found := _header(line)) else None for line in shown]
    circled = sum(line.text.lstrip().startswith(SPEECH_SIGNS) for line in lines)
    labelled = any(_LABEL.match(line.text) for line in shown[2:])
    needed = _MIN_MARKS_UNDER_LABELS if labelled else 1
    return keys[:2] == ["開催日", "会議名"] and circled >= needed


def read_kensakusystem(lines: Sequence[Line]) -> tuple[Published, ...]:
    """The days of a text, in its order; a head that is repeated begins no new day."""
    days: list[tuple[tuple[str | None, str | None], list[Line]]] = []
    for head, body in _parts(lines):
        values = {found["key"]: found["value"] for found in map(_header, head) if found}
        key = (values.get("会議名"), values.get("開催日"))
        if not days or (any(key) and key != days[-1][0]):
            days.append((key, []))
        days[-1][1].extend(body)
    return tuple(_day(title, date, text) for (title, date), text in days)


def _header(line: Line) -> re.Match[str] | None:
    text = line.text.strip(" 　\t\r\ufeff") if len(line.text) < _MAX_HEAD_LENGTH else ""
    return _HEADER.fullmatch(text)


def _parts(lines: Sequence[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """Each head of two lines with the lines under it; the first may have no head."""
    head: list[Line] = []
    body: list[Line] = []
    keys: set[str] = set()
    for line in lines:
        found = _header(line)
        if found and (not head or (found["key"] not in keys and not is_printed(body))):
            if not head and is_printed(body):
                yield head, body
                body = []
            head.append(line)
            keys.add(found["key"])
        elif found:
            yield head, body
            head, body, keys = [line], [], {found["key"]}
        else:
            body.append(line)
    yield head, body


def _day(title: str | None, date: str | None, lines: Sequence[Line]) -> Published:
    """A day on the pages that its marks begin; the marks themselves are left out."""
    first = next((found for line in lines if (found := _PAGE.search(line.text))), None)
    page = max(int(first["page"]) - 1, 1) if first else 1
    paged: list[Line] = []
    for line in lines:
        place = 0
        for found in _PAGE.finditer(line.text):
            if piece := line.text[place : found.start()]:
                paged.append(Line(piece, page, line.number))
            page, place = int(found["page"]), found.end()
        if not place or line.text[place:].strip():
            paged.append(Line(line.text[place:], page, line.number))
    blocks = (Block("text", tuple(paged)),)
    return Published(SYSTEM, blocks, title or None, date=date or None, pages=first is not None)
