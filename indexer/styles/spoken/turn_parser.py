"""Lines of verbatim minutes → a meeting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from index.minutes import AgendaItem, Attendee, Meeting, Utterance
from indexer.dates import number
from indexer.identifiers import assign
from indexer.layout import (
    Paragraph,
    Shape,
    find_paragraphs,
    find_shape,
    join,
    stack,
    without_page_marks,
)
from indexer.lines import Line, TextFile
from indexer.problems import Problem
from indexer.styles.exchanges import Act, PrintedTurn, acts_by_label, is_question
from indexer.styles.header_labels import read_label
from indexer.styles.headings import AgendaHeading
from indexer.styles.line_heads import BULLETS
from indexer.styles.mark_evidence import find_turns, listed_names, mend_marks
from indexer.styles.roster import read_roster
from indexer.styles.segmentation import Segment, cut_at_marks
from indexer.styles.speaker_marks.candidates import Candidate
from indexer.styles.speaker_marks.marks import PLAIN_CIRCLES, unbracketed
from indexer.styles.speaker_marks.roles import role_of
from indexer.styles.speaker_marks.speaker import Speaker
from indexer.styles.spoken.between_turns import (
    Underneath,
    read_headings,
    split_turn,
    turn_paragraphs,
)
from indexer.styles.spoken.header import ends_with_schedule, read_header, read_schedule
from indexer.styles.spoken.labelled_turns import with_recurring
from indexer.styles.spoken.one_line import unfold_lines
from indexer.styles.spoken.stacked_labels import join_stacked
from indexer.styles.spoken.tables import unfold_tables
from indexer.styles.turns import Turn, draft_turns, find_times

_ACTS: dict[str, Act] = {"member": "remarks", "official": "answers"}
_MAY_BE_MARK = re.compile(
    rf"[{PLAIN_CIRCLES}][ 　]?[^\s。、「」]{{2,14}}[ 　]+\S.*[。？]", re.DOTALL
)
_AFTER_STAGE = re.compile(
    rf"\s*〔[^〔〕]*〕[ 　]*(?=[{PLAIN_CIRCLES}][^（()）\s]{{1,16}}[（(][^（()）]{{2,16}}[)）])"
)
_BULLET = re.compile(rf"[ 　]*[{BULLETS}][ 　]*(?=\S)")
# By law it presides over the 教育委員会.
_SUPERINTENDENT = "教育長"
_OPINION = "意見"
_COUNTED = re.compile(
    r"(?P<kind>[^\s0-9０-９一二三四五六七八九十]{0,8})"
    r"(?P<number>[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})(?![0-9０-９年月日人])"
)
"""What counts the entries of a list: 日程第２, 議題２, （２）, 二."""
_MIN_TURNS = 4
_MAX_SAMPLE_LINES = 4000


class PageLayout(NamedTuple):
    """The lines of a text and their shape, its marks by line, its header and its roster."""

    lines: tuple[Line, ...]
    shape: Shape
    turns: dict[int, Candidate]
    header: tuple[Line, ...]
    roster: tuple[Attendee, ...]


def score(file: TextFile) -> float:
    """The evidence for verbatim minutes, 0 to 1; from 0.5 on they are likely."""
    marks = _lay_out(file.lines[:_MAX_SAMPLE_LINES]).turns.values()
    named = [mark for mark in marks if mark.family != "point"]
    sure = any(mark.certain for mark in named)
    points = min(len(marks) - len(named), _MIN_TURNS // 2)
    return min(1.0, (len(named) + sure + points) / _MIN_TURNS)


def parse(file: TextFile) -> tuple[Meeting, tuple[Problem, ...]]:
    """Read verbatim minutes; a line that looks like a mark and is none is reported."""
    layout = _lay_out(file.lines)
    header = read_header(file, layout.header, layout.shape, layout.roster)
    seated = _in_body(tuple(_read_turns(file, layout)), header.body)
    turns = tuple(_with_acts(tuple(seated)))
    listed = _known_items(header.agenda, read_schedule(layout.header))
    drafts = tuple(_listed(draft_turns(turns, layout.roster), listed))
    begins, ends = find_times(turns)
    meeting = replace(
        header,
        utterances=assign(header.id, drafts),
        begins=header.begins or begins,
        ends=header.ends or ends,
        agenda=_agenda(header, drafts),
    )
    return meeting, tuple(_problems(file, turns))


def _lay_out(printed: Sequence[Line]) -> PageLayout:
    unfolded = unfold_lines(_after_stage_directions(without_page_marks(printed)))
    lines = tuple(join_stacked(tuple(unfold_tables(unfolded))))
    shape = find_shape(lines)
    if not shape.is_wrapped:
        # The first page may be set otherwise than the columns after it.
        shape = find_shape([line for line in lines if line.page != lines[0].page])
    names = listed_names(lines)
    lines = mend_marks(lines, shape, names)
    turns = with_recurring(lines, shape, find_turns(lines, shape, names), names)
    header = lines[: min(turns, default=len(lines))]
    return PageLayout(lines, shape, turns, header, tuple(read_roster(header)))


def _after_stage_directions(lines: Iterable[Line]) -> Iterator[Line]:
    """A mark on the line of the stage direction before it gets a line of its own."""
    for line in lines:
        found = _AFTER_STAGE.match(line.text)
        if found:
            yield line._replace(text=line.text[: found.end()])
            yield line._replace(text=line.text[found.end() :])
        else:
            yield line


def _read_turns(file: TextFile, layout: PageLayout) -> Iterator[Turn]:
    """The header, the turns, and the asides between them, in the order of the text."""
    heading, topic = AgendaHeading(), None
    header, opening = _before_headings(layout.header)
    head, under = split_turn(tuple(turn_paragraphs(header, layout.shape)))
    if opening or _are_listed((*head[-1:], *under.headings)) or ends_with_schedule(header):
        head, under = (*head, *under.headings), under._replace(headings=())
    under = under._replace(headings=(*under.headings, *opening))
    if head:
        yield _aside(file, stack(head))._replace(aside=False)
    yield from (_aside(file, each) for each in under.asides)
    # A roster may list the 議長 at a seat, too: the entry with the office wins.
    listed = sorted(layout.roster, key=lambda each: each.office == "議長")
    people = {each.name: each for each in listed}
    marks = {at: candidate.mark for at, candidate in layout.turns.items()}
    segments = cut_at_marks(layout.lines, marks)
    for segment, candidate in zip(segments, layout.turns.values(), strict=True):
        put, topic = read_headings(under.headings, heading)
        heading = put or heading
        said, after = _up_to_heading(segment.lines)
        words, under = _words(segment._replace(lines=said), layout.shape)
        if words:
            turn = _turn(file, words, candidate, people)
            yield turn._replace(heading=put, topic=turn.topic or topic)
        yield from (_aside(file, each) for each in under.asides)
        if after:
            printed, under = _under_heading(after, layout.shape)
            yield from (_aside(file, each) for each in printed)
    for left in under.headings:
        yield _aside(file, left)


def _are_listed(headings: Sequence[Paragraph]) -> bool:
    """Whether headings are the entries of a list: under its label, or counted one after another."""
    if any(read_label(each.text) for each in headings[1:]):
        return True
    above = read_label(headings[0].text.rpartition("\n")[2]) if headings else None
    if above and above[0] == "agenda":
        return True
    counted = [_COUNTED.match(each.text.rpartition("\n")[2].strip()) for each in headings]
    return any(
        one and two and one["kind"] == two["kind"] and _value(one) + 1 == _value(two)
        for one, two in pairwise(counted)
    )


def _value(counted: re.Match[str]) -> int:
    return number(counted["number"]) or -1


def _up_to_heading(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a speech, and those from the first that the file itself calls a heading."""
    end = next((at for at, line in enumerate(lines) if at and line.heading), len(lines))
    return lines[:end], lines[end:]


