"""A meeting as a system publishes it → a meeting of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.minutes import Basis, Meeting, Role, Source
from indexer.dates import find_hours
from indexer.identifiers import assign, meeting_id
from indexer.layout import find_shape, lay_out
from indexer.lines import Line
from indexer.problems import Problem
from indexer.sources.published import Published
from indexer.styles.headings import AgendaHeading, read_heading
from indexer.styles.published.titles import find_body, find_day, find_title, issue_number, tidy
from indexer.styles.roster import read_roster
from indexer.styles.segmentation import Segment, split_block
from indexer.styles.speaker_marks.marks import PLAIN_CIRCLES, SIGNS, squash, unbracketed
from indexer.styles.speaker_marks.not_speakers import is_bracketed
from indexer.styles.speaker_marks.speaker import PrintedRoster, Speaker, split_speaker
from indexer.styles.turns import Turn, draft_turns

_UNTITLED = "（会議名なし）"
_ALONE = (
    "発言ひとつだけのページで、会議名も開催日も書かれていません。"
    "会議全体のページを読ませれば、どの会議の発言か分かります。"
)
_MAX_NAMING_LENGTH = 400
_MAX_OPENING_LINES, _MAX_LINES_PER_SPEECH = 60, 8
_MAX_TIME_LENGTH = 30
_MAX_ROSTER_LINE_LENGTH = 200
_TIMES = ("午前", "午後", "正午", "開会", "開議", "閉会", "散会")
_ROLES: dict[str, Role] = {"◎": "official", "◆": "member"}
_SIGNED = ("DiscussNet", "gijiroku.com")
"""The systems whose circles say in what role a speaker speaks."""

_RULE = "─" * 10
_NO_ITEM = re.compile(
    r"(?:開|散|閉|休|再|延|続|流)(?:会|議|憩|開)(?:$|の|[（(])|午[前後]|正午|出席|欠席|議事日程|.*の宣告$"
    r"|.*会議?記録|本日の会議"
)
_SCHEDULE = re.compile(
    r"(?:^|\n)[ 　]{0,8}(?:次に|続いて|続きまして|それでは|では)?[、， 　]{0,3}"
    r"日程第\s*(?P<number>[0-9０-９一二三四五六七八九十]+)"
    r"[ 　、，]{0,4}(?P<title>[^。\n]{2,60}?)(?:について|を議題|に関し|に入り|を行い|[。\n])"
)


def parse(name: str, sha256: str, published: Published) -> tuple[Meeting, tuple[Problem, ...]]:
    """The meeting, and what of it was not understood; `name` and `sha256` are of the file."""
    split = [segment for block in published.blocks for segment in split_block(block)]
    segments = [segment for segment in split if not _is_ruled(segment.lines)]
    before = takewhile(lambda segment: segment.speaker is None, segments)
    printed = [line for segment in before for line in segment.lines]
    spoken = [segment for segment in segments if segment.speaker]
    said = [line for segment in spoken for line in segment.lines[:_MAX_LINES_PER_SPEECH]][
        :_MAX_OPENING_LINES
    ]
    attendees = tuple(
        read_roster(line for line in printed if len(line.text) < _MAX_ROSTER_LINE_LENGTH)
    )
    drafts = tuple(draft_turns(tuple(_turns(name, sha256, published, segments)), attendees))
    title = tidy(published.title) if published.title else find_title(printed, said)
    day, day_text = find_day(published.date, title, printed, said)
    named = [Line(title, 1, 1)] if title else []
    body = published.body or find_body([*named, *printed, *said]) or ""
    issue = issue_number(title, printed)
    # Where nothing names the meeting, its first words do.
    known = (
        f"{body}{title}" if title else "".join(draft.text for draft in drafts)[:_MAX_NAMING_LENGTH]
    )
    address = meeting_id(known, title or _UNTITLED, issue, day)
    begins, ends = _hours(segments)
    meeting = Meeting(
        id=address,
        body=body,
        title=title or _UNTITLED,
        published=Source(name, sha256),
        utterances=assign(address, drafts),
        number=issue,
        date=day,
        date_text=day_text,
        begins=begins,
        ends=ends,
        agenda=tuple(dict.fromkeys(draft.agenda for draft in drafts if draft.agenda)),
        attendees=attendees,
    )
    return meeting, tuple(_problems(published, meeting, split))


def _hours(segments: Sequence[Segment]) -> tuple[str | None, str | None]:
    """The hours at which the first of the printed times begins and the last ends."""
    begins = ends = None
    for line in (line for segment in segments for line in segment.lines):
        text = line.text.strip(f" 　{PLAIN_CIRCLES}△（()）〔〕")
        if len(text) > _MAX_TIME_LENGTH or not text.startswith(_TIMES):
            continue
        hour = find_hours(text)[0]
        if hour and begins is None and ("開会" in text or "開議" in text):
            begins = hour
        elif hour and any(word in text for word in ("閉会", "散会", "延会")):
            ends = hour
    return begins, ends


def _problems(
    published: Published, meeting: Meeting, segments: Sequence[Segment]
) -> Iterator[Problem]:
    name, utterances = meeting.published.file, meeting.utterances
    line = utterances[0].source.line if utterances else None
    untitled, undated = meeting.title == _UNTITLED, meeting.date is None
    alone = [block.kind for block in published.blocks] == ["speech"]
    if untitled and undated and alone and not published.date:
        yield Problem(name, None, line, _ALONE)
    else:
        if untitled:
            yield Problem(name, None, line, "会議名が見つかりません。")
        if undated:
            given = f"日付「{published.date}」が読めません。" if published.date else None
            yield Problem(name, None, line, given or "開催日が見つかりません。")
    if not any(utterance.speaker for utterance in utterances):
        yield Problem(name, None, line, "発言者の分かる発言がひとつもありません。")
    for segment in segments:
        if segment.speaker and _is_ruled(segment.lines):
            at = segment.lines[0] if segment.lines else Line("", 1, 1)
            message = f"「{segment.speaker}」の発言が空のため、その発言を除きました。"
            yield Problem(name, at.page if published.pages else None, at.number, message)


def _turns(
    name: str, sha256: str, published: Published, segments: Sequence[Segment]
) -> Iterator[Turn]:
    """The turns in the order of the minutes; `name` and `sha256` are of the file."""
    shape = find_shape([line for each in segments if each.speaker for line in each.lines])
    roster = PrintedRoster(
        line for segment in segments if not segment.speaker for line in segment.lines
    )
    current = AgendaHeading()
    for segment in segments:
        text, trace = lay_out(segment.lines, shape, paged=published.pages)
        first = trace[0]
        speaker = _speaker(segment, published.system, roster)
        heading = _heading(segment, current)
        if heading is None and speaker.role == "chair":
            heading = _of_schedule(text, current)
        current = heading or current
        basis: Basis = "printed" if speaker.role and segment.role == speaker.role else "inferred"
        yield Turn(
            text,
            Source(name, sha256, first.page, first.line),
            segment.speaker and unbracketed(segment.speaker),
            speaker,
            basis=basis,
            trace=trace,
            heading=heading,
            aside=segment.speaker is None and (segment.kind == "time" or is_bracketed(text)),
        )


def _speaker(segment: Segment, system: str, roster: PrintedRoster) -> Speaker:
    if segment.mark is None:
        return Speaker()
    role = segment.role or (_ROLES.get(segment.mark.sign) if system in _SIGNED else None)
    return split_speaker(segment.mark.text, roster, role, segment.listed)


def _heading(segment: Segment, current: AgendaHeading) -> AgendaHeading | None:
    """The agenda heading in a printed heading; null where it names a step of procedure."""
    if segment.kind != "heading":
        return None
    lines = (line.text.strip().lstrip(f"{SIGNS}　 ") for line in segment.lines)
    title = next((line for line in lines if line), "")
    if found := re.fullmatch(r"[（(《](.+)[)）》]", title):
        title = found[1].strip()
    if not title or _NO_ITEM.match(squash(title)):
        return None
    return _read(title, current)


def _of_schedule(text: str, current: AgendaHeading) -> AgendaHeading | None:
    """日程第２　会期の決定について…, where a paragraph of the chair's begins so."""
    found = _SCHEDULE.search(text)
    return _read(f"日程第{found['number']}　{found['title']}", current) if found else None


def _read(title: str, current: AgendaHeading) -> AgendaHeading | None:
    heading = read_heading(f"{_RULE}\n{title}", current)
    return heading._replace(begins_after=False) if heading else None


def _is_ruled(lines: Sequence[Line]) -> bool:
    """Whether the lines print nothing but rules (──────)."""
    return not any(line.text.strip(" 　─━―‐－-＝=*＊・…\t\r") for line in lines)
