"""gijiroku.com (VOICES): a page of one speech, or of all speeches of a day → blocks.

Reads     the pages that voiweb.exe gives for ACT=203: <A NAME="HUID…"></A> before each
          speech, <BR> at each line; Shift_JIS by its own word, saved in any encoding
Produces  a block for each HUID. A page of one speech says in its <TITLE> who speaks
          and on which page, 委員長(塩屋) P.2, with office and name apart, or that it is
          the roster, (名簿); △ begins a heading
Dates     in the roster only; where the page keeps the address it was asked for, its
          TITL_SUBT names the meeting and the day
Pitfalls  a page of one speech names neither meeting nor day; there are scripts before
          and after the words; 塩屋　委員長 has a space inside, two before the words
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from indexer.encodings import decode
from indexer.lines import Line
from indexer.problems import Unreadable
from indexer.sources.html import Page, plain_text
from indexer.sources.published import Block, Published, is_printed

SYSTEM = "gijiroku.com"

_ANCHOR = re.compile(
    r"<a\b[^>]{0,80}\b(?:name|id)\s*=\s*[\"']?HUID(?P<id>[0-9]+)[\"']?[^>]{0,200}>(?:\s{0,9}</a\s{0,9}>)?",
    re.IGNORECASE,
)
_END = re.compile(r"<form\b|<script\b|</body\b|<iframe\b", re.IGNORECASE)
_TITLE = re.compile(
    r"<title\b[^>]{0,200}>(?P<title>.{0,300}?)</title\s*>", re.IGNORECASE | re.DOTALL
)
_PAGED = re.compile(r"(?P<who>.*?)[\s　]*[PpＰ][.．][\s　]*(?P<page>[0-9０-９]{1,5})")
_SUBTITLE = re.compile(r"TITL_SUBT=(?P<title>[^&\"'\s<>]{3,600})", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]{0,2000}>", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^>]{0,80}>(?:[ \t]{0,80}\r?\n)?", re.IGNORECASE)
_ROSTER = re.compile(r"[（(][\s　]*(?:名簿|目次|資料|表紙|議事日程)[\s　]*[)）]")
_HEADING = re.compile(r"[\s　]*[△▽▲▼]")


def is_gijiroku(page: Page) -> bool:
    """Whether a page is of the minutes of this system."""
    return _ANCHOR.search(page.text) is not None


def read_gijiroku(page: Page) -> Published:
    """The speeches of a page, in its order."""
    found = _TITLE.search(page.text)
    titled = plain_text(found["title"], wraps=True).strip() if found else ""
    paged = _PAGED.fullmatch(titled)
    anchors = list(_ANCHOR.finditer(page.text))
    single = len(anchors) == 1
    number = int(paged["page"]) if paged and single else 1
    who = paged["who"].strip() if paged and single else None
    begin = _BODY.search(page.text)
    start = begin.end() if begin else 0
    line = page.text.count("\n", 0, start) + 1
    before = _lines(page.text, start, anchors[0].start(), number, line)
    blocks = [Block("text", before)] if is_printed(before) else []
    ends = [*(anchor.start() for anchor in anchors[1:]), len(page.text)]
    for anchor, end in zip(anchors, ends, strict=True):
        line += page.text.count("\n", start, anchor.end())
        start = anchor.end()
        stop = _END.search(page.text, start, end)
        lines = _lines(page.text, start, stop.start() if stop else end, number, line)
        blocks.append(_block(lines, who))
    meeting = _asked_for(page.text)
    title = meeting or (titled if titled and not paged and not single else None)
    return Published(SYSTEM, tuple(blocks), title, date=meeting, pages=bool(paged and single))


def _lines(text: str, start: int, end: int, page: int, number: int) -> tuple[Line, ...]:
    """The lines of a part of the page that begins on line `number` of the source."""
    lines: list[Line] = []
    place = start
    breaks = list(_BREAK.finditer(text, start, end))
    ends = [*((found.start(), found.end()) for found in breaks), (end, end)]
    for stop, following in ends:
        piece = plain_text(text[place:stop], wraps=True)
        lines += [Line(line, page, number) for line in piece.split("\n")]
        number += text.count("\n", place, following)
        place = following
    return tuple(lines)


def _block(lines: tuple[Line, ...], who: str | None) -> Block:
    first = next((line.text for line in lines if line.text.strip()), "")
    if (who and _ROSTER.fullmatch(who)) or _ROSTER.fullmatch(first.strip()):
        return Block("printed", lines)
    if _HEADING.match(first) or (who and _HEADING.match(who)):
        return Block("heading", lines)
    if who:
        return Block("speech", lines, who)
    return Block("speech" if re.match(r"[\s　]*[○◯〇◎◆●◇]", first) else "text", lines)


def _asked_for(text: str) -> str | None:
    """The meeting in the address of the page: 令和　７年第　２回定例会−05月21日-01号."""
    found = _SUBTITLE.search(text)
    if not found:
        return None
    try:
        return decode("", unquote_to_bytes(found["title"].replace("+", " "))).strip() or None
    except Unreadable:
        return None
