"""The attendance list: names with side, office, department, and the item they came for.

A department is written out only where the agenda prints it: 「保）保護課長」
who came for an item of 保健福祉局総務部保護課 is of that department, 「総）」 with no
item stays as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.minutes import AgendaItem, Attendee
from indexer.lines import Line
from indexer.styles.header_labels import read_label
from indexer.styles.heading_numbers import read_agenda_number, split_number
from indexer.styles.summary.marks import read_mark

_OFFICE = re.compile(
    r".*(?:長|会長代理|職務代理者|代理|委員|議員|職員|専門員|指導員|監査員|係|主査|主幹|主任|主事|主席|補佐|監|技師|書記|"
    r"参事|教授|准教授|講師|弁護士|オブザーバー|担当|担当官|専門官|調整官|幹事|監事|理事|顧問)"
)
_TITLED = re.compile(
    r"(?!副|公募|学識|専門|臨時|特別|町内|自治)[^（()）]{1,6}(?:副?(?:委員長|会長|座長|議長)|委員|議員)"
)
_UNIT = re.compile(r".{2,}(?:部|課|局|室|センター|係|館|所|委員会|大学|協会|会|組合|事務所)")
_SHORT_UNIT = re.compile(r"(?P<short>[^\s）)（(]{1,3}[）)])\s*(?P<office>.+)")
_COUNT = re.compile(
    r"(?:[^\s、]{0,8}?\s*[0-9０-９一二三四五六七八九十]+\s*(?:名|人)[^\s、]{0,12}[\s、]*)+"
)
_NOBODY = re.compile(r"\s*(?:なし|無し|無|特になし|－|-|ー)\s*")
# The heading of these lists is the office of all the people below it.
_SIDES_THAT_ARE_OFFICES = frozenset({"委員", "議員"})


def read_attendance(
    lines: Sequence[Line], side: str, agenda: Sequence[AgendaItem]
) -> tuple[Attendee, ...]:
    """The people of a list; `side` is its heading, up to a heading inside it."""
    found: list[Attendee] = []
    item: AgendaItem | None = None
    for line in lines:
        text = line.text.strip()
        if not text or _COUNT.fullmatch(text) or _NOBODY.fullmatch(text):
            continue
        heading, number, people = _read_heading(text)
        if number:
            item = next((each for each in agenda if each.number == number), None)
            item = item or AgendaItem(number, "")
        elif heading:
            side, item = heading, None
        if not _COUNT.fullmatch(people):
            found.extend(_attendee(office, name, side, item) for office, name in _people(people))
    return tuple(found)


def _read_heading(text: str) -> tuple[str | None, str | None, str]:
    """A heading inside the list: its side, or an agenda number, and the people after it."""
    mark = read_mark(text)
    rest = text[mark.length :] if mark else text
    numbering, rest = split_number(rest)
    number = read_agenda_number(rest)
    if number:
        return None, number[0], ""
    bracketed = re.fullmatch(
        r"[【＜<\[［《](?P<side>[^】＞>\]］》]+)[】＞>\]］》]\s*(?P<people>.*)", rest
    )
    if bracketed:
        return bracketed["side"].strip(), None, bracketed["people"]
    colon = re.match(r"(?P<side>[^\s:：、，]{1,12})\s*[:：]\s*(?P<people>.*)$", rest)
    label = read_label(rest)
    if colon and (label or numbering or mark):
        return colon["side"], None, colon["people"]
    if label and label[0] in ("present", "absent", "secretariat"):
        name = re.match(r"\S+?(?=[（(\s:：]|$)", rest)
        people = re.sub(r"^[（(][^）)]*[)）]\s*", "", label[1])
        alone = label[0] == "present" and len(list(_people(people))) < 2
        if name and (not people or numbering or mark or not alone):
            return name.group(), None, people
    if numbering or (mark and mark.name != "・"):
        side = re.sub(r"\s*[（(].*$", "", rest).strip()
        if side and not re.search(r"[\s、，､]", side):
            return side, None, ""
    return None, None, rest


def _people(text: str) -> Iterator[tuple[str | None, str]]:
    """Each office and name of a line; wide gaps and commas separate people."""
    for part in re.split(r"[、，､,;；／]", text):
        titled = re.split(r"[\s・]+", part.strip())
        if len(titled) > 1 and all(map(_TITLED.fullmatch, titled)):
            yield from ((None, person) for person in titled)
        else:
            yield from _people_apart(part)


def _people_apart(text: str) -> Iterator[tuple[str | None, str]]:
    office: str | None = None
    for chunk in re.split(r"[ 　\t]{2,}|\t", text.strip()):
        words = chunk.split()
        if not words:
            continue
        if len(words) == 1 and office is None and _is_office(words[0]):
            office = words[0]
            continue
        titles = _leading_offices(words)
        rest = words[titles:]
        if titles:
            office = " ".join(filter(None, [office, *words[:titles]]))
        *others, rest = _persons(rest)
        for other in others:
            yield office, " ".join(other)
            office = None
        if not rest:
            continue
        if len(rest) > 1 and office is None and _is_office(rest[-1]):
            office, rest = rest[-1], rest[:-1]
        name = " ".join(rest)
        trailing = re.fullmatch(r"(?P<name>[^（(]+?)\s*[（(](?P<office>[^）)]+)[)）]", name)
        if trailing and office is None:
            office, name = trailing["office"], trailing["name"]
        if name:
            yield office, name
            office = None
    if office is not None:
        yield None, office


def _persons(words: Sequence[str]) -> list[Sequence[str]]:
    """Words with single spaces between them: whole names, or family and given names."""
    if len(words) > 1 and all(len(word) > 2 for word in words) and max(map(len, words)) > 3:
        return [[word] for word in words]
    if len(words) > 2 and len(words) % 2 == 0 and not any(map(_is_office, words)):
        return [words[index : index + 2] for index in range(0, len(words), 2)]
    return [words]


def _leading_offices(words: Sequence[str]) -> int:
    """The number of words before the name that are units and an office."""
    return next((n for n in range(len(words) - 1, 0, -1) if _is_office(words[n - 1])), 0)


def _is_office(word: str) -> bool:
    return bool(_OFFICE.fullmatch(word)) or bool(_SHORT_UNIT.fullmatch(word))


def _attendee(office: str | None, name: str, side: str, item: AgendaItem | None) -> Attendee:
    department: str | None = None
    printed = _SHORT_UNIT.fullmatch(office) if office else None
    if printed:
        office = printed["office"]
        department = _write_out(printed["short"], office, item)
    elif office and " " in office and _UNIT.fullmatch(office.rsplit(" ", 1)[0]):
        department, office = office.rsplit(" ", 1)
    if office is None and side in _SIDES_THAT_ARE_OFFICES:
        office = side
    return Attendee(name, side, office, department, item.number if item else None)


def _write_out(short: str, office: str, item: AgendaItem | None) -> str:
    """「保）」 → 保健福祉局, or the whole department where the office names its last unit."""
    whole = item.department if item else None
    if not whole or not whole.startswith(short[:-1]):
        return short
    units = re.findall(r".+?(?:局|部|課|室|所|係|センター|事務局)", whole)
    if units and "".join(units) == whole and office.startswith(units[-1]):
        return whole
    return units[0] if units else short