def _under_heading(lines: Sequence[Line], shape: Shape) -> tuple[tuple[Paragraph, ...], Underneath]:
    """What nobody says between two speeches, and the headings of the next one at its end."""
    printed, headings = _before_headings(lines)
    return tuple(find_paragraphs(printed, shape)), Underneath((), headings)


def _before_headings(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[Paragraph, ...]]:
    """The lines up to those at the end that the file itself calls headings, and these."""
    last = len(lines)
    while last and (lines[last - 1].heading or not lines[last - 1].text.strip()):
        last -= 1
    return lines[:last], tuple(join([line]) for line in lines[last:] if line.text.strip())


def _in_body(turns: Sequence[Turn], body: str) -> Iterator[Turn]:
    """The turns; who is an official elsewhere may be of the body that meets: 教育委員."""
    presided = any(turn.speaker.role == "chair" for turn in turns)
    for turn in turns:
        office = turn.speaker.office or ""
        if seat := _seat(office, body):
            name = turn.speaker.name or office.removesuffix(seat).strip() or None
            member = turn.speaker._replace(name=name, office=seat, role="member")
            yield turn._replace(speaker=member, called=seat)
        elif office == _SUPERINTENDENT and body.endswith("教育委員会") and not presided:
            yield turn._replace(speaker=turn.speaker._replace(role="chair"))
        elif name := _name_before(turn.speaker.name or "", turn.printed or "", body):
            yield turn._replace(speaker=turn.speaker._replace(name=name))
        else:
            yield turn


