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

_RULE = re.compile(r"\s*[─━―‐-]{8,}\s*")
_SECTION = re.compile(r"\s*[0-9０-９]{1,2}[．.、\s]\s*(?P<title>\S.*)")
_ITEM = re.compile(r"\s*(?:[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[)）]|[①-⑳])\s*(?P<title>\S.*)")
_SCHEDULE = re.compile(
    r"\s*(?:追加)?(?:議事)?日程(?:[(（][0-9０-９]+[)）])?(?:日程)?"
    r"第[0-9０-９一二三四五六七八九十百]+(?:号)?[\s．.]*(?P<title>.*)"
)
_NUMBER = re.compile(
    r"(?P<number>(?:議員提出|委員会提出)?(?:議案)?"
    r"(?:(?:令和|平成|昭和)[0-9０-９元一二三四五六七八九十]+年(?:度)?)?"
    r"(?:請願|陳情|議案|諮問|報告|承認|認定|同意|発議|議第)?(?:受理番号)?"
    r"第[0-9０-９一二三四五六七八九十百]+号(?:の[0-9０-９]+)?(?:議案|請願|陳情|諮問)?)"
    r"[、\s]*(?P<title>\S.*)"
)
_CLOSED = re.compile(r"[○◯〇]\s*(?:午前|午後).{1,12}(?:閉会|散会|延会)")
_SIGNATURE = re.compile(r"\s*(?:副?(?:議|委)\s*(?:員\s*)?長|署名(?:人|委員|議員)|同)\s.*")
_SENTENCE = re.compile(r"[。！？]|(?:ます|です|たい)$|^[〔（(]?「|^〔|^[○◯〇]|^を|君$|議員$")
_ON_THE_TABLE = "議題"
_MOVED = re.compile(
    r"(?P<title>[^。\n]{4,140}?)(?:まで(?:の[0-9０-９一二三四五六七八九十]+件)?)?"
    rf"を、?(?:一括して?)?{_ON_THE_TABLE}(?:に供|と(?:いた)?し)"
)
_LEAD = re.compile(
    r"(?:それでは|では|次に|次が|(?:引き)?続きまして|最後に|初めに|まず|また|これより|早速|本日は|同じく|予定表(?:の)?)[、\s]*"
    r"|[^、]{0,8}に引き続き[、\s]*"
)
_LABEL = re.compile(
    r"(?:追加)?日程第[^、]{1,12}(?:及び第[^、]{1,6}|から第[^、]{1,8}まで)?、"
    r"|[0-9０-９一二三四五六七八九]番目[の、\s]*|[(（][0-9０-９]{1,2}[)）][の、\s]*|[①-⑳][の、\s]*"
)
_UNCERTAIN = re.compile(
    r"本(?:件|案|日)|以上|ただいま|それぞれ|日程第|[0-9０-９一二三四五六七八九十](?:件|議案)$|けれども|ですが"
    r"|^(?:これ|この|その他$|から)|から[(（]|および[(（]|、[(（]|、(?:これ|この|[0-9０-９]番目|第.{1,6}号)|につきまして$"
)
_MIN_WRAPPED_LENGTH = 40
_MAX_LISTED_ITEMS = 3


class AgendaHeading(NamedTuple):
    """The heading that turns are under: the section's title, and the item in it.

    `begins_after` is true where the heading ends the chair's turn that prints it.
    """

    section: str | None = None
    item: AgendaItem | None = None
    begins_after: bool = False


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
    return bool(_SCHEDULE.fullmatch(line) or _NUMBER.fullmatch(line))


def read_block(block: Sequence[str], current: AgendaHeading) -> AgendaHeading:
    """The heading in printed lines; `current` gives the section to bare items."""
    section: str | None = None
    labelled = False
    titles: list[str] = []
    for printed in _unwrapped(block):
        line = _LEAD.sub("", printed, count=1) if _LEAD.match(printed) else printed
        if found := _SCHEDULE.fullmatch(line):
            labelled = True
            title = _LEAD.sub("", found["title"].lstrip("、"), count=1)
            titles += [title] if title else []
        elif found := _ITEM.fullmatch(line):
            section = section or (None if labelled else current.section)
            titles.append(found["title"])
        elif (found := _SECTION.fullmatch(line)) and not titles:
            section, labelled = found["title"].strip(), True
        else:
            titles.append(line)
    if not titles:
        return AgendaHeading(None, read_item(section)) if section else current
    return AgendaHeading(section if labelled or section else current.section, _items(titles))


def _unwrapped(block: Sequence[str]) -> list[str]:
    """The lines of a block; a line cut at full width is joined to the next."""
    lines: list[str] = []
    for line in block:
        starts = any(p.fullmatch(line) for p in (_SECTION, _ITEM, _SCHEDULE, _NUMBER))
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


def read_item(line: str) -> AgendaItem:
    """An item as printed, its number split from its title."""
    line = line.strip()
    if quoted := re.fullmatch(r"「([^「」]*)」", line):
        line = quoted[1]
    found = _NUMBER.fullmatch(line)
    if found and not found["title"].startswith(("から", "及び", "および", "ほか", "外")):
        return AgendaItem(unicodedata.normalize("NFKC", found["number"]), found["title"].strip())
    return AgendaItem(None, line)


def _of_phrase(text: str, current: AgendaHeading) -> AgendaHeading | None:
    """「日程第一、第一号議案…を議題といたします」 where it numbers and names the item itself."""
    # Most turns have no such phrase: `in` rules them out many times faster than the pattern.
    found = _MOVED.search(text) if _ON_THE_TABLE in text else None
    if not found:
        return None
    title = found["title"].strip("　 、")
    while lead := _LEAD.match(title):
        title = title[lead.end() :]
    label = _LABEL.match(title)
    title = title[label.end() :].strip("　 、") if label else title
    if not (label or _NUMBER.fullmatch(title)) or not title or _UNCERTAIN.search(title):
        return None
    item = read_item(title)
    if current.item and _names(current.item, item.title):
        return None
    return AgendaHeading(current.section, item)


def _names(item: AgendaItem, title: str) -> bool:
    """Whether a title only repeats the current item."""
    return _folded(title) in _folded(item.title) or _folded(title) == _folded(item.number or "")


def _folded(text: str) -> str:
    return re.sub(r"[\s、・]", "", unicodedata.normalize("NFKC", text))
