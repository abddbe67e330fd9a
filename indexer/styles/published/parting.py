"""A speaker as printed → name, office, role: with what the roster and the system say.

A name and an office run together (東雲一郎町長) are parted where the roster of the
same minutes prints the two apart (町　長　東雲　一郎), and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.minutes import Role
from indexer.sources.lines import Line
from indexer.styles.published.heads import office_role
from indexer.styles.speakers import Speaker, department_of, read_speaker
from indexer.styles.spoken.names import read_who

_HONORIFIC = r"(?:君|くん|さん|氏|様|議員|委員)"
_SEATED = re.compile(
    rf"(?P<seat>(?:議席)?第?[0-9０-９〇一二三四五六七八九十百]+番)(?P<name>[^（()）0-9０-９]{{2,}}?)(?P<honorific>{_HONORIFIC})?"
)
_SEAT = re.compile(r"(?:議席)?第?[0-9０-９〇一二三四五六七八九十百]+番(?:議員|委員)?")
_BESIDE = re.compile(
    rf"(?P<office>[^（()）]+(?:[（(](?:[^（()）]|[（(][^（()）]*[)）])*[)）])+)[（(](?P<name>[^（()）]+?){_HONORIFIC}?[)）]"
)
_INSIDE = re.compile(r"[（(](?P<inside>(?:[^（()）]|[（(][^（()）]*[)）])+)[)）]")
_TRAILING = re.compile(r"(?P<who>.+[（(][^（()）]+[)）])(?P<office>議員|委員|参考人)")
_LISTED = re.compile(r"[○◯〇◎◆●◇]?(?P<office>[^（()）]+)[（(](?P<name>[^（()）]+)[)）]")
_INITIALED = re.compile(r"[^（()）]{1,6}[（(][^（()）]{1,3}[)）][^（()）]{2,}")
_SPACED = re.compile(r"(?P<name>[^（()）]+?)[ 　]+(?P<office>[^\s（()）]+)")
_AFTER = re.compile(rf"(?P<office>[^\s（()）]+)[ 　]+(?P<name>[^（()）0-9０-９]+?){_HONORIFIC}?")
_UNITED = re.compile(
    r"(?P<name>[^\s（()）]{1,6})[ 　]+(?P<office>[^\s（()）]+"
    r"(?:部|局|課|室|係|所|館|センター|委員会|協議会)[ 　]+[^\s（()）]+)"
)
_UNIT = re.compile(r".*(?:部|局|課|室|係|班|所|館|署|センター|委員会|協議会|審議会)")
_GIVEN = re.compile(
    r"(?P<given>.{1,4}?)(?P<office>副?(?:議長|委員長|市長|町長|村長|区長|知事|教育長)|議員|委員)"
)
_NO_GIVEN = re.compile(r".*(?:会|副|臨時|仮|監査|教育|農業|選挙管理|公平|民生|専門|代表|前|新)")
_MEMBERS = re.compile(
    r"(?:臨時|仮|年長)?(?:副?(?:議長|委員長|座長|会長)(?:職務代(?:行|理)者?)?|議員|委員)"
)
_LONGEST = 120
_PLACES = ("番", "議長", "委員長", "委員", "議員", "議席")


class Roster:
    """The lists of a meeting: who stands beside which office."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.text = "\n".join(line.text for line in lines)
        self.known: dict[tuple[str, str], bool] = {}

    def has(self, office: str, name: str) -> bool:
        """Whether the lists print the office whole and, next to it, a name that begins so."""
        key = (office, name)
        if key not in self.known:
            offices = [office, *(_PLACES if _MEMBERS.fullmatch(office) else ())]
            places = "|".join(_spread(each) if each != "番" else "番(?:議員)?" for each in offices)
            pattern = (
                rf"(?<![^\s0-9０-９〇一二三四五六七八九十百])(?:{places})[\s　（(]*{_spread(name)}"
            )
            self.known[key] = re.search(pattern, self.text) is not None
        return self.known[key]

    def lists(self, office: str) -> bool:
        """Whether the lists print the office by itself: 財政課長 is no Mr 財政, 課長."""
        return re.search(rf"(?<!\S){_spread(office)}(?!\S)", self.text) is not None


