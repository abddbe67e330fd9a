"""Lines of verbatim minutes → a meeting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from index.minutes import AgendaItem, Attendee, Mark, Meeting, Source
from indexer.exchanges import Act
from indexer.identifiers import Draft, assign, meeting_id
from indexer.layout import Paragraph, stack, without_page_marks
from indexer.line_width import Shape, find_shape
from indexer.lines import Line, TextFile
from indexer.problems import Problem
from indexer.styles.committee import find_committee
from indexer.styles.headings import Heading
from indexer.styles.roster import read_roster
from indexer.styles.speaker_marks.candidates import Candidate
from indexer.styles.speaker_marks.marks import unbracketed
from indexer.styles.speaker_marks.roles import role_of
from indexer.styles.speaker_marks.speaker import Speaker
from indexer.styles.spoken.broken_marks import mend_marks
from indexer.styles.spoken.header import Header, read_header
from indexer.styles.spoken.mark_evidence import find_turns
from indexer.styles.spoken.segmentation import (
    Printed,
    find_paragraphs,
    part_turn,
    read_headings,
    without_mark,
)
from indexer.styles.spoken.tables import unfold_tables
from indexer.styles.turns import Said, draft_turns, find_times

_ACTS: dict[str, Act] = {"member": "remarks", "official": "answers"}
_UNKNOWN = re.compile(r"[○◯〇◎◆][ 　]?[^\s。、「」]{2,14}[ 　]{1,}\S.*[。？]", re.DOTALL)
_AFTER_STAGE = re.compile(
    r"\s*〔[^〔〕]*〕[ 　]*(?=[○◯◎◆][^（()）\s]{1,16}[（(][^（()）]{2,16}[)）])"
)
_ENOUGH = 4
_SAMPLE = 4000
_HEAD = 600


class Laid(NamedTuple):
    """A text laid out: its lines, its shape, its marks by line, and what its header says."""

    lines: tuple[Line, ...]
    shape: Shape
    turns: dict[int, Candidate]
    roster: tuple[Attendee, ...]

    @property
    def first(self) -> int:
        return min(self.turns, default=len(self.lines))


def score(file: TextFile) -> float:
    """How much speaks for verbatim minutes, 0 to 1; from 0.5 on it is likelier than not."""
    marks = _lay_out(file.lines[:_SAMPLE]).turns.values()
    named = [mark for mark in marks if mark.family != "point"]
    sure = any(mark.certain for mark in named)
    points = min(len(marks) - len(named), _ENOUGH // 2)
    return min(1.0, (len(named) + sure + points) / _ENOUGH)


def parse(file: TextFile) -> tuple[Meeting, tuple[Problem, ...]]:
    """Read verbatim minutes; a line that looks like a mark and is none is reported."""
    laid = _lay_out(file.lines)
    said = tuple(_said(file, laid))
    header = read_header(file.name, laid.lines[: laid.first], laid.shape, laid.roster)
    drafts = tuple(_listed(draft_turns(said, laid.roster), header.agenda))
    address = meeting_id(header.body, header.title, header.number, header.date)
    begins, ends = find_times(said)
    meeting = Meeting(
        id=address,
        body=header.body,
        title=header.title,
        published=Source(file.name, file.sha256),
        utterances=assign(address, drafts),
        number=header.number,
        date=header.date,
        date_text=header.date_text,
        begins=header.begins or begins,
        ends=header.ends or ends,
        place=header.place,
        agenda=_agenda(header, drafts),
        attendees=header.attendees,
        committee=find_committee(header.title, header.body),
    )
    return meeting, tuple(_problems(file, said))


def _lay_out(printed: Sequence[Line]) -> Laid:
    lines = unfold_tables(tuple(_parted(without_page_marks(printed))))
    shape = find_shape(lines)
    names = {person.name for person in read_roster(lines[:_HEAD])}
    lines = mend_marks(lines, shape, names)
    turns = find_turns(lines, shape, names)
    first = min(turns, default=len(lines))
    return Laid(lines, shape, turns, read_roster(lines[:first]))


def _parted(lines: Iterable[Line]) -> Iterator[Line]:
    """A mark may stand in the line of the stage direction before it: it gets its own."""
    for line in lines:
        found = _AFTER_STAGE.match(line.text)
        if found:
            yield line._replace(text=line.text[: found.end()])
            yield line._replace(text=line.text[found.end() :])
        else:
            yield line


def _said(file: TextFile, laid: Laid) -> Iterator[Said]:
    """The header, each turn, and what is printed between them, in their order."""
    starts = sorted(laid.turns)
    heading, topic = Heading(), None
    head, printed = part_turn(tuple(find_paragraphs(laid.lines[: laid.first], laid.shape)))
    if head:
        yield _aside(file, stack(head))._replace(aside=False)
    yield from (_aside(file, each) for each in printed.asides)
    # One who presides has a seat, too.
    people = {each.name: each for each in sorted(laid.roster, key=lambda one: one.office == "議長")}
    for start, end in pairwise((*starts, len(laid.lines))):
        put, topic = _put_up(printed, heading)
        heading = put or heading
        candidate = laid.turns[start]
        words, printed = _words(laid, start, end, candidate)
        if words:
            turn = _turn(file, words, candidate, people)
            yield turn._replace(heading=put, topic=topic)
        yield from (_aside(file, each) for each in printed.asides)
    for left in printed.headings:
        yield _aside(file, left)


def _put_up(printed: Printed, current: Heading) -> tuple[Heading | None, str | None]:
    return read_headings(printed.headings, current) if printed.headings else (None, None)


def _words(
    laid: Laid, start: int, end: int, candidate: Candidate
) -> tuple[tuple[Paragraph, ...], Printed]:
    """The paragraphs of a turn without its mark, and what is printed under them."""
    first, *following = laid.lines[start:end]
    own = first.text.strip()[candidate.mark.end :].strip()
    if own:
        whole = tuple(find_paragraphs((first, *following), laid.shape))
        paragraphs = without_mark(whole, candidate.mark.end)
    else:
        paragraphs = tuple(find_paragraphs(following, laid.shape))
    words, printed = part_turn(paragraphs)
    if not words and own:
        # A turn that is no more than 「なし」 or a title is said all the same.
        return paragraphs[:1], part_turn(paragraphs[1:])[1]
    return words, printed


def _turn(
    file: TextFile,
    words: Sequence[Paragraph],
    candidate: Candidate,
    people: Mapping[str, Attendee],
) -> Said:
    text = stack(words)
    speaker, printed = candidate.speaker, unbracketed(candidate.mark.text) or None
    listed = people.get(speaker.name or "")
    if listed and candidate.bare and not speaker.office:
        # ○東雲一郎　: the roster alone says who that is.
        speaker = Speaker(
            speaker.name, listed.office, role_of(listed.office or ""), listed.department
        )
    act = _ACTS[candidate.key] if candidate.family == "point" else None
    return Said(
        text.text,
        _source(file, text.trace),
        printed,
        speaker,
        called=speaker.office or printed,
        basis="printed" if candidate.speaker.office and act is None else "inferred",
        trace=text.trace,
        act=act,
    )


def _aside(file: TextFile, text: Paragraph) -> Said:
    source = _source(file, text.trace)
    return Said(text.text, source, None, Speaker(), trace=text.trace, aside=True)


def _source(file: TextFile, trace: Sequence[Mark]) -> Source:
    return Source(file.name, file.sha256, trace[0].page, trace[0].line)


def _listed(drafts: Iterable[Draft], agenda: Sequence[AgendaItem]) -> Iterator[Draft]:
    """The drafts, their items as the header's list prints them where it has them."""
    known = {item.number: item for item in agenda if item.number}
    for draft in drafts:
        item = draft.agenda
        number = item and (item.number or unicodedata.normalize("NFKC", item.title))
        yield replace(draft, agenda=known.get(number, item)) if number else draft


def _agenda(header: Header, drafts: Sequence[Draft]) -> tuple[AgendaItem, ...]:
    """The items of the header's list, and those that were spoken of and stand not in it."""
    numbers = {item.number for item in header.agenda if item.number}
    titles = {item.title for item in header.agenda}
    spoken = (draft.agenda for draft in drafts if draft.agenda)
    more = (each for each in spoken if each.number not in numbers and each.title not in titles)
    return tuple(dict.fromkeys((*header.agenda, *more)))


def _problems(file: TextFile, said: Sequence[Said]) -> Iterator[Problem]:
    for one in said[1:]:
        for mark, text in zip(one.trace, _pieces(one), strict=True):
            if _UNKNOWN.match(text):
                message = "発言者の印か見出しか分からない行です。"
                yield Problem(file.name, mark.page, mark.line, message)


def _pieces(one: Said) -> Iterator[str]:
    ends = [*(mark.offset for mark in one.trace[1:]), len(one.text)]
    for mark, end in zip(one.trace, ends, strict=True):
        at_head = mark.offset == 0 or one.text[mark.offset - 1] == "\n"
        yield one.text[mark.offset : end] if at_head else ""
