"""The mark after a circle at the head of a line: ○議長（東雲一郎君）　, ○塩屋　委員長　.

Where a system says that a speech begins here, its first words are the speaker;
elsewhere a mark must itself look like one who speaks, because headings and rosters
wear the same circles (○議事日程（第７号）, 〇出席議員（68人）).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.styles.speaker_marks.not_speakers import ends_heading, is_heading, is_no_name, is_said
from indexer.styles.speaker_marks.roles import role_in_mark
from indexer.styles.speaker_marks.signs import (
    CIRCLES,
    COLON,
    GROUP,
    HONOURED,
    IS_SEAT,
    KANJI,
    NUMBER,
    PARTY,
    SPACE,
    squash,
)


class Head(NamedTuple):
    """A mark as printed without its circle; what is said begins at `end` of the line.

    `sure` where it prints a name or an office in a form that no heading has.
    """

    circle: str
    printed: str
    end: int
    sure: bool = True


CIRCLED = re.compile(rf"{SPACE}*(?P<circle>[{CIRCLES}]){SPACE}*(?=\S)")
_PARENS = re.compile(
    rf"(?P<office>[^（()）\n。、，「」〔〕：:；;]{{0,60}}?)(?P<groups>(?:{GROUP}{SPACE}?){{1,3}})"
)
_WITH_INITIAL = re.compile(
    rf"(?P<mark>[^\s（()）。、]{{1,6}}[（(][^（()）0-9０-９]{{1,4}}[)）](?P<office>[^\s（()）。、：:；;]{{2,20}}))(?={SPACE}|[：:；;〔（(]|$)"
)
_WORD = re.compile(rf"(?P<word>[^\s（()）。、，．「」〔〕：:；;]{{1,60}})(?P<gap>{SPACE}*)")
_PARTS = re.compile(rf"{SPACE}*{COLON}{SPACE}*")
_ENDS_MARK = re.compile(rf"{SPACE}*(?:{COLON}{SPACE}*)?")
_ACTS = re.compile(r"[〔（(［\[](?:.{0,12}登壇|拍手|続|着席|自席)")
_NAME_AFTER = re.compile(
    r"[ 　](?:[^\s（()）。、，0-9０-９]{1,5}[ 　]?){1,2}(?:君|くん|さん|氏)"
    r"(?=[ 　]+\S|[：:；;]|[ 　]*$)"
)
_NAME = rf"[{KANJI}ぁ-ゔァ-ヴー]"
# A seat and a name, of a member or up to a wide gap: ２番　潮見　望　. After an office it is
# one whom the chair calls upon: ○委員長　潮見委員　どうぞ。
_NAME_AT_SEAT = re.compile(
    rf"[ 　]+(?P<name>(?:{_NAME}{{1,4}}[ 　]?){{1,2}}(?:議員|委員)(?=[ 　：:；;]|$)"
    rf"|(?:{_NAME}{{1,4}}[ 　]{_NAME}{{1,4}}|{_NAME}{{3,7}})(?=　\S| {{2,}}\S))"
)
_AT_SEAT = re.compile(
    rf"{SPACE}*{_NAME}{{2,8}}(?:君|さん|氏|議員|委員)|{SPACE}*{_NAME}{{3,6}}(?=　)"
)
_NAME_AND_OFFICE = re.compile(r"[^\s（()）。、]{1,8}　[^\s（()）。、]{1,20}(?=　　)")
_WIDE = re.compile(r"　| {2,}|\t")
_TITLE = re.compile(
    r"(?:臨時|仮|年長|前|新)?副?(?:議長|委員長|座長|会長|主査|市長|町長|村長|区長|知事|教育長|管理者)(?:職務代(?:行|理)者?|代理)?"
    r"|委員|議員|事務局|書記長?|参考人|公述人|証人|説明員|理事者|当局|番外"
)
_BESIDE = re.compile(
    r"(?:兼|事務取扱|職務代|欠員|代理).*|.*(?:兼務|兼任|事務取扱|心得|代理|代行|所長|担当|センター長)"
)
_TAIL = re.compile(r"(?:(?:議員|委員長?|議長|参考人|君|さん|氏)|[（(]続き?[)）])(?=[ 　：:；;]|$)")
_COUNTED = re.compile(rf"{NUMBER}+票")
_FAR = 400
_MOST_WORDS = 4
_LONGEST = 60


def find_head(line: str, *, speech: bool, followed: bool = True) -> Head | None:
    """The mark at the head of a line.

    `speech` says that the system has a speech begin here, so that the form of the
    mark may be any; `followed`, that words follow under a mark alone on its line.
    """
    line = line[:_FAR]
    circle = CIRCLED.match(line)
    if not circle:
        return None
    at = circle.end()
    found = _in_parens(line, at, speech) or _in_words(line, at, followed, speech)
    if found and _COUNTED.fullmatch(line[found.end :].strip()):
        # ○東雲一郎君　１５票
        return None
    if found and (line[found.end :].strip() or followed or speech):
        return found._replace(circle=circle["circle"])
    return None


def skip_gap(line: str, at: int) -> int:
    """The place after the spaces, or the colon, that part a mark from the words."""
    found = _ENDS_MARK.match(line, at)
    return found.end() if found else at


def _in_parens(line: str, at: int, speech: bool) -> Head | None:
    """議長（東雲一郎君）, （東雲一郎議長）, 浜風（ま）委員, 潮見支所長（兼防災監）（浜風円君）."""
    initial = _WITH_INITIAL.match(line, at)
    if initial and role_in_mark(initial["office"]):
        return Head("", initial["mark"], skip_gap(line, initial.end("mark")))
    found = _PARENS.match(line, at)
    if not found:
        return None
    office = squash(found["office"])
    if found["office"][-1:].isspace() and not re.search(
        r"(?:君|さん|氏|議員|委員)[ 　]*[)）]", found["groups"]
    ):
        # ○潮見課長　（仮称）…: the words begin with the parenthesis.
        return None
    if _WIDE.search(found["office"].strip()) and len(office) > 8 and not role_in_mark(office):
        return None
    end, name = _last_name(line, found)
    if name is None:
        return None
    flat = squash(name)
    head = Head("", line[at:end].strip(), skip_gap(line, end))
    if not office:
        said = re.sub(GROUP, "", flat) or flat
        names = role_in_mark(said) or (HONOURED.search(said) and len(said) > 2)
        ok = names and not is_heading(flat) and not is_no_name(flat)
        return head if ok else None
    if IS_SEAT.fullmatch(office) and re.fullmatch(PARTY, flat):
        return _beside_party(line, at, end)
    if HONOURED.search(flat) or IS_SEAT.fullmatch(office) or _TITLE.fullmatch(office):
        return head if not re.match(r"(?:議案|日程)", office) else None
    honoured = re.search("(?:君|さん)$", office) and re.fullmatch(PARTY, flat)
    if honoured or (role_in_mark(office) and not ends_heading(office)):
        return head
    gap = re.match(rf"{SPACE}", line[end:]) or end == len(line)
    likely = 2 <= len(flat) <= 9 and gap and not is_heading(office) and len(office) <= 20
    return head._replace(sure=False) if speech and likely else None


def _beside_party(line: str, at: int, end: int) -> Head | None:
    """A seat, a party and the name after them: ４番（みさき会）浜風円君."""
    found = _AT_SEAT.match(line, end)
    return Head("", line[at : found.end()].strip(), skip_gap(line, found.end())) if found else None


def _last_name(line: str, found: re.Match[str]) -> tuple[int, str | None]:
    """Where the mark ends, and the name in it: the first group that is not beside the office."""
    groups = list(re.finditer(GROUP, found["groups"]))
    base = found.start("groups")
    for place, group in enumerate(groups):
        inside = squash(group[0][1:-1])
        if is_no_name(inside) or len(inside) > 40:
            return base, None
        more = place + 1 < len(groups)
        if more and _BESIDE.fullmatch(inside) and not HONOURED.search(inside):
            following = squash(groups[place + 1][0][1:-1])
            if not is_no_name(following):
                continue
        end = base + group.end()
        tail = _TAIL.match(line, end)
        return tail.end() if tail else end, group[0][1:-1]
    return base, None


def _in_words(line: str, at: int, followed: bool, speech: bool) -> Head | None:
    """東雲議長　, 塩屋　委員長　, ２番　潮見　望君　, 委員長　: as many words as name one."""
    words: list[str] = []
    place = at
    while len(words) < _MOST_WORDS and (found := _WORD.match(line, place)):
        words.append(found["word"])
        gap = found["gap"]
        after = line[found.end("word") :]
        colon = _PARTS.match(after)
        ended = not after.strip() or bool(colon or gap or _ACTS.match(after))
        if ended and _names(words):
            if named := _name_after(line, found.end("word"), "".join(words)):
                return Head("", line[at : named.end()].strip(), skip_gap(line, named.end()))
            end = found.end("word")
            wide = bool(_WIDE.search(gap) or colon or _ACTS.match(after))
            if after.strip() and not wide and not _is_certain(words, after):
                return None
            if not after.strip() and not followed:
                return None
            return Head("", line[at:end].strip(), skip_gap(line, end))
        if not gap or len(gap) > 1:
            break
        place = found.end()
    return _any_words(line, at) if speech else None


def _name_after(line: str, at: int, office: str) -> re.Match[str] | None:
    """The name that follows an office or a seat at a place."""
    if named := _NAME_AFTER.match(line, at):
        return named
    named = _NAME_AT_SEAT.match(line, at) if IS_SEAT.fullmatch(office) else None
    return named if named and not is_said(named["name"]) else None


def _names(words: list[str]) -> bool:
    """Whether words are one who speaks: an office, a seat, a name and an office."""
    last = words[-1]
    whole = "".join(words)
    if len(whole) > _LONGEST or is_heading(whole) or is_heading(words[0]):
        return False
    if len(words) == 1:
        honoured = HONOURED.search(last) and len(last) > 2
        return bool(
            _TITLE.fullmatch(last) or IS_SEAT.fullmatch(last) or role_in_mark(last) or honoured
        )
    if IS_SEAT.fullmatch(words[0]) or _is_spaced_office(words):
        return bool(HONOURED.search(last) or role_in_mark(whole))
    if any(re.search(r"[0-9０-９]", word) for word in words) or sum(map(len, words[:-1])) > 12:
        return False
    named = role_in_mark(last) or re.search(r"(?:君|くん|さん|氏)$", last)
    return bool(named) and not any(role_in_mark(word) for word in words[:-1])


def _is_spaced_office(words: list[str]) -> bool:
    """議　長: an office of single characters, spread over the line."""
    return all(len(word) == 1 for word in words) and bool(role_in_mark("".join(words)))


def _is_certain(words: list[str], after: str) -> bool:
    """Whether a half-width space is enough to end the mark: it is where sentences follow."""
    titled = HONOURED.search(words[-1]) or _TITLE.fullmatch(words[-1])
    return bool(titled) or "。" in after


def _any_words(line: str, at: int) -> Head | None:
    """The words before the first gap, where the system says that they name a speaker."""
    if (both := _NAME_AND_OFFICE.match(line, at)) and not is_heading(both[0]):
        return Head("", both[0], skip_gap(line, both.end()), sure=False)
    found = re.match(
        rf"[^。、，「」〔〕：:；;\n　\t]{{1,60}}?(?=　|{SPACE}{{2}}|\t|[：:；;]|$)", line[at:]
    )
    if not found or is_heading(found[0]):
        return None
    return Head("", found[0].strip(), skip_gap(line, at + found.end()), sure=False)
