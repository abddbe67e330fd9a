"""The 日程 list of a header → the items of business, with their numbers.

日程第１　会議録署名議員の指名          第１　議案第12号　水道条例の…
日程第２                                ３　諮問第３号　…
会期の決定について
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.minutes import AgendaItem
from indexer.lines import Line
from indexer.styles.headings import read_item
from indexer.styles.speaker_marks.marks import CIRCLES, opening_brackets

_HEAD = re.compile(
    rf"[{CIRCLES}{opening_brackets(titles=True)}１-９1-9０0.．、\s]*(?:議事日程|会議に付した|付議事件|付議案件|本日の会議).*"
)
_ENTRY = re.compile(
    r"(?:追加)?日程第[0-9０-９一二三四五六七八九十百]+(?:号)?[\s　、]*(?P<title>.*)"
    r"|第[\s　]*[0-9０-９一二三四五六七八九十百]+[\s　]+(?P<short>\S.*)"
)
_NUMBERED = re.compile(
    r"(?:[0-9０-９]{1,2}[\s　.．、]+)?(?P<item>(?:議案|諮問|報告|陳情|請願|認定|承認|同意|発議"
    r"|意見書案|決議案|議員提出議案|議第|報第)"
    r".{0,8}第[\s　]*[0-9０-９一二三四五六七八九十百]+[\s　]*号.*)"
)
_ENDS = re.compile(r"[○◯〇◎]?\s*(?:出席|欠席|説明のため|職務のため|傍聴|開会|午[前後]|[─━―]{4,}).*")
_CLOSED = re.compile(r"[（(](?:質疑|質問|討論|採決|以上|付託|提案|委員長報告).*[)）]")


def read_schedule(lines: Sequence[Line]) -> tuple[AgendaItem, ...]:
    """The items of a schedule, each once, in its order."""
    return tuple(dict.fromkeys(read_item(text) for text in _titles(lines)))


def _titles(lines: Sequence[Line]) -> Iterator[str]:
    inside = waiting = False
    for line in lines:
        text = line.text.strip()
        entry = _ENTRY.fullmatch(text)
        if not text or _CLOSED.fullmatch(text):
            continue
        if _HEAD.fullmatch(text):
            inside, waiting = True, False
        elif entry and (inside or entry["title"] is not None):
            title = (entry["title"] or entry["short"] or "").strip()
            inside, waiting = True, not title
            if title:
                yield title
        elif _ENDS.fullmatch(text):
            inside = waiting = False
        elif inside and (found := _NUMBERED.fullmatch(text)):
            waiting = False
            yield found["item"]
        elif waiting:
            waiting = False
            yield text
