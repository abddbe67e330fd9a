"""The chair's set phrases → the item that is taken up.

日程第２、議案第１号から第６号までの以上６件を一括議題といたします。
（２）水路の改修について、事務局から説明願います。       これより一般質問を行います。

A new 日程第N ends the item before it, also where its own words are not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.analysis.calendar import to_arabic_numerals
from index.minutes import AgendaItem
from indexer.styles.agenda_items import (
    begins_with_number,
    read_item,
    read_number_alone,
    without_count,
)

_DIGITS = "[0-9０-９一二三四五六七八九十百]+"
LEAD = re.compile(
    r"(?:それでは|では|次に|次[がは]|(?:引き)?続きまして|(?:引き)?続いて|最後に|初めに|まず|また|これより|これから|ただいまから|早速|本日は|同じく|予定表(?:の)?)[、，\s]*"
    r"|[^、]{0,8}に引き続き[、\s]*"
)
_ENTRY = (
    rf"(?:追加)?(?:議事)?日程第\s*{_DIGITS}(?:号)?"
    rf"(?:(?:及び|から|より|ないし|、|・|～)(?:追加)?(?:日程)?第\s*{_DIGITS}(?:号)?(?:まで)?)*"
)
_LABEL = re.compile(
    rf"(?P<entry>{_ENTRY})(?:[、，．.\s]+|「|(?=を、?(?:一括|直ちに|議題|上程|行)|に入|に移|について|の{_DIGITS}件))"
    r"|[0-9０-９一二三四五六七八九]番目[の、\s]*|(?:[一-鿿]{2,4}\s*)?[(（][0-9０-９]{1,2}[)）][の、\s]*|[①-⑳][の、\s]*"
)
_ENTRY_ALONE = re.compile(_ENTRY)
_TABLED = re.compile(
    r"を?、?(?:直ちに)?(?:一括(?:して)?)?、?(?:直ちに)?(?:議題(?:に供|と|にいた|に[しす])|上程|(?<=を)審[議査](?!した|いたしました|の結果))"
)
_BEGUN = re.compile(
    r"(?<=を)(?:順次)?(?:行い|行な|始め|続け|継続|再開|許し|実施)|に(?:入[りる]|移[りる])"
)
_INTRODUCED = re.compile(
    r"(?<=について)[」』]?(?:を)?[、，]?(?:は[、，]?)?(?:(?:御|ご)?(?:審[議査]|協議)(?:を)?(?:願|お願|いた|し|を|に)"
    r"|[^。、]{0,16}(?:から|より|に)[^。]{0,12}説明|(?:御|ご)?説明(?:を)?(?:お願い|願います|求めます))"
)
_QUESTIONS = re.compile(
    r"(?:[^、。]{1,8}に(?:対|関)する)?(?:会派)?(?:代表|一般|緊急|個人|個別|総括|[都道府県市区町村]政(?:一般)?)(?:一般)?質問"
)
_UNCERTAIN = re.compile(
    r"本(?:件|案|日)|以上|ただいま|それぞれ|日程第|けれども|ですが"
    r"|^(?:これ|この|その他$|から)|から[(（]|および[(（]|、[(（]|、(?:これ|この|[0-9０-９]番目|第.{1,6}号)|につきまして$"
)
_COUNTED = re.compile(r"[0-9０-９一二三四五六七八九十](?:件|議案)$")
_DELIBERATION = re.compile(r"の審[議査]$")
_ENTRIES = re.compile(rf"(?:追加)?日程第\s*{_DIGITS}(?:号)?[、，\s]*")
# Steps in dealing with an item.
_STEP = re.compile(r"(?:に対する|についての|の)?(?:質疑|討論|採決|表決|(?<=の)説明)$")
_ABOUT = re.compile(r"(?P<title>.{2,120}?(?:について|の件))[、，]")
_POLITE = re.compile(r"を[^を、。]{0,16}(?:ます|たい|ください)$")
# 第５号議案に係る視察 is no item, but about one.
_ABOUT_ONE = re.compile(r"\s*(?:の(?!.{0,8}(?:市|町|村))|に[係関つ]|は、|については|が、)")
_SENTENCE = re.compile(r"[^。\n]+")
_MAX_TITLE_LENGTH = 140
# Most turns take up no item: `in` rules them out many times faster than a pattern.
_ON_THE_TABLE = "議題"
_WORDS = (_ON_THE_TABLE, "日程第", "上程", "質問", "について", "を審", "の審")


class Phrase(NamedTuple):
    """The words of a sentence without what leads to them; the entry of the schedule, if any."""

    words: str
    entry: str | None
    labelled: bool


def find_taken_up(text: str) -> AgendaItem | None:
    """The last item that a chair's turn takes up, if any."""
    if not any(word in text for word in _WORDS):
        return None
    items = [
        _of_entry(phrase.entry, phrase.words) if phrase.entry else _of_words(phrase)
        for phrase in _phrases(text)
    ]
    return next(filter(None, reversed(items)), None)


