"""Numbered headings: their style and number, and the numbers of agenda items."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from indexer.dates import number

_KANA = "アイウエオカキクケコサシスセソタチツテト"
_NUMBER = re.compile(
    r"(?P<bracket>[(（]\s*(?P<b>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[ア-トｱ-ﾄ])\s*[)）])\s*"
    r"|(?P<dingbat>[⑴-⒇①-⑳\ufffd])\s*"
    r"|(?P<plain>第?(?P<p>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]))(?:\s*[.．、）)]\s*|\s+)(?![0-9０-９])"
    rf"|(?P<kana>[{_KANA}])(?:\s*[.．、）)]\s*|\s+)"
)
_AGENDA_NUMBER = re.compile(
    r"[【\[［(（「]?\s*((?:諮問|議案|報告|認定|請願|陳情|同意|承認|発議|議題|案件|協議|審議|付議)(?:事項|案件)?"
    r"(?:\s*第\s*[0-9０-９一二三四五六七八九十百]+\s*号(?:\s*の\s*[0-9０-９]+)?|\s*[0-9０-９]{1,3}|\s*[(（][0-9０-９]{1,3}[)）]))"
    r"\s*[】\]］)）」]?\s*[:：.．、]?\s*"
)


class HeadingNumber(NamedTuple):
    """The numbering of a heading: the style (「(1)」「ア」「1」), the number, its length.

    Some fonts of a PDF lack 「⑴」; then the number is unknown, and is 0.
    """

    style: str
    value: int
    length: int


def read_numbering(text: str) -> HeadingNumber | None:
    """The numbering at the beginning of a stripped line."""
    found = _NUMBER.match(text)
    if not found or found.end() == len(text):
        return None
    if found["dingbat"] == "\ufffd":
        return HeadingNumber("\ufffd", 0, found.end())
    if found["dingbat"]:
        plain = unicodedata.normalize("NFKC", found["dingbat"])
        style = "(1)" if plain.startswith("(") else "①"
        return HeadingNumber(style, int(plain.strip("()")), found.end())
    token = unicodedata.normalize("NFKC", found["b"] or found["p"] or found["kana"])
    value = number(token)
    if value is not None:
        style = "1" if token.isdecimal() else "一"
    elif token in _KANA:
        value, style = _KANA.index(token) + 1, "ア"
    else:
        value, style = len(token), "I"
    return HeadingNumber(f"({style})" if found["b"] else style, value, found.end())


def split_number(text: str) -> tuple[HeadingNumber | None, str]:
    """The numbering at the beginning of a stripped line, and the text after it."""
    numbering = read_numbering(text)
    return numbering, text[numbering.length :] if numbering else text


def read_agenda_number(text: str) -> tuple[str, str] | None:
    """The number of an agenda item, in NFKC without spaces, and the text after it."""
    found = _AGENDA_NUMBER.match(text)
    if not found:
        return None
    folded = "".join(unicodedata.normalize("NFKC", found.group(1)).split())
    return folded, text[found.end() :].strip()


def fold(text: str) -> str:
    """A heading for comparing, without widths, spaces and punctuation."""
    return re.sub(r"[\s・,.、。「」()『』【】\[\]:]+", "", unicodedata.normalize("NFKC", text))
