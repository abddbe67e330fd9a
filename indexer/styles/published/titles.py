"""The title, body and date of a published meeting, from its first lines.

Systems seldom give these beside the text; the first lines do: 令和６年第１回みなと町議会
定例会会議録　第１号, 令和６年２月22日（木曜日）.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from indexer.dates import find_date, find_date_text, number
from indexer.lines import Line
from indexer.styles.speaker_marks.marks import PLAIN_CIRCLES, VARIATION, squash

_KANA_KANJI = f"一-鿿々ヶぁ-んァ-ヶー{VARIATION}"
_BODY = re.compile(
    rf"(?:^|(?<=[\s回年度月日号る「『（(、。は｜|0-9０-９])|(?<=本日の))"
    rf"(?P<body>(?![回年月日度第号会のはをに])[{_KANA_KANJI}]{{1,10}}?(?:[都道府県市区町村]議会|広域連合議会|組合議会))",
    re.MULTILINE,
)
_BEFORE_BODY = re.compile(r"から|より|まで|[〇一二三四五六七八九十元](?:年|月|回|年度)|本日の|第")
_ERA = r"(?:令和|平成|昭和|大正)\s*(?:元|[0-9０-９一二三四五六七八九十]+)\s*年"
_CALLED = re.compile(
    rf"^[\s{PLAIN_CIRCLES}]*(?P<title>(?:{_ERA}(?:度)?\s*)?.{{0,40}}?"
    r"(?:定例会|臨時会|定例会議|臨時会議|通年会議|通年議会|委員会|協議会|審議会|分科会|全員協議会|懇談会|公聴会|議会)"
    r"(?:会議録|議事録|記録|速記録|本会議)?"
    r"(?:\s*[（(]?\s*第\s*[0-9０-９一二三四五六七八九十]+\s*[号日回]\s*[）)]?)*"
    r"(?:\s*[（(][^（()）]{1,20}[)）])?)\s*$"
)
_SAID = re.compile(
    rf"(?P<title>{_ERA}[^。、\n]{{0,30}}?(?:定例会|臨時会|定例会議|臨時会議|委員会|協議会))"
    r"(?:を開[会議催]|の会議を|は成立|第[0-9０-９一二三四五六七八九十]+[日号]|[、。])"
)
_ISSUE = re.compile(r"(?:第|日[-－−‐―])\s*([0-9０-９〇一二三四五六七八九十百]+)\s*号")
_NUMBERED = re.compile(
    r"(?:会議録|議事録|速記録|議事日程)\s*[（(]?\s*第\s*"
    r"([0-9０-９〇一二三四五六七八九十百]+)\s*号"
)
_MONTH_DAY = re.compile(r"[0-9０-９]{1,2}\s*月\s*[0-9０-９]{1,2}\s*日")
_YEAR = re.compile(_ERA + r"|(?<![0-9０-９])[12１２][0-9０-９]{3}\s*年")
_KIND = re.compile(r"\s*(?:本文|全文|会議録)\s*$")
_NOT_HELD = re.compile(
    r"招集|告示|提出|公布|施行|生まれ|付け|議決|受理|現在|以降|から|まで|改正|策定"
)
_MAX_LINES = 60
_MAX_TITLE_LENGTH = 80
_MAX_LINE_LENGTH = 300


def find_body(lines: Iterable[Line]) -> str | None:
    """The assembly (みなと町議会) that the first lines name."""
    for line in _first(lines):
        if found := _BODY.search(line) or _BODY.search(squash(line)):
            return _BEFORE_BODY.split(found["body"])[-1]
    return None


def find_title(printed: Iterable[Line], said: Iterable[Line]) -> str | None:
    """The title of the meeting: in a line of its own, or said by whoever opens it."""
    for line in _first(printed):
        if (found := _CALLED.match(line)) and not line.rstrip().endswith("。"):
            title = tidy(found["title"])
            if re.search(r"[0-9０-９年]|委員会|審議会|協議会", title):
                return title
    for line in _first(said):
        if found := _SAID.search(line):
            return tidy(found["title"])
    return None


def find_day(
    given: str | None, title: str | None, printed: Iterable[Line], said: Iterable[Line]
) -> tuple[str | None, str | None]:
    """The day as ISO 8601 and as printed: as the system says, else in the title or first lines."""
    lines = [*_first(printed), *_first(said)]
    named = [text for text in (given and given[:_MAX_LINE_LENGTH], title) if text]
    for text in named:
        if day := find_date(text):
            return day, find_date_text(text) or text
    held = [line for line in lines if not _NOT_HELD.search(line)]
    for line in (*held, *lines):
        if day := find_date(line):
            return day, find_date_text(line)
    for text in named:
        if found := _MONTH_DAY.search(text):
            years = (_YEAR.search(part) for part in (title or "", *lines))
            year = next((year[0] for year in years if year), "")
            if day := find_date(f"{year}{found[0]}"):
                return day, f"{year}{found[0]}"
    return None, None


def issue_number(title: str | None, printed: Iterable[Line]) -> int | None:
    """The number of a day's minutes (第５号): in the title, or in the first lines."""
    if found := _ISSUE.findall(title or ""):
        return number(found[-1])
    named = (_NUMBERED.search(line) for line in _first(printed))
    return next((number(found[1]) for found in named if found), None)


def tidy(title: str) -> str:
    """A title without the spaces that only pad it, and without the kind of document (本文)."""
    title = title.strip()[:_MAX_LINE_LENGTH]
    text = re.sub(
        r"(?<=[年第回成和昭正])\s+(?=[0-9０-９元])|(?<=[0-9０-９])\s+(?=[年月日回号])",
        "",
        title,
    )
    text = " ".join(text.split())
    return _KIND.sub("", text)[:_MAX_TITLE_LENGTH] or text[:_MAX_TITLE_LENGTH]


def _first(lines: Iterable[Line]) -> list[str]:
    shown = (line.text[:_MAX_LINE_LENGTH] for line in lines if line.text.strip())
    return list(islice(shown, _MAX_LINES))
