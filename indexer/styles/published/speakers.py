"""A speaker as printed → name, office, role: with what the roster and the system say.

A name and an office run together (東雲一郎町長) are parted where the roster of the
same minutes prints the two apart (町　長　東雲　一郎), and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.minutes import Role
from indexer.lines import Line
from indexer.styles.speaker_marks.people import Speaker, read_speaker
from indexer.styles.speaker_marks.roles import department_of, role_in_mark
from indexer.styles.speaker_marks.signs import HONORIFIC, squash, without_sign
from indexer.styles.speaker_marks.spaced import read_spaced

_LISTED = re.compile(r"(?P<office>[^（()）]+)[（(](?P<name>[^（()）]+)[)）]")
_LAST_HONORIFIC = re.compile(rf"(?<=.){HONORIFIC}$")
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
    words = squash(printed)
    if len(words) > _LONGEST:
        return Speaker(role=hint)
    speaker = _by_list(words, listed) or read_spaced(printed) or read_speaker(words)
    if speaker.name is None:
        speaker = _by_roster(speaker, words, roster)
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


def _by_roster(speaker: Speaker, words: str, roster: Roster) -> Speaker:
    """The longest name that the roster prints beside the office that follows it here."""
    words = words.strip("（()）")
    for at in range(min(len(words) - 2, 12), 0, -1):
        name, office = words[:at], words[at:]
        if len(name) > 1 and role_in_mark(office) and roster.has(office, name):
            return Speaker(name, office, role_in_mark(office), department_of(office))
    if speaker.office is None and role_in_mark(words) and roster.lists(words):
        return Speaker(None, words, role_in_mark(words), department_of(words))
    return speaker
