"""Every way in which a line may begin with the mark of a speaker, by family.

circle    ○議長（東雲一郎君）　…  ○塩屋　委員長　…  ○総務課長;…
bracket   【会長】…  ‹会長>  ＜事務局＞
named     百十四番（浜風円君）  議長（東雲一郎君）　…    without any sign
colon     委員長(東雲君):…  会長：…
close     東雲委員長)…
alone     東雲会長                                        on a line of its own
spaced    会長　　…                                       a wide gap after it
point     ・ …  → …  Ｑ …  Ａ …                           no name at all

Where a system says that a speech begins here, the words after the circle are the speaker;
elsewhere a mark must itself look like somebody who speaks, because headings and rosters have the
same circles (○議事日程（第７号）, 〇出席議員（68人）).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.minutes import Role
from indexer.styles.speaker_marks.marks import (
    ANSWERS,
    ASKS,
    CIRCLES,
    COLON,
    GROUP,
    HONOURED,
    IS_SEAT,
    NAME_LETTER,
    NUMBER,
    OTHER_SIGNS,
    PARTY,
    SPACE,
    SpeakerMark,
    closing_brackets,
    opening_brackets,
    read_bracketed,
    squash,
)
from indexer.styles.speaker_marks.not_speakers import (
    MAX_LINE,
    ends_heading,
    is_heading,
    is_no_name,
    is_sentence_start,
)
from indexer.styles.speaker_marks.roles import role_in_mark
from indexer.styles.speaker_marks.speaker import (
    MarkedSpeaker,
    Speaker,
    read_mark,
    read_spaced,
    read_speaker,
)

Family = Literal["circle", "bracket", "named", "colon", "close", "alone", "spaced", "point"]


class Candidate(NamedTuple):
    """A possible mark and its speaker; `certain` where it can be nothing else.

    `asks` and `topic` are printed in the head of an exchange (○質問　東雲議員「…」).
    `bare` is a name alone (○東雲一郎　): it counts only if a roster or another mark agrees.
    """

    family: Family
    mark: SpeakerMark
    speaker: Speaker
    certain: bool
    bare: bool = False
    asks: bool | None = None
    topic: str | None = None

    @property
    def key(self) -> str:
        """The same for marks that name the same speaker, however they are spaced."""
        return squash(self.mark.text) or self.speaker.role or ""

    def moved(self, by: int) -> Candidate:
        """The same mark in a line with `by` characters more before it."""
        return self._replace(mark=self.mark._replace(end=self.mark.end + by))


CIRCLED = re.compile(rf"{SPACE}*(?P<circle>[{CIRCLES}]){SPACE}*(?=\S)")
_PARENS = re.compile(
    rf"(?P<office>[^（()）\n。、，「」〔〕：:；;]{{0,60}}?)(?P<groups>(?:{GROUP}{SPACE}?){{1,3}})"
)
_WITH_INITIAL = re.compile(
    rf"(?P<mark>[^\s（()）。、]{{1,6}}[（(][^（()）0-9０-９]{{1,4}}[)）](?P<office>[^\s（()）。、：:；;]{{2,20}}))(?={SPACE}|[：:；;〔（(]|$)"
)
_WORD = re.compile(rf"(?P<word>[^\s（()）。、，．「」〔〕：:；;]{{1,60}})(?P<gap>{SPACE}*)")
_DELIMITER = re.compile(rf"{SPACE}*{COLON}{SPACE}*")
_ENDS_MARK = re.compile(rf"{SPACE}*(?:{COLON}{SPACE}*)?")
_STAGE_ACT = re.compile(r"[〔（(［\[](?:.{0,12}登壇|拍手|続|着席|自席)")
_NAME_AFTER = re.compile(
    r"[ 　](?:[^\s（()）。、，0-9０-９]{1,5}[ 　]?){1,2}(?:君|くん|さん|氏)"
    r"(?=[ 　]+\S|[：:；;]|[ 　]*$)"
)
# A seat and a name, of a member or up to a wide gap: ２番　潮見　望　. After an office it is
# somebody whom the chair calls upon: ○委員長　潮見委員　どうぞ。
_NAME_AT_SEAT = re.compile(
    rf"[ 　]+(?P<name>(?:{NAME_LETTER}{{1,4}}[ 　]?){{1,2}}(?:議員|委員)(?=[ 　：:；;]|$)"
    rf"|(?:{NAME_LETTER}{{1,4}}[ 　]{NAME_LETTER}{{1,4}}|{NAME_LETTER}{{3,7}})(?=　\S| {{2,}}\S))"
)
_AT_SEAT = re.compile(
    rf"{SPACE}*{NAME_LETTER}{{2,8}}(?:君|さん|氏|議員|委員)|{SPACE}*{NAME_LETTER}{{3,6}}(?=　)"
)
_HONOURED_IN_PARENS = re.compile(r"(?:君|くん|さん|氏|議員|委員)[ 　]*[)）]")
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
# Some systems number their speeches: 12 ◯議長（東雲一郎君）　.
_NUMBERED_CIRCLE = re.compile(rf"(?:[0-9]{{1,4}}[ 　:：]*)?(?=[{CIRCLES}])")
_PAREN = r"[^（()）\n。、「」：:]{0,24}[（(][^（()）\n。、「」]{2,24}[)）]"
_UNCIRCLED: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("named", re.compile(rf"(?P<mark>{_PAREN})(?:[ 　\t]+|$|[ 　]*[:：;；][ 　]*)")),
    ("colon", re.compile(r"(?P<mark>[^:：;；。、「」]{1,26}?)[ 　]*[:：;；][ 　]*(?=\S)")),
    ("close", re.compile(r"(?P<mark>[^（()）。、「」:：]{2,20})[)）][ 　]*(?=\S)")),
)
_WIDE_GAP = re.compile(
    r"(?P<mark>[^ 　。、「」:：]{1,30}(?:[ 　][^ 　。、「」:：]{1,12})?)(?:[ 　]{2,}|　|\t)(?=\S)"
)
_POINT = re.compile(rf"(?:(?P<ask>[{ASKS}])|(?P<answer>[{ANSWERS}]))[ 　]*(?=\S)")
_QUESTION = r"質問|質疑|問|意見|Ｑ|Q"
_ANSWER = r"回答|答弁|答|Ａ|A"
_LETTERED = re.compile(
    rf"[{opening_brackets()}]?(?:(?P<ask>{_QUESTION})|(?P<answer>{_ANSWER}))"
    r"(?:[ 　]*[0-9０-９]{1,3})?"
    rf"(?:[{closing_brackets()}][ 　]*[:：]?[ 　]*|[ 　]*[:：.．][ 　]*|[ 　]+)(?=\S)"
)
_FIRST_WORD = re.compile(r"[ 　]*(?P<mark>[^ 　:：;；。、「」（()）]{1,30})(?=[ 　:：;；]|$)")
_BARE_NAMES = tuple(
    re.compile(rf"[ 　]*(?P<name>{name})(?:君|さん|氏)?(?:{ends})")
    for name, ends in (
        (rf"{NAME_LETTER}{{1,3}}[ 　]{NAME_LETTER}{{1,4}}?", "(?=　|  )"),
        (rf"{NAME_LETTER}{{2,8}}?", "　|[ 　]{2}|[:：;；]?$"),
    )
)
# ○○委員, △△課長: the publisher has taken the name out.
_MASKED = re.compile(
    r"(?P<mark>(?P<sign>[○◯〇●×△▲□■])(?P=sign){1,3}(?P<office>[^\s○◯〇●×△▲□■（()）。、「」:：;；]{2,12}))"
    r"(?:(?P<colon>[ 　]*[:：;；][ 　]*)|[ 　]+|$)"
)
_MAX_WORDS = 4
_MAX_ALONE_LENGTH = 30
_MAX_MARK_LENGTH = 60

# Rules out most lines, which are words, many times faster than the patterns above.
_MAY_MARK = re.compile(
    rf"[{CIRCLES}{OTHER_SIGNS}{opening_brackets()}{ASKS}{ANSWERS}質問回答意ＱQＡA0-9]"
    r"|[^。、「」]{0,40}(?:[　:：;；()（）]|  |$)"
)


def find_candidates(text: str) -> Iterator[Candidate]:
    """Every way in which a stripped line may begin with a mark, the surest first."""
    if not _MAY_MARK.match(text):
        return
    if masked := _masked(text):
        yield masked
    elif circle := _NUMBERED_CIRCLE.match(text):
        lead = circle.end()
        yield from (found.moved(lead) for found in _circled(text[lead:]))
    elif text.startswith(tuple(OTHER_SIGNS)):
        yield from _adorned(text)
    else:
        yield from _uncircled(text)


def _candidate(
    family: Family, mark: SpeakerMark, found: MarkedSpeaker | None
) -> Iterator[Candidate]:
    if found:
        yield Candidate(family, mark, *found)


def _masked(text: str) -> Candidate | None:
    found = _MASKED.match(text[:_MAX_MARK_LENGTH])
    who = read_mark(found["office"]) if found else None
    if not found or not who or not who.speaker.role:
        return None
    mark = SpeakerMark("", found["mark"], found.end())
    return Candidate("colon" if found["colon"] else "circle", mark, *who)


def _adorned(text: str) -> Iterator[Candidate]:
    """A mark after a sign of headings, where it names a speaker: ■総務課 heads a list."""
    for found in _circled(CIRCLES[0] + text[1:]):
        speaks = found.certain or (found.speaker.role is not None and not found.speaker.is_unit)
        if speaks and not found.bare:
            yield found if found.certain else found._replace(family="spaced")


def _uncircled(text: str) -> Iterator[Candidate]:
    head = text[:_MAX_MARK_LENGTH]
    if mark := read_bracketed(head):
        yield from _candidate("bracket", mark, read_mark(mark.text))
    for family, pattern in _UNCIRCLED:
        if found := pattern.match(head):
            mark = SpeakerMark("", found["mark"].strip(), found.end())
            yield from _candidate(family, mark, read_mark(found["mark"]))
    if len(text) <= _MAX_ALONE_LENGTH and (who := read_mark(text)):
        yield Candidate("alone", SpeakerMark("", text, len(text)), *who)
    elif found := _WIDE_GAP.match(head):
        mark = SpeakerMark("", found["mark"].strip(), found.end())
        yield from _candidate("spaced", mark, read_mark(found["mark"]))
    if found := _POINT.match(head) or _LETTERED.match(head):
        role: Role = "member" if found["ask"] else "official"
        yield Candidate(
            "point", SpeakerMark(found[0].strip(), "", found.end()), Speaker(role=role), False
        )


def _circled(text: str) -> Iterator[Candidate]:
    """The marks after the circle that begins a text."""
    found = find_circle_mark(text, speech=False)
    mark = found or SpeakerMark(text[0], "", skip_gap(text, 1))
    who = _spaced_or_run_together(mark.text) if found else None
    word = None if found else _FIRST_WORD.match(text, mark.end)
    if word and not is_heading(word["mark"]) and (who := read_mark(word["mark"])):
        mark = SpeakerMark(text[0], word["mark"], skip_gap(text, word.end()))
    if who is None or (who.speaker.office and not who.speaker.name):
        yield from _bare(text, mark, who.speaker if who else Speaker())
    yield from _candidate("circle", mark, who)


def _spaced_or_run_together(mark: str) -> MarkedSpeaker | None:
    if speaker := read_spaced(mark):
        return MarkedSpeaker(speaker, certain=True)
    return read_mark(mark) or MarkedSpeaker(read_speaker(mark), certain=False)


def _bare(text: str, mark: SpeakerMark, office: Speaker) -> Iterator[Candidate]:
    """A name alone, or one after an office (○議長　東雲一郎　)."""
    for found in filter(None, (pattern.match(text, mark.end) for pattern in _BARE_NAMES)):
        name = squash(found["name"])
        if is_sentence_start(name):
            continue
        printed = name
        if mark.text:
            printed = text[text.index(mark.text) : found.end()].strip(" 　:：;；")
        named = SpeakerMark(mark.sign, printed, skip_gap(text, found.end()))
        yield Candidate("circle", named, office._replace(name=name), certain=False, bare=True)


def find_circle_mark(line: str, *, speech: bool) -> SpeakerMark | None:
    """The mark at the head of a line, of any form where the system has a `speech` begin here."""
    line = line[:MAX_LINE]
    circle = CIRCLED.match(line)
    if not circle:
        return None
    at = circle.end()
    found = _in_parens(line, at, speech) or _in_words(line, at, speech)
    if not found or _COUNTED.fullmatch(line[found.end :].strip()):
        # ○東雲一郎君　１５票
        return None
    return found._replace(sign=circle["circle"])


def skip_gap(line: str, at: int) -> int:
    """The place after the spaces, or the colon, between a mark and the words."""
    found = _ENDS_MARK.match(line, at)
    return found.end() if found else at


def _in_parens(line: str, at: int, speech: bool) -> SpeakerMark | None:
    """議長（東雲一郎君）, （東雲一郎議長）, 浜風（ま）委員, 潮見支所長（兼防災監）（浜風円君）."""
    initial = _WITH_INITIAL.match(line, at)
    if initial and role_in_mark(initial["office"]):
        return _mark(line, at, initial.end("mark"))
    found = _PARENS.match(line, at)
    if not found or _begins_words(found["office"], found["groups"]):
        return None
    end, printed = _last_name(line, found)
    if printed is None:
        return None
    office, name = squash(found["office"]), squash(printed)
    mark = _mark(line, at, end)
    if not office:
        return mark if _is_person(name) else None
    if IS_SEAT.fullmatch(office) and re.fullmatch(PARTY, name):
        return _beside_party(line, at, end)
    if _is_office_with_name(office, name):
        return mark
    gap = end == len(line) or re.match(SPACE, line[end:])
    likely = 2 <= len(name) <= 9 and gap and not is_heading(office) and len(office) <= 20
    return mark._replace(sure=False) if speech and likely else None


def _begins_words(office: str, groups: str) -> bool:
    """Whether parentheses begin the words (○潮見課長　（仮称）…) or follow several words."""
    if office[-1:].isspace() and not _HONOURED_IN_PARENS.search(groups):
        return True
    flat = squash(office)
    return bool(_WIDE.search(office.strip())) and len(flat) > 8 and not role_in_mark(flat)


def _is_person(name: str) -> bool:
    """Whether the whole text in parentheses names a speaker: （東雲一郎議長）."""
    plain = re.sub(GROUP, "", name) or name
    named = role_in_mark(plain) or (HONOURED.search(plain) and len(plain) > 2)
    return bool(named) and not is_heading(name) and not is_no_name(name)


def _is_office_with_name(office: str, name: str) -> bool:
    if HONOURED.search(name) or IS_SEAT.fullmatch(office) or _TITLE.fullmatch(office):
        return not office.startswith(("議案", "日程"))
    if office.endswith(("君", "さん")) and re.fullmatch(PARTY, name):
        return True
    return role_in_mark(office) is not None and not ends_heading(office)


def _beside_party(line: str, at: int, end: int) -> SpeakerMark | None:
    """A seat, a party and the name after them: ４番（みさき会）浜風円君."""
    found = _AT_SEAT.match(line, end)
    return _mark(line, at, found.end()) if found else None


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


def _in_words(line: str, at: int, speech: bool) -> SpeakerMark | None:
    """東雲議長　, 塩屋　委員長　, ２番　潮見　望君　, 委員長　: as many words as name somebody."""
    words: list[str] = []
    place = at
    while len(words) < _MAX_WORDS and (found := _WORD.match(line, place)):
        words.append(found["word"])
        gap, end = found["gap"], found.end("word")
        after = line[end:]
        delimited = _DELIMITER.match(after) or _STAGE_ACT.match(after)
        if (gap or delimited or not after.strip()) and _names(words):
            if named := _name_after(line, end, "".join(words)):
                return _mark(line, at, named.end())
            # A half-width space is enough to end a mark where sentences follow.
            titled = HONOURED.search(words[-1]) or _TITLE.fullmatch(words[-1])
            ends = delimited or _WIDE.search(gap) or titled or "。" in after or not after.strip()
            return _mark(line, at, end) if ends else None
        if not gap or len(gap) > 1:
            break
        place = found.end()
    return _any_words(line, at) if speech else None


def _mark(line: str, at: int, end: int, *, sure: bool = True) -> SpeakerMark:
    return SpeakerMark("", line[at:end].strip(), skip_gap(line, end), sure)


def _name_after(line: str, at: int, office: str) -> re.Match[str] | None:
    """The name that follows an office or a seat at a place."""
    if named := _NAME_AFTER.match(line, at):
        return named
    named = _NAME_AT_SEAT.match(line, at) if IS_SEAT.fullmatch(office) else None
    return named if named and not is_sentence_start(named["name"]) else None


def _names(words: list[str]) -> bool:
    """Whether words name somebody who speaks: an office, a seat, a name and an office."""
    last = words[-1]
    whole = "".join(words)
    if len(whole) > _MAX_MARK_LENGTH or is_heading(whole) or is_heading(words[0]):
        return False
    if len(words) == 1:
        titled = _TITLE.fullmatch(last) or IS_SEAT.fullmatch(last) or role_in_mark(last)
        return bool(titled or (HONOURED.search(last) and len(last) > 2))
    # An office of single characters may be spread over the line: 議　長.
    if IS_SEAT.fullmatch(words[0]) or (max(map(len, words)) == 1 and role_in_mark(whole)):
        return bool(HONOURED.search(last) or role_in_mark(whole))
    if any(re.search(r"[0-9０-９]", word) for word in words) or sum(map(len, words[:-1])) > 12:
        return False
    named = role_in_mark(last) or re.search(r"(?:君|くん|さん|氏)$", last)
    return bool(named) and not any(role_in_mark(word) for word in words[:-1])


def _any_words(line: str, at: int) -> SpeakerMark | None:
    """The words before the first gap, where the system says that they name a speaker."""
    if (both := _NAME_AND_OFFICE.match(line, at)) and not is_heading(both[0]):
        return _mark(line, at, both.end(), sure=False)
    found = re.match(
        rf"[^。、，「」〔〕：:；;\n　\t]{{1,60}}?(?=　|{SPACE}{{2}}|\t|[：:；;]|$)", line[at:]
    )
    if not found or is_heading(found[0]):
        return None
    return _mark(line, at, at + found.end(), sure=False)
