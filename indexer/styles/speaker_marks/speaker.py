"""A printed speaker → name, office, role and department, as far as is certain.

    read_speaker     somebody known to speak: what remains unclear is left out
    read_mark        a possible mark: it must itself look like somebody who speaks
    read_spaced      a name and an office with a space between them
    split_speaker    a speaker that a system publishes, with its lists of names and offices

A surname run together with an office (日下部障害者福祉課長) is not split without such lists:
where one ends and the other begins cannot be seen. Its last word still says the role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from index.minutes import Role
from indexer.lines import Line
from indexer.styles.speaker_marks.marks import (
    GROUP,
    HONORIFIC,
    INITIAL,
    INSIDE,
    IS_SEAT,
    KANJI,
    OFFICE_OF,
    PARTY,
    SEAT,
    name_key,
    party_of,
    squash,
    unbracketed,
    usual_shapes,
    without_ruby,
    without_sign,
)
from indexer.styles.speaker_marks.not_speakers import is_no_name, names_nobody
from indexer.styles.speaker_marks.roles import (
    department_of,
    role_by_honorific,
    role_in_mark,
    role_of,
    role_of_title,
)


class Speaker(NamedTuple):
    """The parts of a printed speaker; null where it does not say them with certainty."""

    name: str | None = None
    office: str | None = None
    role: Role | None = None
    affiliation: str | None = None
    party: str | None = None

    @property
    def match_key(self) -> str:
        """The name or office that a roster or another mark may confirm, without spaces."""
        return name_key(self.name or self.office or "")

    @property
    def is_unit(self) -> bool:
        """Whether a department is printed in place of the person: 総務課."""
        return self.office is not None and self.office == self.affiliation


class MarkedSpeaker(NamedTuple):
    """A speaker as marked; `certain` where it can be nothing else."""

    speaker: Speaker
    certain: bool


_TRAILING = re.compile(r"(?P<who>(?P<office>[^（()）]+)[（(][^（()）]+[)）])(?:議員|委員|参考人)")
_SEATED = re.compile(
    rf"(?P<office>{SEAT})(?:[（(](?P<party>[^（()）]+)[)）])?\s*(?P<name>[^（()）。、：:〔〕「」／/]{{2,12}}?)"
    rf"\s*(?P<honorific>{HONORIFIC})?"
)
_NAMED = re.compile(r"(?P<name>[^（()）]+?)\s*(?P<honorific>君|くん|さん|氏)")
_PARTY_MEMBER = re.compile(
    rf"(?P<who>[^（()）]+?(?:君|さん|議員|委員))[（(](?P<party>{PARTY})[)）]"
)
_MASKED = re.compile(r"[○◯〇●×△▲□■]+(?P<office>[^○◯〇●×△▲□■]{2,})")
RUN_TOGETHER = re.compile(
    r"(?P<office>副?(?:知事|議長|委員長|会長|座長)|副?[市区町村]長|教育長|警視総監|消防総監"
    r"|会計管理者|[^\s（()）]*?(?:局長|本部長|部長|課長|室長|所長|市場長)(?:兼務)?)"
    r"\s*(?P<name>[^（()）長]{2,12}|長[^（()）長]{1,11})(?:君|さん)"
)
"""議長東雲一郎君: an office and a name, which may begin with 長, up to an honorific."""
_BEFORE_NAME = re.compile(rf"{SEAT}(?=.)")
_LETTER = re.compile(
    r"(?P<office>[^（()）\sA-ZＡ-Ｚ0-9０-９]{2,8})(?P<letter>[A-ZＡ-Ｚ0-9０-９①-⑳])"
)
_PRESIDES = (
    r"(?:臨時|仮|年長)?(?:副?(?:委員長|議長|座長|会長|部会長|理事長)(?:職務代(?:行|理)者?|代理)?)"
)
_TITLED = re.compile(
    rf"(?P<name>[^（()）]*?)\s*(?P<office>{_PRESIDES}|議員|委員|副?(?:市|町|村|区)長|副?知事|教育長)"
)
_SURNAME = re.compile(rf"[{KANJI}ツッノ]{{1,4}}|[ァ-ヴー]{{2,6}}|[ぁ-ゔ]{{2,5}}")
_WHOLE_NAME = re.compile(rf"(?=.*[ぁ-ゔァ-ヴ])[{KANJI}ぁ-ゔァ-ヴー]{{4,8}}")
_BODIES = re.compile(
    "特別|運営|専門|公募|学識|予算|決算|総務|企画|財政|文教|教育|厚生|福祉|民生|市民|区民|町民|村民|建設|土木|都市|経済"
    "|産業|環境|まち|こども|子ども|ふるさと|町内|自治|商店|広報|改革|選挙|監査|農業|公平|分科|審議|協議|医師|商工|老人|婦人"
    r"|^(?:小|部|副|仮|前|元|新|各|本|正|議)$|(?:議会|本会議|調査|検討|委員)"
)
_WORD = re.compile(
    r"[一-鿿々ァ-ヴー・ヶ0-9０-９A-Za-zＡ-Ｚ]+|(?!.*(?:を|です|ます|する|した|から|まで))[^、。]+長"
)
_TITLES = re.compile(
    rf"{_PRESIDES}|委員|議員|事務局長?|当局|執行部|説明員|理事者|(?:政府)?参考人|公述人|証人|幹事|書記長?|担当課?|所管課"
    r"|傍聴者|住民|町民|市民|区民|参加者|司会(?:者)?|実施機関|諮問庁|各委員|(?:担当|所管|説明)者|オブザーバー|コンサルタント"
    r"|アドバイザー|(?:町|市|区|村|県)側?|監査委員|[Ａ-ＺA-Z]委員|副?(?:知事|市長|区長|町長|村長)|助役|収入役|教育長|教育次長"
    r"|会計管理者|警視総監|消防総監"
)
_UNIT = re.compile(r"[^（()）]*(?:課|部|局|室|係|班|センター)")
# Who has no seat in the assembly, or sits with its secretariat: 番外（町長　東雲一郎君）.
_ATTENDS = re.compile(
    r"(?P<as>番外[^（()）]{0,4}|事務局|説明員|理事者|当局)\s*[（(](?P<inside>[^（()）]+)[)）]"
)
_SPACED = re.compile(r"(?P<name>[^（()）]+?)[ 　]+(?P<office>[^\s（()）]+)")
_AFTER = re.compile(rf"(?P<office>[^\s（()）]+)[ 　]+(?P<name>[^（()）0-9０-９]+?){HONORIFIC}?")
_UNITED = re.compile(
    r"(?P<name>[^\s（()）]{1,6})[ 　]+(?P<office>[^\s（()）]+"
    r"(?:部|局|課|室|係|所|館|センター|委員会|協議会)[ 　]+[^\s（()）]+)"
)
_PARTLY = re.compile(
    r"(?P<given>.{1,4}?)(?P<office>副?(?:議長|委員長|市長|町長|村長|区長|知事|教育長)|議員|委員)"
)
_NO_GIVEN = re.compile(r".*(?:会|副|臨時|仮|監査|教育|農業|選挙管理|公平|民生|専門|代表|前|新)")
_BODY = re.compile(r".*(?:部|局|課|室|係|班|所|館|署|センター|委員会|協議会|審議会)")
_CONCURRENT = re.compile(r"(?:[（(][^（()）]*(?:事務取扱|兼務|兼任|代理)[^（()）]*[)）])+$")
# A petitioner's address follows, where nobody speaks: 請願者　東雲町.
_WITNESS_FIRST = re.compile(r"(?:請願者|陳情者|参考人|公述人|証人).")
_BESIDE = re.compile(rf"{GROUP}+$")
_GOES_ON = re.compile(r"[（(]続き?[)）]$")
MAX_SPEAKER = 200
_MAX_MARK_LENGTH, _MAX_NAME_LENGTH = 30, 14
_MAX_LENGTH_WITH_PARENS = 60


@lru_cache(maxsize=4096)
def read_speaker(printed: str) -> Speaker:
    """Split a printed speaker, known to be one: 議長（東雲一郎君）, 林（宏）委員."""
    printed = without_sign(_CONCURRENT.sub("", _GOES_ON.sub("", without_ruby(printed))))
    if not printed or len(printed) > MAX_SPEAKER:
        return Speaker()
    if (inner := unbracketed(printed)) != printed:
        return read_speaker(inner)
    if (found := _TRAILING.fullmatch(printed)) and role_in_mark(found["office"]):
        return read_speaker(found["who"])
    return (
        _party_member(printed)
        or _seat(printed)
        or _known_holder(printed)
        or _seated(printed, known=True)
        or _honoured(printed)
        or _titled(printed, known=True)
        or _title(printed)
        or Speaker(None, None, role_of(printed))
    )


@lru_cache(maxsize=8192)
def read_mark(printed: str) -> MarkedSpeaker | None:
    """Split a possible mark, its spaces left out; null where it names nobody.

    Nothing else says here that somebody speaks, so it must itself look like somebody who
    does: an office, a seat, a name with an honorific, or a name and an office.
    """
    text = _GOES_ON.sub("", squash(without_ruby(printed)))
    if found := _MASKED.fullmatch(text):
        # ○○委員, whose name the publisher has taken out
        return read_mark(found["office"])
    # An office may be long where a name in parentheses ends it.
    longest = _MAX_LENGTH_WITH_PARENS if text.endswith(("）", ")")) else _MAX_MARK_LENGTH
    if not text or len(text) > longest or names_nobody(text):
        return None
    if found := INSIDE.fullmatch(text):
        inner = read_mark(found["inside"])
        return inner if inner and inner.speaker.role else None
    speaker = (
        _party_member(text)
        or _seat(text)
        or _marked_holder(text)
        or _seated(text, known=False)
        or _title(text, department_of(text))
        or _lettered(text)
        or _titled(text, known=False)
        or _office_alone(text)
    )
    return MarkedSpeaker(speaker, _is_certain(text, speaker)) if speaker else None


def _is_certain(text: str, speaker: Speaker) -> bool:
    """Whether a name is printed as no heading has it: in parentheses, or honoured after a seat."""
    if seated := _SEATED.fullmatch(text):
        return speaker.name is not None and seated["honorific"] is not None
    return speaker.name is not None and ("（" in text or "(" in text)


def _marked_holder(text: str) -> Speaker | None:
    """An office and a name in parentheses, or a name with an initial and an office."""
    if (found := OFFICE_OF.fullmatch(text)) and (speaker := _holder_in_parens(**found.groupdict())):
        return speaker
    if (found := INITIAL.fullmatch(text)) and not _has_party(text):
        speaker = _holder(found["name"], found["office"])
        return speaker if speaker.role else None
    return None


def _party_member(text: str) -> Speaker | None:
    """A member with a name and a party: 浜風円議員（みさき会）, 浜風円君（みさき会）."""
    found = _PARTY_MEMBER.fullmatch(text)
    if not found:
        return None
    named = _NAMED.fullmatch(found["who"])
    if named and not is_no_name(named["name"]):
        return Speaker(named["name"], None, "member", party=found["party"])
    titled = _titled(found["who"], known=True)
    member = titled and titled.role == "member"
    return titled._replace(party=found["party"]) if titled and member else None


def _seat(text: str) -> Speaker | None:
    return Speaker(None, text, role_of(text)) if IS_SEAT.fullmatch(text) else None


def _has_party(text: str) -> bool:
    """Whether a party is printed between a seat and a name: ４番（みさき会）浜風円君."""
    return bool((seated := _SEATED.fullmatch(text)) and seated["party"])


def _seated(text: str, *, known: bool) -> Speaker | None:
    found = _SEATED.fullmatch(text)
    if not found or (not known and is_no_name(found["name"])):
        return None
    return Speaker(found["name"], found["office"], "member", party=party_of(found["party"]))


def _known_holder(text: str) -> Speaker | None:
    found = OFFICE_OF.fullmatch(text) or INITIAL.fullmatch(text)
    if not found or _has_party(text):
        return None
    return _holder(found["name"].strip(), found["office"].strip())


def _holder(name: str, office: str, role: Role | None = None) -> Speaker:
    """A name and an office; parentheses beside the office do not say which office it is."""
    plain = _BESIDE.sub("", office)
    # 議長（１番　東雲一郎君）, 会長（東雲会長）
    name = _BEFORE_NAME.sub("", name).strip()
    titled = _titled(name, known=False)
    return Speaker(
        titled.name if titled else name, office, role_of(plain) or role, department_of(plain)
    )


def _holder_in_parens(office: str, name: str, honorific: str | None) -> Speaker | None:
    role = role_in_mark(_BESIDE.sub("", office))
    if _UNIT.fullmatch(name) and not honorific:
        known = role or ("official" if _UNIT.fullmatch(office) else None)
        return Speaker(None, f"{office}（{name}）", known, name) if known else None
    if is_no_name(name) or len(name) > _MAX_NAME_LENGTH or (role is None and not honorific):
        return None
    inner = None if honorific else read_mark(name)
    if inner and inner.speaker.name is None:
        return None
    return _holder(name, office, role or role_by_honorific(honorific))


def _titled(text: str, *, known: bool) -> Speaker | None:
    """A name and a title without a sign between them; `known` says that somebody speaks."""
    found = _TITLED.fullmatch(text) if not _TITLES.fullmatch(text) else None
    if not found or not found["name"] or role_of(text) in ("witness", "secretariat"):
        return None
    name, office = found["name"], found["office"]
    if len(name) == 1 and office.startswith("部会長"):
        # 磯部会長, where no body is a 部会
        name, office = name + office[0], office[1:]
    sure = _SURNAME.fullmatch(name) or _WHOLE_NAME.fullmatch(name)
    if not (sure or (known and role_of(text) == "member")) or _BODIES.search(name):
        return None
    return Speaker(name, office, role_of_title(office))


def _title(text: str, department: str | None = None) -> Speaker | None:
    return Speaker(None, text, role_of_title(text), department) if _TITLES.fullmatch(text) else None


def _lettered(text: str) -> Speaker | None:
    """委員Ａ, 住民１, 公述人Ｂ: somebody whose name is not printed."""
    found = _LETTER.fullmatch(text)
    role = role_of_title(found["office"]) if found else None
    return Speaker(None, text, role) if role in ("member", "witness") else None


def _honoured(text: str) -> Speaker | None:
    if not (found := _NAMED.fullmatch(text)):
        return None
    if held := RUN_TOGETHER.fullmatch(text):
        return _name_and_office(held["name"].strip(), held["office"])
    return Speaker(found["name"], None, role_by_honorific(found["honorific"]))


def _office_alone(text: str) -> Speaker | None:
    """An office that is no common title, a name with an honorific, or a department."""
    role = role_of(text) if not _WITNESS_FIRST.match(text) else None
    if role and _WORD.fullmatch(text):
        if text.endswith(("委員", "議員")) and not _BODIES.search(text):
            return None
        return Speaker(None, text, role, department_of(text))
    if (speaker := _honoured(text)) and speaker.name:
        return (
            speaker
            if not is_no_name(speaker.name) and len(speaker.name) <= _MAX_NAME_LENGTH
            else None
        )
    unit = _UNIT.fullmatch(text) and _WORD.fullmatch(text)
    return Speaker(None, text, "official", text) if unit else None


def read_spaced(printed: str) -> Speaker | None:
    """A name and an office with a space between them: 小栗　建設部長, 議長　東雲一郎君."""
    printed = without_ruby(printed.strip())
    if len(printed) > MAX_SPEAKER or _is_spread(printed):
        return None
    if found := _ATTENDS.fullmatch(printed):
        inner = read_spaced(found["inside"])
        if inner and "番外" not in found["as"]:
            inner = inner._replace(role=role_of(found["as"]))
        return inner
    if IS_SEAT.match(printed):
        return None
    if found := INSIDE.fullmatch(printed):
        return read_spaced(found["inside"])
    if (found := _UNITED.fullmatch(printed)) and role_in_mark(found["office"]):
        return _name_and_office(found["name"], squash(found["office"]))
    return _name_first(printed) or _office_first(printed)


def _is_spread(printed: str) -> bool:
    """Whether an office is set over a width, and no name is before it: 教　育　長."""
    words = printed.split()
    return len(words) > 2 and max(map(len, words)) == 1 and role_in_mark("".join(words)) is not None


def _name_first(printed: str) -> Speaker | None:
    """塩屋　委員長; also 東雲　一郎議長, whose given name runs on into the office."""
    found = _SPACED.fullmatch(printed)
    if not found or role_in_mark(squash(found["name"])):
        return None
    name, office = squash(found["name"]), found["office"]
    run = _PARTLY.fullmatch(office)
    if run and not _NO_GIVEN.fullmatch(run["given"]) and not _BODY.fullmatch(name):
        return Speaker(name + run["given"], run["office"], role_in_mark(office))
    if role_in_mark(office) and not _BODY.fullmatch(name) and _is_whole(name, office):
        return _name_and_office(name, office)
    return None


def _office_first(printed: str) -> Speaker | None:
    found = _AFTER.fullmatch(printed)
    if not found or not (role_in_mark(found["office"]) or _UNIT.fullmatch(found["office"])):
        return None
    name = squash(found["name"])
    named = len(name) > 1 and not role_in_mark(name)
    return _name_and_office(name, found["office"]) if named else None


def _is_whole(name: str, office: str) -> bool:
    """Whether a surname precedes an office, and not its first letter: 教　育長, 副　市長."""
    if len(name) > 1:
        return True
    return len(office) > 2 and not _TITLES.fullmatch(name + office) and name not in "副前元新仮"


def _name_and_office(name: str | None, office: str) -> Speaker:
    role = role_in_mark(office) or ("official" if _UNIT.fullmatch(office) else None)
    return Speaker(name, office, role, department_of(office))


_LISTED = re.compile(r"(?P<office>[^（()）]+)[（(](?P<name>[^（()）]+)[)）]")
_LAST_HONORIFIC = re.compile(rf"(?<=.){HONORIFIC}$")
_MEMBERS = re.compile(
    r"(?:臨時|仮|年長)?(?:副?(?:議長|委員長|座長|会長)(?:職務代(?:行|理)者?)?|議員|委員)"
)
_MAX_LISTED_LENGTH = 120
_MAX_NAME_PLACES = 20


class PrintedRoster:
    """The lists of a meeting as text, asked whether they print a name beside an office."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.text = usual_shapes("\n".join(line.text for line in lines))
        self._has: dict[tuple[str, str], bool] = {}
        self._offices: dict[str, str | None] = {}
        self._found: dict[str, bool] = {}

    def has(self, office: str, name: str) -> bool:
        """Whether the lists print the office whole and, next to it, a name that begins so."""
        key = (office, name)
        if key not in self._has:
            places = [_spread(office), *(_PLACES if _MEMBERS.fullmatch(office) else ())]
            before = r"(?<![^\s0-9０-９〇一二三四五六七八九十百、，,・:：（(])"
            beside = rf"{before}(?:{'|'.join(places)})[\s（(:：]*{_spread(name)}"
            self._has[key] = re.search(beside, self.text) is not None
        return self._has[key]

    def office_of(self, name: str) -> str | None:
        """The office that the lists print before a name, also over a width: 議　長　東雲一郎."""
        if name not in self._offices:
            places = islice(re.finditer(_spread(name), self.text), _MAX_NAME_PLACES)
            before = (self.text[max(0, at.start() - 40) : at.start()] for at in places)
            self._offices[name] = next(filter(None, map(_office_at_end, before)), None)
        return self._offices[name]

    def honours(self, name: str) -> bool:
        """Whether the name is printed with an honorific anywhere."""
        return self._matches(rf"{re.escape(name)}{HONORIFIC}")

    def names(self, name: str) -> bool:
        """Whether the lists print these words by themselves, among others: 東雲、浜風."""
        return self._matches(rf"(?<![^\s、，,・:：（(]){_spread(name)}(?![^\s、，,・（()）氏君])")

    def _matches(self, pattern: str) -> bool:
        if pattern not in self._found:
            self._found[pattern] = re.search(pattern, self.text) is not None
        return self._found[pattern]

    def lists(self, office: str) -> bool:
        """Whether the lists print the office by itself, so that 財政 in 財政課長 is no surname."""
        return self._matches(rf"(?<!\S){_spread(office)}(?!\S)")


