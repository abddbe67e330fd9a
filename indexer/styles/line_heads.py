"""Every way in which a line may begin with a label, whatever its words.

sign       ○  ◇  -  ・  a row's number   before the label, or nothing
label      会　　長  事 務 局  議長　東雲一郎  潮見（事務局）  受託者
separator  spaces, a tab, a colon, a dash, a bracket, 「…」, a full stop, the end of the line

No word is known here: which of these are speakers is for `recurring_labels` to find out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from indexer.layout import width
from indexer.styles.speaker_marks.marks import (
    CIRCLES,
    GROUP,
    KANJI,
    OTHER_SIGNS,
    SpeakerMark,
    opening_brackets,
    read_bracketed,
    squash,
)

BULLETS = "・･•‣\\-－―–—>＞"
_SIGN = re.compile(
    rf"(?:(?P<number>[0-9０-９]{{1,4}})(?:[\t.．)）:：]|[ 　](?![ 　0-9０-９]*番))[ 　\t]*)?"
    rf"(?:(?P<sign>[{CIRCLES}{OTHER_SIGNS}{BULLETS}])[ 　\t]*)?"
)
_DASHES = "－―─—–‐~～…=＝→／/»"
# Possessive (++): otherwise a hundred bytes are kept for each character of a line without spaces.
_WORD = re.compile(
    rf"(?:[^\s（()）「」『』。、，．？！?!:：;；|｜>＞{_DASHES}{opening_brackets()}-]++|{GROUP}"
    # An office and a name: 議長／東雲一郎　….
    r"|(?<=\S)[／/](?=[^\s。、，／/]{1,8}[\s:：]))++"
)
_LETTER = re.compile(rf"[{KANJI}0-9０-９A-ZＡ-Ｚ]")
_GAP = re.compile(r"[\s　]+")
_COLON = re.compile(r"[ 　\t]*[:：;；|｜][ 　\t]*")
_DASH = re.compile(rf"[ 　\t]*(?:[{_DASHES}>＞]{{1,3}}|(?<=\s)-(?=\s)|--+)[ 　\t]*")
_CLOSE = re.compile(r"[)）>＞][ 　\t]*")
_STOP = re.compile(r"[。．:：]?\s*")
_CORNERS = re.compile(r"[「『“](?P<mark>[^「」『』“”。、]{1,20})[」』”][ 　\t]*[:：]?[ 　\t]*")
_NESTED = re.compile(r"[（(](?P<mark>[^（()）。]{1,12}[（(][^（()）。]{2,12}[)）])[)）][ 　\t]*")
_PARENS = re.compile(r"[（(].*?[)）]")
_NOT_LABEL = re.compile(
    r"[0-9０-９.．,，%％年月日時分円人名件号第()（）〇一二三四五六七八九十百千万億\s]*"
)
_RUN = re.compile(rf"[{KANJI}ァ-ヴーぁ-ゔ0-9０-９]{{2,16}}")
_SUBJECT = re.compile(
    r"は(?!い|じ)|が(?!い|ん)|を|に|の(?!ち)|と(?!て|り|く)|も(?!う|し|ち)|へ|や|から|より|[、。・）)」]"
)
_MAX_WORDS = 5
_MAX_LABEL = 20
_MAX_LABEL_WITH_PARENS = 40
_MAX_HEAD = 80


class Form(NamedTuple):
    """What the labels of one system have in common: the sign before and the separator after."""

    sign: str
    separator: str


class LineHead(NamedTuple):
    """A possible label at the head of a line, whose words begin at the offset `end`.

    `label` is without spaces, `words` how many words it has; `column` is that of the words, 0
    where a tab sets it.
    """

    form: Form
    label: str
    mark: SpeakerMark
    words: int
    column: int

    @property
    def end(self) -> int:
        return self.mark.end


def find_heads(text: str) -> Iterator[LineHead]:
    """The possible labels of a line, the shortest first."""
    lead = len(text) - len(text.lstrip())
    found = _SIGN.match(text, lead)
    if not found or not text.strip():
        return
    sign = found["sign"] or ("#" if found["number"] else "")
    start = found.end()
    if bracketed := _bracketed(text, start):
        yield _head(Form(sign + bracketed.sign[:1], "bracket"), text, bracketed, 1)
        return
    if corners := _CORNERS.match(text, start):
        mark = SpeakerMark(sign, corners["mark"], corners.end())
        yield _head(Form(sign + corners[0][:1], "bracket"), text, mark, 1)
        return
    yield from _in_words(text, start, sign)


def find_run_together(text: str, is_speaker: Callable[[str], bool]) -> Iterator[LineHead]:
    """The labels that may run on into the words without a separator: ○東雲議長これより….

    The longest is the first; a name in parentheses is part of it.
    """
    lead = len(text) - len(text.lstrip())
    found = _SIGN.match(text, lead)
    words = _RUN.match(text, found.end()) if found else None
    if not found or not words:
        return
    sign = found["sign"] or ""
    for end in range(words.end(), words.start() + 1, -1):
        if not is_speaker(text[words.start() : end]):
            continue
        group = _PARENS.match(text, end)
        last = group.end() if group else end
        if text[last:].strip() and not _SUBJECT.match(text, last):
            mark = SpeakerMark(sign, text[words.start() : last], last)
            yield _head(Form(sign, "none"), text, mark, 1)
            if group:
                return


def _bracketed(text: str, start: int) -> SpeakerMark | None:
    if nested := _NESTED.match(text, start):
        return SpeakerMark(nested[0][0], nested["mark"], nested.end())
    mark = read_bracketed(text[start : start + _MAX_HEAD])
    return mark._replace(end=mark.end + start) if mark and is_label(mark.text) else None


def _in_words(text: str, start: int, sign: str) -> Iterator[LineHead]:
    place, words, single = start, 0, False
    while words < _MAX_WORDS and (found := _WORD.match(text, place)):
        if found.end() - start > _MAX_HEAD:
            return
        alone = _LETTER.fullmatch(found[0]) is not None
        # 会　　長 is one word, set over the width of four.
        words += not (single and alone)
        single = alone
        end = found.end()
        printed = text[start:end]
        separator, place = _separator(text, end, spread=alone)
        if separator and is_label(printed):
            mark = SpeakerMark(sign if sign != "#" else "", printed.strip(), place)
            yield _head(Form(sign, separator), text, mark, words)
        gap = _GAP.match(text, end)
        if not gap or separator not in ("", "gap"):
            return
        place = gap.end()


def _separator(text: str, end: int, *, spread: bool) -> tuple[str, int]:
    """The separator after a word, and where the words begin; "" where the label goes on."""
    if (stop := _STOP.fullmatch(text, end)) is not None:
        return ("stop" if stop[0].strip() in ("。", "．") else "line"), len(text)
    for name, pattern in (("colon", _COLON), ("dash", _DASH), ("close", _CLOSE)):
        if found := pattern.match(text, end):
            return name, found.end()
    if text[end : end + 1] in ("「", "『"):
        return "quote", end
    if gap := _GAP.match(text, end):
        after = _WORD.match(text, gap.end())
        letters = after and _LETTER.fullmatch(after[0])
        return ("" if spread and letters else "gap"), gap.end()
    return "", end


def _head(form: Form, text: str, mark: SpeakerMark, words: int) -> LineHead:
    column = 0 if text[: mark.end].endswith("\t") else width(text[: mark.end])
    return LineHead(form, squash(mark.text), mark, words, column)


def is_label(printed: str) -> bool:
    """Whether words are short enough for a label, and not only figures."""
    label = squash(printed)
    bare = _PARENS.sub("", label) or label
    if len(bare) > _MAX_LABEL or len(label) > _MAX_LABEL_WITH_PARENS:
        return False
    return not _NOT_LABEL.fullmatch(label)
