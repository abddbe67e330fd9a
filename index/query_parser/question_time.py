"""When a question is about: the years and days that it names, or how recent its answer should be.

A year in a question (2004年度, 平成16年, 去年) says when the matter was debated. It seldom stands
in the answer, which says 今年度, so it is no word to search for. A question that names no time and
is in the present tense (いくらですか) wants what is still so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.analysis.calendar import PrintedDate, find_dates
from index.analysis.numbers import number_value
from index.results import Span

_RELATIVE = {
    "一昨年": 2, "おととし": 2, "去年": 1, "昨年": 1, "今年": 0, "ことし": 0, "本年": 0,
    "来年": -1, "再来年": -2,
}  # fmt: skip
_YEAR = re.compile(
    rf"(?P<name>{'|'.join(_RELATIVE)})(?P<fiscal>度)?"
    r"|(?P<ago>[0-9一二三四五六七八九十]{1,3})年(?:くらい|ぐらい|ほど)?前"
)
# A question with one of these asks what is so today. 今 is no part of 今後, 今回 or 昨今.
_TODAY = re.compile(
    r"(?<!昨)今(?=[のはも、]|ある|いる|でも|現在|どう|何|い)|いま|現在|最近|近頃|近ごろ|このごろ|最新|目下|これから|直近"
    r"|いつから|いつまで|[増ふ]え(?:た|て|る)|[減へ](?:った|って|る)"
)
# Behind a time that today is compared with: 10年前と比べて増えたか.
_COMPARED = re.compile("度?(?:に|と|から)(?:比|くら)べ|より[はも]?(?!前)")
# The end of a question about what has been: 何枚配られたか, やめた理由, 直したのはいつですか.
_PAST = re.compile(
    "[ただ](?:の|ん|訳|わけ|理由)*+(?:(?:は|とは)(?:なぜ|どうして|いつ|どこ|誰|だれ|いくら|何.{0,3})?)?"
    "(?:です|でしょう)?(?:か|かな|っけ|の)*[?。、 ]*$"
)
_OPENS, _CLOSES = "(（[〔", ")）]〕"

Recency = Literal["today", "present", "any"]


class AskedTime(NamedTuple):
    """When a question is about.

    `first` and `last` are days as YYYYMMDD, from 0 on where no time is named; a fiscal year
    (年度) is from April to March. `recency` is "today" if it says that it asks of today, and
    "present" if it is in the present tense. `spans` are the characters of the question that name
    the time.
    """

    first: int = 0
    last: int = 0
    fiscal: bool = False
    recency: Recency = "any"
    spans: tuple[Span, ...] = ()

    def without(self, question: str) -> str:
        """The question with spaces for what names the time."""
        characters = list(question)
        for start, end in self.spans:
            characters[start:end] = " " * (end - start)
        return "".join(characters)


def read_time(question: str, oldest: int, newest: int) -> AskedTime:
    """The time that a question names, within the days (YYYYMMDD) of what can be searched.

    A year beyond them (the aim of a plan, an old event) is a word like any other, and so is one
    that today is compared with. Of several times the last counts. Where no meeting has a date,
    `newest` is 0 and none is named.
    """
    text = _fold(question)
    years = range(oldest // 10_000, newest // 10_000 + 1) if newest else ()
    times = [*_named(text, newest // 10_000)]
    compared = [each for each in times if _COMPARED.match(text, each[1].end)]
    named = [each for each in times if each[0].year in years and each not in compared]
    recency: Recency = "today" if compared else _recency(text)
    if not named:
        return AskedTime(recency=recency)
    found, _ = max(named, key=lambda each: each[1])
    spans = tuple(_with_brackets(text, span) for _, span in named)
    first, last = _days(found)
    return AskedTime(first, last, found.fiscal, recency, spans)


def _recency(text: str) -> Recency:
    if _TODAY.search(text):
        return "today"
    return "any" if _PAST.search(text) else "present"


def _fold(text: str) -> str:
    """NFKC one character for one."""
    folded = ((each, unicodedata.normalize("NFKC", each)) for each in text)
    return "".join(form if len(form) == 1 else each for each, form in folded)


def _named(text: str, this_year: int) -> Iterator[tuple[PrintedDate, Span]]:
    for found in find_dates(text):
        yield found, Span(found.start, found.end)
    for match in _YEAR.finditer(text):
        ago = number_value(match["ago"]) if match["ago"] else _RELATIVE[match["name"]]
        fiscal = match["fiscal"] is not None
        yield PrintedDate(*match.span(), fiscal, this_year - ago), Span(*match.span())


def _with_brackets(text: str, span: Span) -> Span:
    """A time with the brackets that hold nothing else."""
    start, end = span
    opened, closed = text[start - 1 : start], text[end : end + 1]
    if opened and closed and opened in _OPENS and closed in _CLOSES:
        return Span(start - 1, end + 1)
    return span


def _days(found: PrintedDate) -> tuple[int, int]:
    """The first and the last day of a year, fiscal year, month or day, as YYYYMMDD."""
    year, month, day = found.year, found.month, found.day
    if found.fiscal:
        return year * 10_000 + 401, (year + 1) * 10_000 + 331
    of_year = year * 10_000
    return of_year + (month or 1) * 100 + (day or 1), of_year + (month or 12) * 100 + (day or 31)
