"""The words of one item of business, its number apart from its title.

議第75号　東雲町税条例の一部改正        市第54号議案 …      議案甲第３号 …
議会案第２号 …   平成14年請願第31号 …   議案第１号から第６号まで   議題１　運行計画
"""

from __future__ import annotations

import re
import unicodedata

from index.minutes import AgendaItem

_DIGITS = "[0-9０-９元一二三四五六七八九十百]+"
_KINDS = (
    "議案|議会案|意見書案?|決議案?|条例案|"
    "請願|陳情|諮問|報告|(?:承認|認定|同意)案?|発議|発案|動議|選挙|推薦"
)
# What numbers of business are called for short stands at their beginning: 議第75号, 承第２号.
_SHORT = "議|報|承|認|諮|同|発|請|陳|選|推|会議案|議発|発委|委発|議員発議"
_YEAR = rf"(?:(?:令和|平成|昭和){_DIGITS}年(?:度)?)?"
_NUMBERED = rf"第\s*{_DIGITS}\s*号(?:の\s*[0-9０-９一二三四五]+)?"
_SUFFIX = "議案|請願|陳情|諮問|報告|認定|発議"
NUMBER = (
    rf"(?:(?:{_YEAR}(?:[一-鿿]{{0,6}}(?:{_KINDS})|{_SHORT})?{_YEAR}(?:受理番号|[甲乙丙丁]|(?<=[願情])[0-9０-９]{{1,2}})?{_NUMBERED}"
    rf"|[一-鿿]{{1,4}}{_NUMBERED}(?={_SUFFIX}))(?:{_SUFFIX})?"
    rf"|(?:議題|案件|議事|(?:協議|報告|審議)(?:事項|案件)?)\s*{_DIGITS}(?=[\s:：.．、を「]|$))"
)
_ITEM = re.compile(rf"(?P<number>{NUMBER})[、，:：.．\s]*(?P<title>\S.*)")
_RANGE = re.compile(
    rf"(?P<range>{NUMBER}(?:(?:及び|並びに|から|より|ないし|乃至|[、，・～〜~])"
    rf"(?:{NUMBER}|{_NUMBERED})(?:まで)?)+)(?P<title>.*)"
)
_COUNT = re.compile(rf"(?:の|、|以上|計|合わせて|合計)+{_DIGITS}\s*(?:か?件|議案|案件)$")
_OTHERS = ("から", "及び", "および", "ほか", "外", "より", "ないし", "並びに", "～", "〜", "・")


def read_item(line: str) -> AgendaItem:
    """An item as printed, its number split from its title; several numbers are a title."""
    line = line.strip()
    if quoted := re.fullmatch(r"「([^「」]*)」", line):
        line = quoted[1]
    if found := _RANGE.fullmatch(_COUNT.sub("", line)):
        title = found["title"].strip(" 　、，")
        numbers = unicodedata.normalize("NFKC", found["range"])
        return AgendaItem(None, f"{numbers} {title}" if title else numbers)
    found = _ITEM.fullmatch(line)
    if found and not found["title"].startswith(_OTHERS):
        number = "".join(unicodedata.normalize("NFKC", found["number"]).split())
        title = found["title"].strip()
        quoted = re.fullmatch(r"「([^「」]*)」", title)
        return AgendaItem(number, quoted[1] if quoted else title)
    return AgendaItem(None, line)


def read_number_alone(text: str) -> AgendaItem | None:
    """An item of which only the number is printed, in NFKC as a title."""
    only = re.fullmatch(NUMBER, text)
    return AgendaItem(None, unicodedata.normalize("NFKC", text)) if only else None


def is_item(line: str) -> bool:
    """Whether a line is a number of business and a title."""
    return _ITEM.fullmatch(line) is not None


def begins_with_number(text: str) -> int:
    """The length of the number that begins a text; 0 if none does."""
    found = re.match(NUMBER, text)
    return found.end() if found else 0


def without_count(text: str) -> str:
    """The words without how many items they are: …以上６件."""
    return _COUNT.sub("", text)