def _office_at_end(text: str) -> str | None:
    """The office that ends a text, its letters apart or together."""
    line = text.rpartition("\n")[2].rstrip(" 　\t、，（(:：")
    words = re.split(r"[\s、，。（(:：]+", line)
    spread = len(words) - len(list(takewhile(lambda word: len(word) == 1, reversed(words))))
    office = "".join(words[min(spread, len(words) - 1) :])
    return office if role_of(office) else None


def split_speaker(
    printed: str, roster: PrintedRoster, hint: Role | None = None, listed: str | None = None
) -> Speaker:
    """Split a speaker as a system publishes it.

    A name and an office run together (東雲一郎町長) are split only where the roster of the same
    minutes separates the two (町　長　東雲　一郎). `hint` is the role that the system's own
    sign says, `listed` the speaker as in the system's list, which may separate them: 委員長(塩屋).
    """
    words = squash(printed)
    if len(words) > _MAX_LISTED_LENGTH:
        return Speaker(role=hint)
    speaker = _by_list(words, listed) or read_spaced(printed) or read_speaker(words)
    if speaker.name is None:
        speaker = _by_roster(speaker, words.strip("（()）"), roster)
    name = squash(speaker.name) if speaker.name else None
    office = squash(speaker.office) if speaker.office else None
    role = (
        speaker.role
        or role_in_mark(office or words)
        or role_in_mark(words.partition("兼")[0])
        or hint
    )
    return speaker._replace(name=name or None, office=office, role=role)


