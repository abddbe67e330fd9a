"""Agenda headings as printed in the chair's turns → the item of what follows.

    ────────────────────
    １ 報告事項
    (1) 水路の改修について
    第12号議案 東雲町税条例の一部を改正する条例

A heading follows a rule line; a numbered heading over others is their
section. Where no heading is printed, the chair's set phrase (日程第一、…を議題と
いたします) is taken. Nothing else is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from index.minutes import AgendaItem
from indexer.styles.agenda_items import is_item, read_item
from indexer.styles.agenda_phrases import LEAD, find_tabled, find_taken_up

_RULE = re.compile(r"\s*[─━―‐-]{8,}\s*")
_SECTION = re.compile(r"\s*[0-9０-９]{1,2}[．.、\s]\s*(?P<title>\S.*)")
_ITEM = re.compile(r"\s*(?:[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[)）]|[①-⑳])\s*(?P<title>\S.*)")
_SCHEDULE = re.compile(
    r"\s*(?:追加)?(?:議事)?日程(?:[(（][0-9０-９]+[)）])?(?:日程)?"
    r"第[0-9０-９一二三四五六七八九十百]+(?:号)?[\s．.]*(?P<title>.*)"
)
_CLOSED = re.compile(r"[○◯〇]\s*(?:午前|午後).{1,12}(?:閉会|散会|延会)")
_SIGNATURE = re.compile(r"\s*(?:副?(?:議|委)\s*(?:員\s*)?長|署名(?:人|委員|議員)|同)\s.*")
_SENTENCE = re.compile(r"[。！？]|(?:ます|です|たい)$|^[〔（(]?「|^〔|^[○◯〇]|^を|君$|議員$")
_YEAR = re.compile(r"(?:令和|平成|昭和)\s*[元0-9一二三四五六七八九十]+\s*年度?")
_MIN_WRAPPED_LENGTH = 40
_MAX_LISTED_ITEMS = 3


class AgendaHeading(NamedTuple):
    """The heading that turns are under: the section's title, and the item in it.

    `begins_after` is true where the heading ends the chair's turn that prints it, `is_printed`
    where this or a heading before it is printed, not said.
    """

    section: str | None = None
    item: AgendaItem | None = None
    begins_after: bool = False
    is_printed: bool = False


def read_heading(text: str, current: AgendaHeading) -> AgendaHeading | None:
    """The last heading in a chair's turn, or null; `current` gives the section to bare items."""
    block = _last_block(takewhile(lambda line: not _CLOSED.match(line), text.split("\n")))
    if block:
        last = text.rstrip().endswith(block[-1].strip())
        return read_block(block, current)._replace(begins_after=last)
    return _of_phrase(text, current)


def _last_block(lines: Iterable[str]) -> list[str]:
    """The heading lines that follow the last rule over any, up to a rule or a sentence."""
    last: list[str] = []
    block: list[str] | None = None
    for line in lines:
        if _RULE.fullmatch(line):
            block = []
        elif block is not None and line.strip():
            if _SENTENCE.search(line.strip()) or _SIGNATURE.fullmatch(line):
                block = None
            else:
                block.append(line)
                last = block
    return last


def is_numbered(line: str) -> bool:
    """Whether a line begins as an item of business does: 日程第八, 議案第12号 …."""
    return bool(_SCHEDULE.fullmatch(line) or is_item(line))


def read_block(block: Sequence[str], current: AgendaHeading) -> AgendaHeading:
    """The heading in printed lines; `current` gives the section to bare items."""
    section: str | None = None
    labelled = False
    titles: list[str] = []
    for printed in _unwrapped(block):
        line = LEAD.sub("", printed, count=1) if LEAD.match(printed) else printed
        if found := _SCHEDULE.fullmatch(line):
            labelled = True
            title = LEAD.sub("", found["title"].lstrip("、"), count=1)
            titles += [title] if title else []
        elif found := _ITEM.fullmatch(line):
            section = section or (None if labelled else current.section)
            titles.append(found["title"])
        elif (found := _SECTION.fullmatch(line)) and not titles:
            section, labelled = found["title"].strip(), True
        else:
            titles.append(line)
    if not titles:
        only = AgendaHeading(None, read_item(section), is_printed=True) if section else None
        return only or current
    under = section if labelled or section else current.section
    return AgendaHeading(under, _items(titles), is_printed=True)


def _unwrapped(block: Sequence[str]) -> list[str]:
    """The lines of a block; a line cut at full width is joined to the next."""
    lines: list[str] = []
    for line in block:
        starts = is_item(line) or any(p.fullmatch(line) for p in (_SECTION, _ITEM, _SCHEDULE))
        if lines and len(lines[-1]) >= _MIN_WRAPPED_LENGTH and not starts:
            lines[-1] += line.strip()
        else:
            lines.append(line.strip())
    return lines


def _items(titles: Sequence[str]) -> AgendaItem:
    """One item, or several taken together, as the first of them and how many more."""
    if len(titles) == 1:
        return read_item(titles[0])
    if len(titles) <= _MAX_LISTED_ITEMS:
        return AgendaItem(None, "、".join(title.strip() for title in titles))
    first = read_item(titles[0])
    return AgendaItem(first.number, f"{first.title} ほか{len(titles) - 1}件")


def _of_phrase(text: str, current: AgendaHeading) -> AgendaHeading | None:
    """The item that the chair takes up in a set phrase, unless it is the current one.

    Under printed headings only what is put on the table by name counts.
    """
    item = find_tabled(text) if current.is_printed else find_taken_up(text)
    if not item or (current.item and _names(current.item, item)):
        return None
    return AgendaHeading(current.section, item, is_printed=current.is_printed)


def _names(current: AgendaItem, item: AgendaItem) -> bool:
    """Whether an item only repeats the current one."""
    if item.number and current.number:
        # 平成15年請願第3号 is 平成15年度請願第3号.
        return _without_year(item.number) == _without_year(current.number)
    title = _folded(item.title)
    if title in _folded(current.title):
        return True
    return _without_year(item.title) == _without_year(current.number or "")


def _without_year(number: str) -> str:
    return _folded(_YEAR.sub("", number))


def _folded(text: str) -> str:
    return re.sub(r"[\s、・]|について$", "", unicodedata.normalize("NFKC", text))
