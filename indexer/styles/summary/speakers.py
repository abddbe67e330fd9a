"""Who speaks in summary minutes: by printed labels, else inferred from the agenda."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.minutes import AgendaItem, Attendee, Basis, Role
from indexer.layout import Paragraph

_LABEL = re.compile(
    r"[（(【\[［](?P<name>[^（()）【】\[\]［］。、]{0,20}?"
    r"(?:課|部|局|室|係|委員|会長|議長|座長|長|担当|事務局|センター|町|市))[)）】\]］]\s*[:：]?\s*"
)
_BEFORE_COLON = re.compile(
    r"(?!担当|所管|出席|欠席|説明)(?P<name>[^\s、。:：（()）「」・]{0,12}?"
    r"(?:委員長?|会長|議長|座長|議員|事務局|[課部局室館所]長|課))\s*[:：]\s*"
)
_SECRETARIAT = "事務局"
_UNIT = re.compile(r"[^\s、。（()）]{0,20}?(?:課|部|局|室|係|センター)(?=から|より)")


class Attribution(NamedTuple):
    """The speaker of a text: the label as printed, the role, the department, and the evidence."""

    speaker: str | None = None
    role: Role | None = None
    affiliation: str | None = None
    basis: Basis = "inferred"


NOBODY = Attribution()
_SECRETARIAT_OFFICE = Attribution(None, "secretariat", _SECRETARIAT)


def usual_answerer(attendees: Sequence[Attendee]) -> Attribution:
    """The usual answerer: the secretariat if no other officials attend, else an official."""
    sides = {person.side for person in attendees}
    others = {side for side in sides if not re.search("委員|欠席|会長|傍聴|出席者", side)}
    alone = bool(others) and all(_SECRETARIAT in side for side in others)
    return _SECRETARIAT_OFFICE if alone else Attribution(None, "official")


def infer_answerer(item: AgendaItem | None, section: str | None, usual: Attribution) -> Attribution:
    """The answerer: the item's department, the secretariat in its own section, or `usual`."""
    if item and item.department:
        return Attribution(None, "official", item.department)
    return _SECRETARIAT_OFFICE if section and _SECRETARIAT in section else usual


def infer_reporter(heading: str, text: str) -> Attribution:
    """The reporter, named in the heading (事務局からの報告) or first (総務課から、…)."""
    unit = _UNIT.search(heading) or _UNIT.match(text)
    if unit is None:
        return NOBODY
    if _SECRETARIAT in unit.group():
        return _SECRETARIAT_OFFICE
    return Attribution(None, "official", unit.group())


def read_speaker(text: Paragraph) -> tuple[Attribution | None, Paragraph]:
    """The speaker of a printed label (「（事務局）」), and the text without the label."""
    found = _find_label(text.text)
    if not found:
        return None, text
    cut = found.end()
    trace = tuple(
        mark._replace(offset=max(0, mark.offset - cut))
        for index, mark in enumerate(text.trace)
        if index + 1 == len(text.trace) or text.trace[index + 1].offset > cut
    )
    return _printed(found["name"].strip()), Paragraph(text.text[cut:], trace, text.indent)


def read_role(text: str) -> Role | None:
    """The role by the printed label before a text."""
    found = _find_label(text)
    return _printed(found["name"].strip()).role if found else None


def _find_label(text: str) -> re.Match[str] | None:
    """「（事務局）…」 or 「事務局：…」, where something is said after it."""
    found = _LABEL.match(text) or _BEFORE_COLON.match(text)
    return found if found and found.end() < len(text) else None


def _printed(name: str) -> Attribution:
    if _SECRETARIAT in name:
        return Attribution(name, "secretariat", name, "printed")
    if re.search(r"(?:会長|委員長|議長|座長)$", name):
        return Attribution(name, "chair", None, "printed")
    if name.endswith("委員"):
        return Attribution(name, "member", None, "printed")
    return Attribution(name, "official", name, "printed")