def _name_before(name: str, printed: str, body: str) -> str | None:
    """The name before the name of the body, at a seat: １１番梶原農業委員 of a 農業委員会."""
    if not printed.endswith("委員") or not body.endswith("委員会"):
        return None
    ends = (at for at in range(1, len(name)) if body.endswith(f"{name[at:]}委員会"))
    return next((name[:at] for at in ends), None)


def _seat(office: str, body: str) -> str | None:
    """The office of a member of the body, at the end of a printed one: 浜風円教育委員."""
    if not office.endswith("委員") or not body.endswith("委員会"):
        return None
    ends = (office[at:] for at in range(len(office) - len("委員")))
    return next((end for end in ends if body.endswith(f"{end}会")), None)


def _with_acts(turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns; of those whose label says no role, the act that the order of the turns shows."""
    said = [turn for turn in turns if not turn.aside]
    acts = iter(acts_by_label([PrintedTurn(t.printed, t.speaker.role, t.text) for t in said]))
    for turn in turns:
        read = None if turn.aside else next(acts)
        yield turn._replace(act=turn.act or read)


def _words(segment: Segment, shape: Shape) -> tuple[tuple[Paragraph, ...], Underneath]:
    """The words of a turn, and the paragraphs under them."""
    paragraphs = tuple(turn_paragraphs(_without_bullet(segment.lines), shape))
    words, under = split_turn(paragraphs)
    if not words and segment.lines[0].text.strip():
        # A turn that is no more than 「なし」 or a title is said all the same.
        return paragraphs[:1], split_turn(paragraphs[1:])[1]
    return words, under


def _without_bullet(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines under a label that has its own, the bullet cut off the first of them."""
    if lines[0].text.strip():
        return lines
    at = next((at for at, line in enumerate(lines) if line.text.strip()), 0)
    found = _BULLET.match(lines[at].text)
    return (*lines[:at], lines[at].cut(found.end()), *lines[at + 1 :]) if found else lines


def _turn(
    file: TextFile,
    words: Sequence[Paragraph],
    candidate: Candidate,
    people: Mapping[str, Attendee],
) -> Turn:
    text = stack(words)
    speaker, printed = candidate.speaker, unbracketed(candidate.mark.text) or None
    listed = people.get(speaker.name or "")
    if listed and candidate.bare and not speaker.office:
        # ○東雲一郎　: the roster alone says who that is.
        speaker = Speaker(
            speaker.name, listed.office, role_of(listed.office or ""), listed.department
        )
    act = _ACTS[candidate.key] if candidate.family == "point" else None
    if candidate.asks is not None:
        act = "asks" if candidate.asks else "answers"
    if act == "remarks" and _OPINION in candidate.mark.sign and not is_question(text.text):
        act = "wishes"
    return Turn(
        text.text,
        file.source(text.trace[0]),
        printed,
        speaker,
        called=speaker.office or printed,
        basis="printed" if candidate.speaker.office and act is None else "inferred",
        trace=text.trace,
        act=act,
        topic=candidate.topic,
    )


def _aside(file: TextFile, text: Paragraph) -> Turn:
    source = file.source(text.trace[0])
    return Turn(text.text, source, None, Speaker(), trace=text.trace, aside=True)


def _known_items(
    agenda: Iterable[AgendaItem], schedule: Mapping[str, AgendaItem]
) -> dict[str, AgendaItem]:
    """The items that the header lists, by their numbers and by their entries in the schedule."""
    return {**schedule, **{item.number: item for item in agenda if item.number}}


def _listed(drafts: Iterable[Utterance], listed: Mapping[str, AgendaItem]) -> Iterator[Utterance]:
    """The drafts, their items as the header lists them where it does."""
    for draft in drafts:
        item = draft.agenda
        number = item and (item.number or unicodedata.normalize("NFKC", item.title))
        yield replace(draft, agenda=listed.get(number, item)) if number else draft


def _agenda(header: Meeting, drafts: Sequence[Utterance]) -> tuple[AgendaItem, ...]:
    """The items of the header's list, then those spoken of that are not in it."""
    numbers = {item.number for item in header.agenda if item.number}
    titles = {item.title for item in header.agenda}
    spoken = (draft.agenda for draft in drafts if draft.agenda)
    more = (each for each in spoken if each.number not in numbers and each.title not in titles)
    return tuple(dict.fromkeys((*header.agenda, *more)))


def _problems(file: TextFile, turns: Sequence[Turn]) -> Iterator[Problem]:
    for turn in turns[1:]:
        for mark, after in pairwise((*turn.trace, None)):
            # Only a line that begins a paragraph may be a mark.
            if mark and (mark.offset == 0 or turn.text[mark.offset - 1] == "\n"):
                line = turn.text[mark.offset : after.offset if after else None]
                if _MAY_BE_MARK.match(line):
                    message = "発言者の印か見出しか分からない行です。"
                    yield Problem(file.name, mark.page, mark.line, message)
