"""The day on which a meeting sat, among the dates that its header prints.

更新日：令和７年３月１日          another day's label
任期　令和６年４月１日～…        the first day of a span
開催日時　令和７年２月１０日（月） the label of a sitting
６月１２日（木曜日）午前１０時開議  the year stands in the title

Labels of a sitting are the evidence, not those of other days: whatever else a date is labelled
with, it is that day's. Then counts whether the date stands by itself, and with the hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.dates import find_date, find_year, number, printed_dates
from indexer.styles.header_labels import read_label
from indexer.styles.speaker_marks.marks import squash

_MONTH = re.compile(r"([0-9０-９一二三四五六七八九十]+)\s*月")
_SPAN = re.compile(r"\s*(?:から|より|[~〜～―－–-])")
_OPENS = re.compile(r"開[会議催]|再開")
_OPENS_SITTING = "開議"
_HOUR = re.compile(
    r"(?:午[前後]|正午|[0-9０-９一二三四五六七八九十]+\s*(?:時|[:：])|[AP]M)", re.IGNORECASE
)
_WEEKDAY = re.compile(r"[(（][月火水木金土日][^（()）]{0,6}[)）]$|[月火水木金土日]曜日?$")
_SITTING = re.compile(r"(?:開[会催議]|会議の?|審議|実施)(?:年月)?(?:日時?|期日|時間)$")
_LABEL_ENDS = re.compile(r"(?:[日時期間]|[:：】\]］)）])$")
_MAX_LABEL_LENGTH = 16
_SIGNS = " 　○〇◯●◎■□◆◇・※*【[［（(-#>|"
_SEPARATORS = " 　:：】]］)）|"
_MAX_LINES = 80
_MAX_LENGTH = 300


class SittingDay(NamedTuple):
    """The day as ISO 8601 and as printed, and the line after it; null where none is found."""

    date: str | None = None
    printed: str | None = None
    after: str = ""


def find_sitting_day(lines: Sequence[str], title: str) -> SittingDay:
    """The date with the most evidence for a sitting, the first of equal ones."""
    best, most = SittingDay(), -1
    for evidence, day in _dated(lines, title):
        if evidence > most:
            best, most = day, evidence
    return best


def _dated(lines: Iterable[str], title: str) -> Iterator[tuple[int, SittingDay]]:
    shown = [line[:_MAX_LENGTH] for line in lines if line.strip()][:_MAX_LINES]
    above = ""
    for line in shown:
        start = 0
        for found in printed_dates(line):
            printed = found[0].strip()
            day = find_date(printed) or _of_year(printed, title, shown)
            if day:
                before = line[start : found.start()] or above
                evidence = _evidence(before, printed, line[found.end() :], line.strip() == title)
                yield evidence, SittingDay(day, printed, line[found.end() :])
            start = found.end()
        # A label alone on a line is that of the next.
        above = line if start == 0 and (_is_sitting(line) or _is_other(line)) else ""


def _of_year(printed: str, title: str, lines: Iterable[str]) -> str | None:
    """The date of a printed month and day, in the year of the title, or else of a line above."""
    month = _MONTH.search(printed)
    if not month:
        return None
    at = number(month[1]) or 0
    years = (find_year(text, at) for text in (title, *lines))
    year = next(filter(None, years), None)
    return find_date(f"{year}年{printed}") if year else None


def _evidence(before: str, printed: str, after: str, in_title: bool) -> int:
    """How much speaks for a date as that of the sitting, from 0 on."""
    label = squash(before).strip(_SIGNS + _SEPARATORS)
    timed = bool(_WEEKDAY.search(printed) or _HOUR.match(after.lstrip(_SEPARATORS + "、，")))
    if _is_sitting(before):
        return 6
    if _SPAN.match(after):
        return 0
    opens = bool(_OPENS.search(label) or _OPENS.search(after))
    stands_apart = not after.strip() or after[0] in _SEPARATORS + _SIGNS
    if not label and (stands_apart or timed or opens):
        return 5 if timed or opens else 3
    if in_title or opens:
        # A session opens once (開会), its sittings each day (開議).
        return 5 if _OPENS_SITTING in label + after else 4
    return 2 if timed and not _is_other(before) else 1


def _is_sitting(text: str) -> bool:
    """Whether a text is the label of a sitting's day: 開催日時, 会議の日時."""
    label = squash(text).strip(_SIGNS + _SEPARATORS)
    read = read_label(f"{label}：") if label else None
    return bool((read and read == ("when", "")) or _SITTING.search(label))


def _is_other(text: str) -> bool:
    """Whether a text has the form of a label of some other day: 更新日：."""
    label = squash(text).strip(_SIGNS)
    return len(label) <= _MAX_LABEL_LENGTH and bool(_LABEL_ENDS.search(label))