def _spread(words: str) -> str:
    """A pattern for words whose characters may be spread over a line."""
    return r"[ 　]*".join(map(re.escape, words))


def part(
    printed: str, roster: Roster, hint: Role | None = None, listed: str | None = None
) -> Speaker:
    """Take a printed speaker apart.

    `hint` is the role that the system's own sign says, `listed` the speaker as the
    system's list has it, where name and office may stand apart: 委員長(塩屋).
    """
    words = re.sub(r"\s+", "", printed)
    if len(words) > _LONGEST:
        return Speaker(role=hint)
    speaker = _by_list(words, listed) or _by_form(printed.strip(), words)
    if speaker.name is None:
        speaker = _by_roster(speaker, words, roster)
    if speaker.name is None and (who := read_who(words)) and who.speaker.name:
        speaker = who.speaker
    name = re.sub(r"\s+", "", speaker.name) if speaker.name else None
    office = re.sub(r"\s+", "", speaker.office) if speaker.office else None
    role = (
        speaker.role
        or office_role(office or words)
        or office_role(words.partition("兼")[0])
        or hint
    )
    return speaker._replace(name=name or None, office=office, role=role)


def _by_list(words: str, listed: str | None) -> Speaker | None:
    """The name and office of the system's list, where the mark prints just the two."""
    found = _LISTED.fullmatch(re.sub(r"\s+", "", listed)) if listed else None
    if not found:
        return None
    office, name = found["office"], re.sub(rf"(?<=.){_HONORIFIC}$", "", found["name"])
    if words != office and sorted(office + found["name"]) != sorted(words):
        return None
    return Speaker(name, office, office_role(office), department_of(office))


def _by_form(printed: str, words: str) -> Speaker:
    if found := _BESIDE.fullmatch(words):
        plain = re.sub(r"[（(].*", "", found["office"])
        return Speaker(found["name"], found["office"], office_role(plain), department_of(plain))
    if _INITIALED.fullmatch(words) and not _SEAT.match(words):
        return read_speaker(words)
    if found := _TRAILING.fullmatch(words):
        return _by_form(found["who"], found["who"])
    if found := _INSIDE.fullmatch(words):
        inside = _INSIDE.fullmatch(printed)
        return _by_form(inside["inside"].strip() if inside else found["inside"], found["inside"])
    if found := _SEATED.fullmatch(words):
        return Speaker(found["name"], found["seat"], "member")
    if _SEAT.fullmatch(words):
        return Speaker(None, words, "member")
    if (found := _UNITED.fullmatch(printed)) and office_role(found["office"]):
        office = re.sub(r"\s+", "", found["office"])
        return Speaker(found["name"], office, office_role(office), department_of(office))
    if (found := _SPACED.fullmatch(printed)) and not office_role(
        words[: len(words) - len(found["office"])]
    ):
        name = re.sub(r"\s+", "", found["name"])
        role = office_role(found["office"])
        run = _GIVEN.fullmatch(found["office"])
        if run and not _NO_GIVEN.fullmatch(run["given"]) and not _UNIT.fullmatch(name):
            return Speaker(name + run["given"], run["office"], role)
        if role and len(name) > 1 and not _UNIT.fullmatch(name):
            return Speaker(name, found["office"], role, department_of(found["office"]))
    if (found := _AFTER.fullmatch(printed)) and office_role(found["office"]):
        office, name = found["office"], re.sub(r"\s+", "", found["name"])
        if not office_role(name) and len(name) > 1:
            return Speaker(name, office, office_role(office), department_of(office))
    return read_speaker(words)


def _by_roster(speaker: Speaker, words: str, roster: Roster) -> Speaker:
    """The longest name that the roster prints beside the office that follows it here."""
    words = words.strip("（()）")
    for at in range(min(len(words) - 2, 12), 0, -1):
        name, office = words[:at], words[at:]
        if len(name) > 1 and office_role(office) and roster.has(office, name):
            return Speaker(name, office, office_role(office), department_of(office))
    if speaker.office is None and office_role(words) and roster.lists(words):
        return Speaker(None, words, office_role(words), department_of(words))
    return speaker
