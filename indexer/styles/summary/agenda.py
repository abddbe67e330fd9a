"""The agenda: items with number, title, asking body and department."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.minutes import AgendaItem
from indexer.layout import Shape, join
from indexer.lines import Line
from indexer.styles.heading_numbers import fold, read_agenda_number, split_number
from indexer.styles.summary.marks import read_mark

_UNIT = r"(?:課|部|局|室|所|係|センター|館|委員会|事務局|本部|署|院|校|担当)"
_ASKED = re.compile(
    rf"(?P<body>[^（()）\s。]{{1,14}}?(?:長|会|者|局))\s*[（(](?P<department>[^（()）]*{_UNIT})[)）]\s*"
)
_BROUGHT = re.compile(
    r"\s*[（(](?:(?P<body>[^（()）・、\s]{1,12}長)[・、／/\s]\s*)?(?:担当課|所管課|担当|所管|説明)?\s*[:：]?\s*"
    rf"(?P<department>[^（()）]{{0,30}}{_UNIT})[)）]$"
)
_IN_PARENS = r"[（(][0-9０-９]{1,2}[)）]"
_ITEMS_ON_A_LINE = re.compile(rf"\s*{_IN_PARENS}.*\s{_IN_PARENS}")
_NEXT_ITEM = re.compile(rf"\s+(?={_IN_PARENS})")

_MAX_TAIL_LENGTH = 80


def read_item(text: str) -> AgendaItem:
    """An item of business as printed, without its mark or list number."""
    numbered = read_agenda_number(text)
    item, title = numbered if numbered else (None, text)
    if found := _ASKED.match(title):
        title = title[found.end() :]
    elif found := _BROUGHT.search(title, max(0, len(title) - _MAX_TAIL_LENGTH)):
        title = title[: found.start()]
    else:
        return AgendaItem(item, _bare(title))
    return AgendaItem(item, _bare(title), found["body"], found["department"].strip())


def read_agenda(lines: Sequence[Line], shape: Shape) -> tuple[AgendaItem, ...]:
    """The items of an agenda list, without the lines that only head other items."""
    entries: list[tuple[str, list[Line]]] = []
    before: Line | None = None
    for line in _one_per_line(lines):
        text = line.text.strip()
        if not text:
            continue
        style, rest = _strip_list_mark(text)
        wrapped = before is not None and shape.wraps(before) and not style
        if entries and (wrapped or (not style and entries[-1][0])):
            entries[-1][1].append(line)
        else:
            entries.append((style, [line._replace(text=rest)]))
        before = line
    styles = [style for style, _ in entries]
    return tuple(
        read_item(join(group).text)
        for index, (_, group) in enumerate(entries)
        if not _heads_others(styles, index)
    )


def _one_per_line(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a list; several items on a line (（１）…　（２）…) get a line each."""
    for line in lines:
        items = _NEXT_ITEM.split(line.text) if _ITEMS_ON_A_LINE.match(line.text) else [line.text]
        yield from (line._replace(text=item) for item in items)


def find_item(text: str, agenda: Sequence[AgendaItem]) -> AgendaItem | None:
    """The agenda item a heading names by its number or by its title."""
    numbered = read_agenda_number(text)
    if numbered:
        return next((item for item in agenda if item.number == numbered[0]), None)
    title = fold(read_item(text).title)
    if not title:
        return None
    return next((item for item in agenda if fold(item.title) == title), None)


def _strip_list_mark(text: str) -> tuple[str, str]:
    """The style of a line's mark or number in a list, and the line without it."""
    mark = read_mark(text)
    if mark:
        return mark.name, text[mark.length :]
    numbering, rest = split_number(text)
    if numbering:
        return numbering.style, rest
    return ("号" if read_agenda_number(text) else ""), text


def _heads_others(styles: Sequence[str], index: int) -> bool:
    following = styles[index + 1] if index + 1 < len(styles) else styles[index]
    return bool(following) and following not in styles[: index + 1]


def _bare(title: str) -> str:
    stripped = title.strip()
    quoted = re.fullmatch(r"[「『]([^「」『』]*)[」』]", stripped)
    return quoted.group(1) if quoted else stripped
