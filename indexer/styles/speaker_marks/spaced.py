"""A name and an office that a space parts → the two: 小栗　建設部長, 議長　東雲一郎君."""

from __future__ import annotations

import re

from indexer.styles.speaker_marks.people import TITLES, UNIT, Speaker
from indexer.styles.speaker_marks.roles import department_of, role_in_mark, role_of
from indexer.styles.speaker_marks.signs import HONORIFIC, IS_SEAT, squash

_INSIDE = re.compile(r"[（(](?P<inside>(?:[^（()）]|[（(][^（()）]*[)）]){2,})[)）]")
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
_LONGEST = 200


def read_spaced(printed: str) -> Speaker | None:
    """A name and an office that a space parts: 小栗　建設部長, 議長　東雲一郎君."""
    printed = printed.strip()
    if len(printed) > _LONGEST:
        return None
    if found := _ATTENDS.fullmatch(printed):
        inner = read_spaced(found["inside"])
        seated = "番外" in found["as"]
        return (
            inner._replace(role=inner.role if seated else role_of(found["as"])) if inner else None
        )
    if IS_SEAT.match(printed):
        return None
    if found := _INSIDE.fullmatch(printed):
        return read_spaced(found["inside"])
    if (found := _UNITED.fullmatch(printed)) and role_in_mark(found["office"]):
        return _spaced(found["name"], squash(found["office"]))
    if (found := _SPACED.fullmatch(printed)) and not role_in_mark(squash(found["name"])):
        name, office = squash(found["name"]), found["office"]
        run = _PARTLY.fullmatch(office)
        if run and not _NO_GIVEN.fullmatch(run["given"]) and not _BODY.fullmatch(name):
            return Speaker(name + run["given"], run["office"], role_in_mark(office))
        if role_in_mark(office) and not _BODY.fullmatch(name) and _is_whole(name, office):
            return _spaced(name, office)
    if (found := _AFTER.fullmatch(printed)) and _is_office(found["office"]):
        name = squash(found["name"])
        if not role_in_mark(name) and len(name) > 1:
            return _spaced(name, found["office"])
    return None


def _is_whole(name: str, office: str) -> bool:
    """Whether a surname stands before an office, and no first letter of it: 教　育長, 副　市長."""
    if len(name) > 1:
        return True
    return len(office) > 2 and not TITLES.fullmatch(name + office) and name not in "副前元新仮"


def _is_office(words: str) -> bool:
    return bool(role_in_mark(words) or UNIT.fullmatch(words))


def _spaced(name: str, office: str) -> Speaker:
    role = role_in_mark(office) or ("official" if UNIT.fullmatch(office) else None)
    return Speaker(name, office, role, department_of(office))
