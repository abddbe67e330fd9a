"""A meeting as a system publishes it → a meeting of the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.minutes import Meeting, Source
from indexer.dates import find_hours
from indexer.identifiers import Draft, assign, meeting_id
from indexer.lines import Line
from indexer.problems import Problem
from indexer.sources.published import Published
from indexer.styles.committee import find_committee
from indexer.styles.published.pieces import Piece, is_ruled
from indexer.styles.published.splitting import split_block
from indexer.styles.published.titles import find_body, find_day, find_title, issue_number, tidy
from indexer.styles.published.turns import read_turns
from indexer.styles.roster import read_roster
from indexer.styles.turns import draft_turns

_UNTITLED = "（会議名なし）"
_ALONE = (
    "発言ひとつだけのページで、会議名も開催日も書かれていません。"
    "会議全体のページを読ませれば、どの会議の発言か分かります。"
)
_HEAD = 400
_LOOKED_AT, _EACH = 60, 8
_TIME_LONGEST = 30
_WIDEST = 200
_TIMES = ("午前", "午後", "正午", "開会", "開議", "閉会", "散会")


def parse(name: str, sha256: str, published: Published) -> tuple[Meeting, tuple[Problem, ...]]:
    """The meeting, and what of it was not understood; `name` and `sha256` are of the file."""
    split = [piece for block in published.blocks for piece in split_block(block)]
    pieces = [piece for piece in split if not is_ruled(piece.lines)]
    printed = [line for piece in _before_speeches(pieces) for line in piece.lines]
    spoken = [piece for piece in pieces if piece.speaker]
    said = [line for piece in spoken for line in piece.lines[:_EACH]][:_LOOKED_AT]
    attendees = read_roster([line for line in printed if len(line.text) < _WIDEST])
    drafts = tuple(draft_turns(tuple(read_turns(name, sha256, published, pieces)), attendees))
    title = tidy(published.title) if published.title else find_title(printed, said)
    day, day_text = find_day(published.date, title, printed, said)
    named = [Line(title, 1, 1)] if title else []
    body = published.body or find_body([*named, *printed, *said]) or ""
    issue = issue_number(title, printed)
    # Where nothing names the meeting, its first words do.
    known = f"{body}{title}" if title else "".join(draft.text for draft in drafts)[:_HEAD]
    address = meeting_id(known, title or _UNTITLED, issue, day)
    begins, ends = _hours(pieces)
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
        committee=find_committee(title or "", body),
    )
    problems = (*_problems(name, published, meeting, drafts), *_empty(name, published, split))
    return meeting, problems


def _before_speeches(pieces: Sequence[Piece]) -> Sequence[Piece]:
    at = next((at for at, piece in enumerate(pieces) if piece.speaker), len(pieces))
    return pieces[:at]


def _hours(pieces: Sequence[Piece]) -> tuple[str | None, str | None]:
    """The hours at which the first of the printed times begins and the last ends."""
    begins = ends = None
    for line in (line for piece in pieces for line in piece.lines):
        text = line.text.strip(" 　○◯〇◎△（()）〔〕")
        if len(text) > _TIME_LONGEST or not text.startswith(_TIMES):
            continue
        hour = find_hours(text)[0]
        if hour and begins is None and ("開会" in text or "開議" in text):
            begins = hour
        elif hour and any(word in text for word in ("閉会", "散会", "延会")):
            ends = hour
    return begins, ends


def _problems(
    name: str, published: Published, meeting: Meeting, drafts: Sequence[Draft]
) -> Iterator[Problem]:
    line = drafts[0].source.line if drafts else None
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
    if not any(draft.speaker for draft in drafts):
        yield Problem(name, None, line, "発言者の分かる発言がひとつもありません。")


def _empty(name: str, published: Published, pieces: Sequence[Piece]) -> Iterator[Problem]:
    for piece in pieces:
        if piece.speaker and is_ruled(piece.lines):
            at = piece.lines[0] if piece.lines else Line("", 1, 1)
            message = f"「{piece.speaker}」の発言が空のため、その発言を除きました。"
            yield Problem(name, at.page if published.pages else None, at.number, message)
