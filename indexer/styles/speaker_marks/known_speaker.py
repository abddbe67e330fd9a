"""The mark of a speaker whom the publisher names beside the text, in the text itself.

A mark is taken only if it names that speaker; what merely looks like a mark (○午後１時０５分開会,
○議事日程（第７号）) is left in the text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from index.analysis.normalization.folding import nfkc_casefold
from indexer.styles.speaker_marks.candidates import CIRCLED, skip_gap
from indexer.styles.speaker_marks.marks import (
    CIRCLES,
    COLON,
    HONORIFIC,
    INITIAL,
    OFFICE_OF,
    SPACE,
    SpeakerMark,
    name_key,
    squash,
    without_sign,
)
from indexer.styles.speaker_marks.not_speakers import MAX_LINE
from indexer.styles.speaker_marks.roles import role_of
from indexer.styles.speaker_marks.speaker import read_speaker


class PrintedMark(NamedTuple):
    """A mark without its circle; the text of the speech begins at `end`.

    `name` is as much of a name as it prints (浜風（ま）), `office` what it adds to the
    name (委員, 国務大臣, 君), null where it prints no more than the speaker given.
    """

    printed: str
    end: int
    name: str | None = None
    office: str | None = None


_PART = r"(?:[^\s（()）。、「」〔〕]|[（(][^（()）\n。、]{1,20}[)）]){1,30}"
_HEAD = re.compile(rf"[{CIRCLES}][ 　]?(?P<mark>{_PART}?)(?P<gap>[ 　]+|\n)")
_SPACED = re.compile(rf"[{CIRCLES}][ 　]?(?P<mark>{_PART}?[ 　]+{_PART}?)(?P<gap>[ 　]+)")
_INSIDE = re.compile(r"[（(](?P<inside>[^（()）]{3,})[)）]")
_MEMBER = re.compile(r"(?P<name>[^\s（()）]{3,12})君")
_TITLE = re.compile(
    "君|くん|さん|氏|(?:議会|小)?(?:副?(?:委員長|議長|座長|会長)|主査)(?:職務)?(?:代[行理]者?)?|仮議長"
    "|委員|議員|分科員|理事|[国國]務大臣|内閣総理大臣|副?大臣|(?:大臣)?政務官|政府特別補佐人|政府委員"
    "|会計検査院当局者|(?:.{1,12}委員会)?専門員|説明員|(?:政府)?[参參]考人|公述人|[証證]人|(?:内閣)?(?:官房)?副?長官|事務総長|[局部課室次]長"
)
_OFFICE = re.compile(r"(?:[一-鿿々ァ-ヶー・0-9０-９]|こども|まちづくり){1,25}")

_HONOURED_INSIDE = re.compile(rf"{HONORIFIC}(?=[)）])")
_DELIMITER = re.compile(rf"{SPACE}|[〔（(]|{COLON}")


def find_expected(line: str, expected: str) -> SpeakerMark | None:
    """The mark at the head of a line that names the speaker whom the system gives.

    Spaces and widths may differ; an honorific may be in one of the two only.
    """
    circle = CIRCLED.match(line)
    start = circle.end() if circle else len(line) - len(line.lstrip())
    end = _same(line, start, bare(expected[:MAX_LINE]))
    # Without a circle the words of a sentence could begin as the name does.
    if not end or not (circle or _DELIMITER.match(line, end) or not line[end:].strip()):
        return None
    sign = circle["circle"] if circle else ""
    return SpeakerMark(sign, line[start:end].strip(), skip_gap(line, end))


def _same(line: str, start: int, wanted: str) -> int:
    """Where the text that prints `wanted`, spaces and widths aside, ends; 0 if there is none."""
    place, end = 0, start
    while place < len(wanted) and end < len(line):
        folded = _plain(line[end])
        if folded and not wanted.startswith(folded, place):
            found = _HONOURED_INSIDE.match(line, end) if wanted[place] == ")" else None
            if not found:
                return 0
            end = found.end()
            continue
        place += len(folded)
        end += 1
    return end if wanted and place == len(wanted) and end > start else 0


def bare(speaker: str) -> str:
    """A speaker in NFKC, without sign and spaces, for comparing."""
    return _plain(without_sign(speaker))


def _plain(text: str) -> str:
    return name_key(unicodedata.normalize("NFKC", text))


def find_mark(text: str, speaker: str | None, position: str | None) -> PrintedMark | None:
    """The mark at the head of a speech by `speaker`, who holds `position`; null if none."""
    for pattern in (_HEAD, _SPACED):
        head = pattern.match(text)
        mark = _read(squash(head["mark"]), speaker, position) if head else None
        if not head or not mark or not text[head.end() :].strip():
            continue
        if pattern is _SPACED and mark.office and not _TITLE.fullmatch(mark.office):
            continue
        # Without the wide space that ends a mark, only a mark with both name and office is sure.
        if "　" in head["gap"] or OFFICE_OF.fullmatch(mark.printed):
            return mark._replace(printed=head["mark"], end=head.end())
    return None


def _read(mark: str, speaker: str | None, position: str | None) -> PrintedMark | None:
    if speaker is None:
        return _unnamed(mark)
    given = _folded(speaker)
    if _folded(mark) == given or (position and _folded(mark) == _folded(position)):
        office = None if _folded(mark) == given else mark
        return PrintedMark(mark, 0, None, office)
    if found := OFFICE_OF.fullmatch(mark):
        office, name = found["office"], found["name"]
        if _is_same(name, given) and _is_office(office, named=True):
            return PrintedMark(mark, 0, name, office)
        known = _folded(read_speaker(speaker).name or "")
        if _folded(office) == given or (known and _is_same(name, known)):
            return PrintedMark(mark, 0)
        return None
    if found := INITIAL.fullmatch(mark):
        names = given.startswith(_folded(found["surname"])) and _is_office(found["office"])
        return PrintedMark(mark, 0, found["name"], found["office"]) if names else None
    found = _INSIDE.fullmatch(mark)
    return _run_together(found["inside"] if found else mark, given)


def _unnamed(mark: str) -> PrintedMark | None:
    """The mark where the publisher names no speaker: a form that only marks have."""
    if found := OFFICE_OF.fullmatch(mark):
        sure = found["honorific"] == "君" and _is_office(found["office"])
        return PrintedMark(mark, 0, found["name"], found["office"]) if sure else None
    found = _MEMBER.fullmatch(mark)
    return PrintedMark(mark, 0, found["name"], "君") if found else None


def _run_together(mark: str, given: str) -> PrintedMark | None:
    """A name or its beginning, and an office: 佐藤国務大臣, where 佐藤次郎 speaks."""
    splits = [(mark[:at], mark[at:]) for at in range(len(mark) - 1, 0, -1)]
    named = [(name, rest) for name, rest in splits if given.startswith(_folded(name))]
    for is_office in (_TITLE.fullmatch, _is_office):
        for name, rest in named:
            if is_office(rest):
                return PrintedMark(mark, 0, name, rest)
    return None


def _is_office(text: str, *, named: bool = False) -> bool:
    """Whether a string is an office; where a name follows it in parentheses, any may be."""
    if _TITLE.fullmatch(text):
        return True
    return role_of(text) is not None and (named or _OFFICE.fullmatch(text) is not None)


def _is_same(name: str, given: str) -> bool:
    """Whether two names are the same: one the surname of the other, or in other characters."""
    printed = _folded(name)
    if given.startswith(printed) or (printed.startswith(given) and "君" not in printed):
        return True
    alike = sum(a == b for a, b in zip(printed, given, strict=False))
    return len(printed) == len(given) and alike * 2 > len(given)


def _folded(text: str) -> str:
    return name_key(nfkc_casefold(text))
