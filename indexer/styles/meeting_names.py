"""A meeting's title → the body that met, and the number of the meeting.

令和７年第４回みさき町議会定例会会議録（第２号）   みさき町議会       4
みさき町議会予算特別委員会会議録                   みさき町議会
令和２（２０２０）年度第３回みさき市空家等協議会    みさき市空家等協議会  3
総務委員会速記録第六号                             総務委員会         6

An assembly is one body, whichever of its sessions, days and committees a title names;
`committee.py` says which of its committees met.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.dates import number
from indexer.styles.speaker_marks.marks import squash

_DIGITS = "[0-9０-９元〇一二三四五六七八九十百]+"
_YEAR = (
    rf"(?:(?:令和|平成|昭和|大正)\s*{_DIGITS}|[0-9０-９]{{4}})\s*(?:[（(][^（()）]{{1,12}}[)）]\s*)?年"
    r"(?:\s*[（(][^（()）]{1,12}[)）])?度?"
)
_WHEN_AND_WHICH = re.compile(
    rf"{_YEAR}|{_DIGITS}\s*月(?:\s*{_DIGITS}\s*日)?|第\s*{_DIGITS}\s*(?:回|号|日目?)|{_DIGITS}\s*(?:日目|号)"
)
_BRACKETED = re.compile(
    rf"[（(](?:[^（()）]*{_DIGITS}[回号日月年期][^（()）]*|[月火水木金土日](?:曜日?)?)[)）]"
)
_RECORD = (
    r"会議要?録|会議の?要[旨点]|議事要?[録旨]|速記録|会議記録|議事の?概要|会議の?概要|要点記録|会議結果"
    r"|摘録|要録|要旨|概要|記録|資料|だより"
)
_EDITION = r"(?:速報版?|概要版|確定版|未定稿|案)?"
_KIND = re.compile(rf"\s*の?\s*[（(]?(?:{_RECORD}|(?<=[会\s])会議)\s*[（(]?{_EDITION}\s*[)）]*\s*$")
RECORD_KIND = re.compile(
    r"\s*(?:の)?\s*[（(]?(?:会議録|議事録|会議要旨|議事要旨|会議概要|議事概要|会議の概要|要点記録|会議結果|摘録|要録|要旨|概要|記録|(?<=会)会議)"
    r"\s*(?:[（(][^）)]*[)）])?[)）]?\s*$"
)
_ID_DIGITS = "[0-9０-９一二三四五六七八九十百]+"
_FORM_NAME = re.compile(
    r"[\s0-9０-９.．○〇◯◎●■□◆◇・※-]*[【\[［]?\s*"
    r"(?:(?:(?:[一-鿿ぁ-んァ-ヶ・]\s*){0,14}の\s*)?名\s*称|(?:会\s*議\s*(?:等\s*)?|[一-鿿等]{0,8}会\s*)名(?:\s*称)?)"
    r"\s*(?:[】\]］]\s*[:：]?|[:：|]|\s)\s*(?P<name>\S.*?)\s*"
)
_SITTING = r"(?:(?:定例|臨時|通年|通常|緊急|招集|本)(?:会議?|議会)|総会|例会)"
_SITTINGS = re.compile(rf"(?:\s*{_SITTING})+$")
_PREFECTURE = re.compile(
    r"(?:北海道|東京都|京都府|大阪府|[^\s]{2,3}県)[ 　]*(?:[^\s郡]{1,4}郡[ 　]*)?"
    r"(?=\S+[市区町村]議会)"
)
_ASSEMBLY = re.compile(
    r"(?P<body>[^\s（()）]{1,24}?(?:[都道府県市区町村]議会|市会(?=[定臨本]|[0-9０-９一二三四五六七八九十]+月|[^一-鿿]|$)|広域連合議会|組合議会|企業団議会))"
    rf"(?P<rest>{_SITTING}|[^\s]{{0,40}}(?:委員会|全員協議会|協議会|審査会|調査会|分科会|公聴会))?"
    rf"(?:{_RECORD}|会議)?"
)
_MUNICIPALITY = re.compile(rf"(?P<name>[^\s（()）]{{1,12}}[都道府県市区町村])\s*{_SITTING}")
_COMMITTEE = re.compile(r"(?:委員会|全員協議会|分科会)$")
_MAX_LINES = 60
_MAX_LENGTH = 200


def read_body(title: str, above: Iterable[str] = ()) -> str:
    """The body that a title names; `above` are the lines over it, which may name the assembly."""
    plain = _plain(title)
    if body := find_assembly(plain):
        return body
    if found := _MUNICIPALITY.fullmatch(plain):
        # A municipality's 定例会 is that of its assembly.
        return f"{found['name']}議会"
    body = unicodedata.normalize("NFC", _SITTINGS.sub("", plain).strip("の 　"))
    if not body or _COMMITTEE.search(body):
        lines = [line for line in above if len(line) <= _MAX_LENGTH][:_MAX_LINES]
        return next(filter(None, map(find_assembly, map(_plain, lines))), body)
    return body


def read_form_name(line: str) -> str | None:
    """The name in a line of a form: 会議の名称　みさき町空家等対策協議会."""
    found = _FORM_NAME.fullmatch(line) if len(line) <= _MAX_LENGTH else None
    return found["name"] if found else None


def find_form_name(lines: Sequence[str]) -> tuple[int, int, str] | None:
    """The name that a form gives, after the index of its label and before that of what follows.

    The name stands in the line of its label, or in the next.
    """
    for at, (line, below) in enumerate(pairwise((*lines, ""))):
        if name := read_form_name(line):
            return at, at + 1, name
        if (name := read_form_name(f"{line}：{below}")) and not read_form_name(f"{line}："):
            return at, at + 2, name
    return None


def is_record(title: str) -> bool:
    """Whether a title calls what it heads the record of a meeting: …会議録."""
    return bool(_KIND.search(_WHEN_AND_WHICH.sub(" ", _BRACKETED.sub(" ", title))))


def choose_title(above: str, name: str) -> str:
    """The title over a form, if it names the same body; else the name that the form gives."""
    return above if above and read_body(above) == read_body(name) else name


def id_name(title: str) -> str:
    """What of a title goes into the id of its meeting; so that ids stay, it does not change."""
    text = re.sub(r"[（(][^（()）]*(?:第[^（()）]*回|年度?)[^（()）]*[)）]", "", title)
    text = re.sub(r"(?:令和|平成|昭和)?\s*[元0-9０-９一二三四五六七八九十]+\s*年度?", "", text)
    text = re.sub(rf"第\s*{_ID_DIGITS}\s*回", "", text)
    while (shorter := RECORD_KIND.sub("", text)) != text and shorter.strip():
        text = shorter
    return unicodedata.normalize("NFC", re.sub(r"^[\s　の]+|[\s　]+$", "", text))


def id_number(title: str) -> int | None:
    """The number that goes into the id; 会議録第六号 counts with the title."""
    outside = re.sub(r"[（(][^）)]*[)）]", "", title)
    found = re.search(rf"第\s*({_ID_DIGITS})\s*回", outside)
    return number(found[1]) if found else None


def find_assembly(plain: str) -> str | None:
    """The assembly, in words that name nothing but it, its sittings and its committees."""
    words = _PREFECTURE.sub("", plain)
    for text in (*words.split(), squash(words)):
        found = _ASSEMBLY.fullmatch(text)
        if found and not _MUNICIPALITY.match(found["body"]):
            return unicodedata.normalize("NFC", found["body"])
    return None


def read_number(title: str) -> int | None:
    """第７６回 → 76, 会議録第六号 → 6; one in brackets (令和５年度第２回) is not its own."""
    if (meeting := id_number(title)) is not None:
        return meeting
    found = re.search(rf"録\s*第\s*({_DIGITS})\s*号", re.sub(r"[（(][^）)]*[)）]", "", title))
    return number(found[1]) if found else None


def _plain(title: str) -> str:
    """A title without years, numbers, days and the kind of record."""
    text = _WHEN_AND_WHICH.sub(" ", _BRACKETED.sub(" ", title)).strip()
    while (shorter := _KIND.sub("", text)) != text and shorter.strip():
        text = shorter.strip()
    text = text.strip("の 　・-－―")
    return "" if re.fullmatch(_RECORD, text) else text