def find_tabled(text: str) -> AgendaItem | None:
    """The first item that a chair's turn puts on the table by its number, name or entry."""
    if _ON_THE_TABLE not in text:
        return None
    tabled = (phrase for phrase in _phrases(text) if _ON_THE_TABLE in phrase.words)
    first = next(tabled, None)
    if first is None:
        return None
    item = _tabled(first._replace(labelled=first.labelled or bool(first.entry)))
    return AgendaItem(None, entry_key(first.entry)) if first.entry and not item else item


def _phrases(text: str) -> Iterator[Phrase]:
    for sentence in _SENTENCE.finditer(text):
        words = _without_lead(sentence[0].strip("　 、"))
        label = _LABEL.match(words)
        if label:
            yield Phrase(_without_lead(words[label.end() :]), label["entry"], labelled=True)
        elif _ENTRY_ALONE.fullmatch(words) and text.startswith("。", sentence.end()):
            yield Phrase("", words, labelled=True)
        else:
            yield Phrase(words, None, labelled=False)


def _without_lead(words: str) -> str:
    while lead := LEAD.match(words):
        words = words[lead.end() :]
    return words


def _of_entry(entry: str, rest: str) -> AgendaItem:
    """The item of an entry of the schedule: as it is named, or else by its number there."""
    found = next(filter(None, (p.search(rest) for p in (_TABLED, _BEGUN, _INTRODUCED))), None)
    title = _title(rest[: found.start()] if found else rest)
    if (about := _ABOUT.match(title)) and not begins_with_number(title[about.end() :]):
        title = about["title"]
    title = _STEP.sub("", _POLITE.sub("", title)).strip("　 、，")
    return _item(title) if _is_title(title) else AgendaItem(None, entry_key(entry))


def _of_words(phrase: Phrase) -> AgendaItem | None:
    """The item of a phrase outside of the schedule: by a number, or questions of members."""
    if item := _tabled(phrase):
        return item
    named = phrase.labelled or begins_with_number(phrase.words)
    if named and (found := _INTRODUCED.search(phrase.words)):
        title = _title(phrase.words[: found.start()])
        return _item(title) if _is_title(title) else None
    if found := _BEGUN.search(phrase.words):
        title = _title(phrase.words[: found.start()])
        about = _DELIBERATION.sub("", title)
        quoted = about.endswith("」")
        if (about != title or quoted) and begins_with_number(about) and _is_title(about):
            return _item(about)
        return AgendaItem(None, title) if is_questions(title) else None
    return None


def _tabled(phrase: Phrase) -> AgendaItem | None:
    found = _TABLED.search(phrase.words)
    title = _title(phrase.words[: found.start()]) if found else ""
    number = begins_with_number(title)
    if not (phrase.labelled or number) or not _is_title(title) or _STEP.search(title):
        return None
    about = _COUNTED.search(title) or (number and _ABOUT_ONE.match(title[number:]))
    return None if about else _item(title)


def _is_title(title: str) -> bool:
    return bool(title) and len(title) <= _MAX_TITLE_LENGTH and not _UNCERTAIN.search(title)


def _item(title: str) -> AgendaItem:
    return read_number_alone(title) or read_item(title)


def _title(words: str) -> str:
    title = re.sub(r"(?:を|については|に関して)$", "", _ENTRIES.sub("", words.strip("　 、，")))
    title = without_count(title).strip("　 、，").removesuffix("の件を")
    return f"{title}」" if title.count("「") > title.count("」") else title


def is_questions(title: str) -> bool:
    """Whether a title is that of members' questions: 一般質問."""
    return _QUESTIONS.fullmatch(title) is not None


def entry_key(entry: str) -> str:
    """An entry of the schedule by its number, to be compared: 日程第二 → 日程第2."""
    return "".join(to_arabic_numerals(entry).split())
