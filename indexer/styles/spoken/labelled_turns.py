"""The marks of a text: those that only a speaker has, and those that recur in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from indexer.layout import Shape
from indexer.lines import Line
from indexer.styles.line_heads import BULLETS, LineHead
from indexer.styles.recurring_labels import find_recurring
from indexer.styles.speaker_marks.candidates import Candidate, Family
from indexer.styles.speaker_marks.labelled import read_labelled
from indexer.styles.speaker_marks.marks import (
    ANSWERS,
    ASKS,
    CIRCLES,
    OTHER_SIGNS,
    SIGNS,
    SpeakerMark,
    squash,
)
from indexer.styles.speaker_marks.roles import department_of, role_of
from indexer.styles.speaker_marks.speaker import PrintedRoster, Speaker, read_spaced

_FAMILIES: dict[str, Family] = {
    "bracket": "bracket",
    "colon": "colon",
    "close": "close",
    "line": "alone",
    "stop": "alone",
}
_STRONG: tuple[Family, ...] = ("circle", "bracket", "named")
_MIN_STRONG = 3
_EXCHANGE_HEAD = re.compile(
    rf"[ 　]*[{SIGNS}]?[ 　]*[【［\[（(]?(?:(?P<ask>質問|質疑|問)|回答|答弁|答)[】］\]）)]?"
    r"(?:[ 　]*[0-9０-９]{1,3}(?![0-9０-９ 　]*番))?[ 　\t:：]*"
    r"(?P<who>[^「」。、]{2,30}?)?[ 　\t:：]*(?:「(?P<topic>[^「」]+)」)?[ 　]*"
)
_MAX_HEAD = 120
_DITTO = ("〃", "″", "同上", "同")


def with_recurring(
    lines: Sequence[Line],
    shape: Shape,
    turns: Mapping[int, Candidate],
    known: Collection[str],
) -> dict[int, Candidate]:
    """The marks of a text with those that its recurring labels add, by the index of their line.

    Where marks that can be nothing else have a sign, only labels with that sign are added.
    """
    exchanges = _exchange_heads(lines, PrintedRoster(()))
    turns = {**turns, **exchanges}
    unnamed = set(exchanges) | {
        at for at, each in turns.items() if each.family == "point" and _is_letter(each)
    }
    few = sum(each.certain for each in turns.values()) < _MIN_STRONG
    found = find_recurring(lines, shape, known, unnamed, together=few)
    first = min((*found, *turns), default=len(lines))
    roster = PrintedRoster(unwrap_roster(lines[:first], shape))
    strong = [each for each in turns.values() if each.family in _STRONG and each.certain]
    if len(strong) >= _MIN_STRONG:
        signs = {_usual_sign(each.mark.sign[:1]) for each in strong}
        found = {at: head for at, head in found.items() if _sign(head) in signs}
    whole = PrintedRoster(lines)
    points = sum(each.family == "point" for each in turns.values())
    kept = {
        at: each
        for at, each in turns.items()
        if at not in found
        and (each.family != "point" or _is_letter(each) or points > 3 * len(found))
    }
    last: Candidate | None = None
    for at, head in found.items():
        before = turns.get(at)
        if before and not (_completes(head, before) or _is_unknown(before, known, whole)):
            kept[at] = before
        else:
            kept[at] = _candidate(head, roster)
        if head.label in _DITTO and last:
            kept[at] = _candidate(head, roster)._replace(speaker=last.speaker)
        last = kept[at]
    return {
        at: each
        if each.bare and each.speaker.match_key in known
        else _with_office(_split(each, roster), roster, whole)
        for at, each in sorted(kept.items())
    }


def unwrap_roster(lines: Sequence[Line], shape: Shape) -> Iterator[Line]:
    """The lines of a roster; of one that runs on over several lines, these as one."""
    group: list[Line] = []
    listed = False
    for line in lines:
        if group and not (listed and shape.wraps(group[-1])):
            yield _joined(group)
            group, listed = [], False
        group.append(line)
        listed = listed or "、" in line.text
    if group:
        yield _joined(group)


def _joined(group: Sequence[Line]) -> Line:
    """The lines of one entry of a roster, with a space where one ends with an office."""
    parts, last = [group[0].text], group[0].text
    for line in group[1:]:
        word = re.split(r"[\s、]", last)[-1]
        parts.append(" " * (role_of(word) is not None) + line.text.lstrip())
        last = parts[-1]
    return group[0]._replace(text="".join(parts))


def _with_office(candidate: Candidate, roster: PrintedRoster, whole: PrintedRoster) -> Candidate:
    """The candidate of a name alone, with the office beside it in the lists or where it is called.

    ○東雲一郎君　, listed as 議　長　東雲一郎, or called: 町長、東雲一郎君。
    """
    speaker = candidate.speaker
    if not speaker.name or speaker.office:
        return candidate
    office = roster.office_of(speaker.name)
    if not office and not candidate.bare:
        office = whole.office_of(speaker.name)
    if not office:
        return candidate
    held = speaker._replace(office=office, role=role_of(office), affiliation=department_of(office))
    return candidate._replace(speaker=held)


def _split(candidate: Candidate, roster: PrintedRoster) -> Candidate:
    """The candidate with name and office apart, where the roster prints them so: 潮見総務課長."""
    if candidate.speaker.name or not candidate.speaker.role or not candidate.mark.text:
        return candidate
    if apart := read_spaced(candidate.mark.text):
        return candidate._replace(speaker=apart) if apart.name else candidate
    again = read_labelled(candidate.mark.text, roster)
    sure = again.name and again.office and roster.has(again.office, again.name)
    return candidate._replace(speaker=again) if sure else candidate


def _exchange_heads(lines: Sequence[Line], roster: PrintedRoster) -> dict[int, Candidate]:
    """The heads of questions and answers, who name who speaks or nobody; not those of one alone."""
    found: dict[int, Candidate] = {}
    for at, line in enumerate(lines):
        head = _EXCHANGE_HEAD.fullmatch(line.text) if len(line.text) < _MAX_HEAD else None
        if not head:
            continue
        asks = head["ask"] is not None
        printed = (head["who"] or "").strip()
        nobody = Speaker(role="member" if asks else "official")
        who = read_labelled(printed, roster) if printed else nobody
        if who.role:
            mark = SpeakerMark("", printed, len(line.text))
            found[at] = Candidate("alone", mark, who, True, asks=asks, topic=head["topic"])
    return found if len({each.asks for each in found.values()}) > 1 else {}


def _is_letter(candidate: Candidate) -> bool:
    """Whether a mark without a name is words or letters (Ｑ, 回答), and not a bullet."""
    return candidate.mark.sign[:1] not in {*ASKS, *ANSWERS}


def _is_unknown(before: Candidate, known: Collection[str], whole: PrintedRoster) -> bool:
    """Whether words taken for a name are nobody's name elsewhere in the text: ○受託者　…."""
    if not before.bare or before.speaker.office or before.speaker.match_key in known:
        return False
    return not whole.honours(before.speaker.match_key)


def _sign(head: LineHead) -> str:
    """The sign of a label, where it is not a number or a bullet."""
    sign = head.form.sign[-1:]
    return "" if sign == "#" or (sign and sign in BULLETS) else _usual_sign(sign)


def _usual_sign(sign: str) -> str:
    """A sign as it is compared: before a speaker, those of headings are circles."""
    return CIRCLES[0] if sign and sign in OTHER_SIGNS else sign


def _completes(head: LineHead, before: Candidate) -> bool:
    """Whether a label has more of the mark on its line: a name, a number before it, a separator."""
    printed = squash(before.mark.text)
    if printed.endswith(head.label):
        return head.end > before.mark.end or printed != head.label
    if before.certain or head.end == before.mark.end:
        return False
    named = before.bare or before.speaker.name is not None
    return head.end > before.mark.end or not named


def _candidate(head: LineHead, roster: PrintedRoster) -> Candidate:
    sign = head.form.sign[:1]
    family = "circle" if sign and sign in CIRCLES else _FAMILIES.get(head.form.separator, "spaced")
    return Candidate(family, head.mark, read_labelled(head.mark.text, roster), certain=False)