def _by_list(words: str, listed: str | None) -> Speaker | None:
    """The name and office of the system's list, where the mark prints just the two."""
    found = _LISTED.fullmatch(squash(without_sign(listed))) if listed else None
    if not found:
        return None
    office, name = found["office"], _LAST_HONORIFIC.sub("", found["name"])
    if words != office and sorted(office + found["name"]) != sorted(words):
        return None
    return Speaker(name, office, role_in_mark(office), department_of(office))


def _by_roster(speaker: Speaker, words: str, roster: PrintedRoster) -> Speaker:
    """The longest name that the roster prints beside the office that follows it here."""
    # 湊総務課長: one letter is a name only where the rest alone is listed.
    shortest = 1 if roster.lists(words) else 0
    for at in range(min(len(words) - 2, 12), shortest, -1):
        name, office = words[:at], words[at:]
        if role_in_mark(office) and not IS_SEAT.fullmatch(name) and roster.has(office, name):
            return _name_and_office(name, office)
    if speaker.office is None and role_in_mark(words) and roster.lists(words):
        return _name_and_office(None, words)
    return speaker


def _spread(words: str) -> str:
    """A pattern for words whose characters may be spread over a line."""
    return r"[ 　]*".join(map(re.escape, usual_shapes(words)))


_PLACES = ("番(?:議員)?", *map(_spread, ("議長", "委員長", "委員", "議員", "議席")))
