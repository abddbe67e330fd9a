"""The mark that begins a speech in what a system publishes: ○議長（東雲一郎）　.

In a block that the system says is a speech, what its first words say is the speaker;
in a text that only marks part, a mark must itself look like one who speaks, because
headings and rosters wear the same circles (○議事日程（第７号）, 〇出席議員（68人）).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from index.minutes import Role
from indexer.styles.speakers import role_of

SPEAKS = "○◯〇◎◆●◇"
HEADS = SPEAKS + "△▽▲▼□■"


class Head(NamedTuple):
    """A mark as printed without its circle; what is said begins at `end` of the line.

    `sure` where it prints a name or an office in a form that no heading has.
    """

    circle: str
    printed: str
    end: int
    sure: bool = True


_SPACE = r"[ 　\t\xa0]"
_CIRCLE = re.compile(rf"{_SPACE}*(?P<circle>[{SPEAKS}]){_SPACE}*(?=\S)")
GROUP = r"[（(](?:[^（()）\n]|[（(][^（()）\n]*[)）])*[)）]"
_PARENS = re.compile(
    rf"(?P<office>[^（()）\n。、，「」〔〕：:；;]{{0,60}}?)(?P<groups>(?:{GROUP}{_SPACE}?){{1,3}})"
)
_INITIAL = re.compile(
    rf"(?P<mark>[^\s（()）。、]{{1,6}}[（(][^（()）0-9０-９]{{1,4}}[)）](?P<office>[^\s（()）。、：:；;]{{2,20}}))(?={_SPACE}|[：:；;〔（(]|$)"
)
_WORD = re.compile(rf"(?P<word>[^\s（()）。、，．「」〔〕：:；;]{{1,60}})(?P<gap>{_SPACE}*)")
_COLON = re.compile(rf"{_SPACE}*[：:；;]{_SPACE}*")
_ACTS = re.compile(r"[〔（(［\[](?:.{0,12}登壇|拍手|続|着席|自席)")
_NAME_AFTER = re.compile(
    r"[ 　](?:[^\s（()）。、，0-9０-９]{1,5}[ 　]?){1,2}(?:君|さん|氏)(?=　\S)"
)
_NAME_AND_OFFICE = re.compile(r"[^\s（()）。、]{1,8}　[^\s（()）。、]{1,20}(?=　　)")
_WIDE = re.compile(r"　| {2,}|\t")
HONORIFIC = re.compile(r"(?:君|くん|さん|氏|様|議員|委員)$")
SEAT = re.compile(r"(?:議席)?(?:番外)?第?[0-9０-９〇一二三四五六七八九十百]+番(?:議員|委員)?|番外")
_TITLE = re.compile(
    r"(?:臨時|仮|年長|前|新)?副?(?:議長|委員長|座長|会長|主査|市長|町長|村長|区長|知事|教育長|管理者)(?:職務代(?:行|理)者?|代理)?"
    r"|委員|議員|事務局|書記長?|参考人|公述人|証人|説明員|理事者|当局|番外"
)
_BEGINS_HEADING = re.compile(
    r"(?:議事|議案|日程|追加|本日|出席|欠席|列席|会議|説明のため|説明員及び|職務のため|事務局職員|議会事務局(?:職員|出席)|地方自治法|法第"
    r"|開会|開議|閉会|散会|延会|休憩|再開|続開|午前|午後|正午|報告第|請願第|陳情|諮問第|同意|発議|意見書|付託|付議|審査|審議"
    r"|一般質問|代表質問|総括質[問疑]|緊急質問|質疑|討論|採決|表決|会期|諸般|諸報告|行政報告|傍聴|署名|第[0-9０-９一二三四五六七八九十]+(?:日|号|回)"
    r"|令和|平成|昭和|大正|配付|配布|参照|参考資料|別紙|その他|場所|日時|目次|名簿|選挙(?:第|$)|委員会提出|議員提出|招集|応招|不応招)"
)
_ENDS_HEADING = re.compile(
    r"(?:選挙|指名|報告|説明|件|について|宣告|選任|辞任|互選|選出|挨拶|あいさつ|質問|質疑|討論|採決|表決|方針|表明|日程|氏名|事件|概要|通告|一覧|次第|結果|紹介|発言者|質問者|質問議員"
    r"|(?:署名|紹介|賛成|反対|起立|退席|早退|遅参|遅刻|除斥|当選)(?:議員|委員|者)|出席(?:者|議員|委員|説明員)|欠席(?:者|議員|委員)|出席した者|職員|名簿|の部|関係|提出者|賛成者)$"
)
NO_NAME = re.compile(
    r"第?[0-9０-９〇一二三四五六七八九十百]+(?:号|回|日|名|人|件|項|款|目|分|時).*|[0-9０-９]+"
    r"|.*(?:[0-9０-９]人|[0-9０-９]名)|(?:登壇|拍手|発言|続き?|休憩|再開|起立|挙手|笑声|なし|案|追加|別紙|資料|参照).*"
    r"|.*(?:登壇|[。、，]|について|のとおり)"
)
_BESIDE = re.compile(
    r"(?:兼|事務取扱|職務代|欠員|代理).*|.*(?:兼務|兼任|事務取扱|心得|代理|代行|所長|担当|センター長)"
)
_UNIT = re.compile(r".*(?:部|局|課|室|係|班|所|館|署|センター|委員会|協議会|審議会|会)")
_MORE = re.compile(
    r"[^\s（()）](?:監|主事|技師|技術員|リーダー|マネージャー|担当|政策官|調整官|監察官|顧問|相談員|指導員"
    r"|保健師|栄養士|学芸員|司書|弁護士|会計士)$"
)
_COUNTED = re.compile(r"[0-9０-９〇一二三四五六七八九十百]+票")
FAR = 400
_MOST_WORDS = 4
_LONGEST = 60


def find_expected(line: str, expected: str) -> Head | None:
    """The mark at the head of a line that names whom the system itself says to speak.

    Spaces and widths may differ; an honorific may stand in one of the two only.
    """
    circle = _CIRCLE.match(line)
    start = circle.end() if circle else len(line) - len(line.lstrip())
    wanted = bare(expected[:FAR])
    if not wanted:
        return None
    place, end = 0, start
    while place < len(wanted) and end < len(line):
        folded = _fold(line[end])
        if folded and not wanted.startswith(folded, place):
            if wanted[place] == ")" and (
                found := re.match(r"(?:君|くん|さん|氏|様|議員|委員)(?=[)）])", line[end:])
            ):
                end += found.end()
                continue
            return None
        place += len(folded)
        end += 1
    if place < len(wanted) or end == start:
        return None
    printed = line[start:end].strip()
    if not circle and line[end:].strip() and not re.match(rf"{_SPACE}|[〔（(：:；;]", line[end:]):
        # Without a circle the words of a sentence could begin as the name does.
        return None
    return Head(circle["circle"] if circle else "", printed, _skip(line, end))


def bare(speaker: str) -> str:
    """A speaker in NFKC, without circle and spaces, for comparing."""
    return _fold(re.sub(rf"^\s*[{HEADS}]\s*", "", speaker))


def office_role(office: str) -> Role | None:
    """The role an office implies, of those too that stand in marks only: 危機管理監."""
    return role_of(office) or ("official" if _MORE.search(office) else None)


def find_head(line: str, *, speech: bool, followed: bool = True) -> Head | None:
    """The mark at the head of a line.

    `speech` says that the system has a speech begin here, so that the form of the
    mark may be any; `followed`, that words follow under a mark alone on its line.
    """
    line = line[:FAR]
    circle = _CIRCLE.match(line)
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


def is_heading(words: str) -> bool:
    """Whether what stands after a circle is a heading and names nobody."""
    flat = re.sub(r"\s+", "", words)
    return bool(_BEGINS_HEADING.match(flat) or _ENDS_HEADING.search(flat))


def _in_parens(line: str, at: int, speech: bool) -> Head | None:
    """議長（東雲一郎君）, （東雲一郎議長）, 浜風（ま）委員, 潮見支所長（兼防災監）（浜風円君）."""
    initial = _INITIAL.match(line, at)
    if initial and office_role(initial["office"]):
        return Head("", initial["mark"], _skip(line, initial.end("mark")))
    found = _PARENS.match(line, at)
    if not found:
        return None
    office = re.sub(r"\s+", "", found["office"])
    if found["office"][-1:].isspace() and not re.search(
        r"(?:君|さん|氏|議員|委員)[ 　]*[)）]", found["groups"]
    ):
        # ○潮見課長　（仮称）…: the words begin with the parenthesis.
        return None
    if _WIDE.search(found["office"].strip()) and len(office) > 8 and not office_role(office):
        return None
    end, name = _last_name(line, found)
    if name is None:
        return None
    flat = re.sub(r"\s+", "", name)
    head = Head("", line[at:end].strip(), _skip(line, end))
    if not office:
        said = re.sub(GROUP, "", flat) or flat
        names = office_role(said) or (HONORIFIC.search(said) and len(said) > 2)
        ok = names and not is_heading(flat) and not NO_NAME.fullmatch(flat)
        return head if ok else None
    if HONORIFIC.search(flat) or SEAT.fullmatch(office):
        return head if not re.match(r"(?:議案|日程)", office) else None
    if office_role(office) and not _ENDS_HEADING.search(office):
        return head
    gap = re.match(rf"{_SPACE}", line[end:]) or end == len(line)
    likely = 2 <= len(flat) <= 9 and gap and not is_heading(office) and len(office) <= 20
    return head._replace(sure=False) if speech and likely else None


def _last_name(line: str, found: re.Match[str]) -> tuple[int, str | None]:
    """Where the mark ends, and the name in it: the first group that is not beside the office."""
    groups = list(re.finditer(GROUP, found["groups"]))
    base = found.start("groups")
    for place, group in enumerate(groups):
        inside = re.sub(r"\s+", "", group[0][1:-1])
        if NO_NAME.fullmatch(inside) or len(inside) > 40:
            return base, None
        more = place + 1 < len(groups)
        if more and _BESIDE.fullmatch(inside) and not HONORIFIC.search(inside):
            following = re.sub(r"\s+", "", groups[place + 1][0][1:-1])
            if not NO_NAME.fullmatch(following):
                continue
        end = base + group.end()
        tail = re.match(r"(?:議員|委員長?|議長|参考人|君|さん|氏)(?=[ 　：:；;]|$)", line[end:])
        return end + (tail.end() if tail else 0), group[0][1:-1]
    return base, None


def _in_words(line: str, at: int, followed: bool, speech: bool) -> Head | None:
    """東雲議長　, 塩屋　委員長　, ２番　潮見　望君　, 委員長　: as many words as name one."""
    words: list[str] = []
    place = at
    while len(words) < _MOST_WORDS and (found := _WORD.match(line, place)):
        words.append(found["word"])
        gap = found["gap"]
        after = line[found.end("word") :]
        colon = _COLON.match(after)
        ended = not after.strip() or bool(colon or gap or _ACTS.match(after))
        if ended and _names(words):
            if named := _NAME_AFTER.match(line, found.end("word")):
                return Head("", line[at : named.end()].strip(), _skip(line, named.end()))
            end = found.end("word")
            wide = bool(_WIDE.search(gap) or colon or _ACTS.match(after))
            if after.strip() and not wide and not _is_certain(words, after):
                return None
            if not after.strip() and not followed:
                return None
            end = end + colon.end() if colon else _skip(line, end)
            return Head("", line[at : found.end("word")].strip(), end)
        if not gap or len(gap) > 1:
            break
        place = found.end()
    return _any_words(line, at) if speech else None


def _names(words: list[str]) -> bool:
    """Whether words are one who speaks: an office, a seat, a name and an office."""
    last = words[-1]
    whole = "".join(words)
    if len(whole) > _LONGEST or is_heading(whole) or is_heading(words[0]):
        return False
    if len(words) == 1:
        honoured = HONORIFIC.search(last) and len(last) > 2
        return bool(_TITLE.fullmatch(last) or SEAT.fullmatch(last) or office_role(last) or honoured)
    if SEAT.fullmatch(words[0]) or _is_spaced_office(words):
        return bool(HONORIFIC.search(last) or office_role(whole))
    if any(re.search(r"[0-9０-９]", word) for word in words) or sum(map(len, words[:-1])) > 12:
        return False
    named = office_role(last) or re.search(r"(?:君|くん|さん|氏)$", last)
    return bool(named) and not any(office_role(word) for word in words[:-1])


def _is_spaced_office(words: list[str]) -> bool:
    """議　長: an office of single characters, spread over the line."""
    return all(len(word) == 1 for word in words) and bool(office_role("".join(words)))


def _is_certain(words: list[str], after: str) -> bool:
    """Whether a half-width space is enough to end the mark: it is where sentences follow."""
    titled = HONORIFIC.search(words[-1]) or _TITLE.fullmatch(words[-1])
    return bool(titled) or "。" in after


def _any_words(line: str, at: int) -> Head | None:
    """The words before the first gap, where the system says that they name a speaker."""
    if (both := _NAME_AND_OFFICE.match(line, at)) and not is_heading(both[0]):
        return Head("", both[0], _skip(line, both.end()), sure=False)
    found = re.match(
        rf"[^。、，「」〔〕：:；;\n　\t]{{1,60}}?(?=　|{_SPACE}{{2}}|\t|[：:；;]|$)", line[at:]
    )
    if not found or is_heading(found[0]):
        return None
    end = at + found.end()
    colon = _COLON.match(line[end:])
    return Head("", found[0].strip(), end + colon.end() if colon else _skip(line, end), sure=False)


def _skip(line: str, at: int) -> int:
    """The place after the spaces, or the colon, that part a mark from the words."""
    found = re.compile(rf"{_SPACE}*(?:[：:；;]{_SPACE}*)?").match(line, at)
    return found.end() if found else at


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
