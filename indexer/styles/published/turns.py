"""The pieces of a published meeting → turns, each with its speaker taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.minutes import Basis, Role, Source
from indexer.line_width import find_shape
from indexer.lines import Line
from indexer.sources.published import Published
from indexer.styles.headings import Heading, read_heading
from indexer.styles.published.pieces import Piece
from indexer.styles.published.text import text_of
from indexer.styles.speaker_marks.marks import SIGNS, unbracketed
from indexer.styles.speaker_marks.not_speakers import is_bracketed
from indexer.styles.speaker_marks.speaker import PrintedRoster, Speaker, split_speaker
from indexer.styles.turns import Said

_SIGNS: dict[str, Role] = {"◎": "official", "◆": "member"}
_SIGNED = ("DiscussNet", "gijiroku.com")
"""The systems in which the circle says in what part one speaks."""

_RULE = "─" * 10
_NO_ITEM = re.compile(
    r"(?:開|散|閉|休|再|延|続|流)(?:会|議|憩|開)(?:$|の|[（(])|午[前後]|正午|出席|欠席|議事日程|.*の宣告$"
    r"|.*会議?記録|本日の会議"
)
_SCHEDULE = re.compile(
    r"(?:^|\n)[ 　]{0,8}(?:次に|続いて|続きまして|それでは|では)?[、， 　]{0,3}"
    r"日程第[\s　]*(?P<number>[0-9０-９一二三四五六七八九十]+)"
    r"[ 　、，]{0,4}(?P<title>[^。\n]{2,60}?)(?:について|を議題|に関し|に入り|を行い|[。\n])"
)


def read_turns(
    name: str, sha256: str, published: Published, pieces: Sequence[Piece]
) -> Iterator[Said]:
    """The turns in the order of the minutes; `name` and `sha256` are of the file."""
    shape = find_shape([line for piece in pieces if piece.speaker for line in _whole(piece)])
    roster = PrintedRoster(line for piece in pieces if not piece.speaker for line in piece.lines)
    current = Heading()
    for piece in pieces:
        text, trace = text_of(piece.lines, shape, paged=published.pages, mark=piece.mark)
        first = trace[0]
        speaker = _speaker(piece, published.system, roster)
        heading = _heading(piece, current)
        if heading is None and speaker.role == "chair":
            heading = _of_schedule(text, current)
        current = heading or current
        basis: Basis = "printed" if speaker.role and piece.role == speaker.role else "inferred"
        yield Said(
            text,
            Source(name, sha256, first.page, first.line),
            piece.speaker and unbracketed(piece.speaker),
            speaker,
            basis=basis,
            trace=trace,
            heading=heading,
            aside=piece.speaker is None and (piece.kind == "time" or is_bracketed(text)),
        )


def _whole(piece: Piece) -> tuple[Line, ...]:
    """The lines of a piece as printed, with the mark."""
    first = piece.lines[0]._replace(text=piece.mark + piece.lines[0].text)
    return (first, *piece.lines[1:])


def _speaker(piece: Piece, system: str, roster: PrintedRoster) -> Speaker:
    if piece.speaker is None:
        return Speaker()
    sign = _SIGNS.get(piece.circle) if system in _SIGNED else None
    return split_speaker(piece.speaker, roster, piece.role or sign, piece.listed)


def _heading(piece: Piece, current: Heading) -> Heading | None:
    """What a heading puts on the table; null where it only says what the meeting does."""
    if piece.kind != "heading":
        return None
    lines = (line.text.strip().lstrip(f"{SIGNS}　 ") for line in piece.lines)
    title = next((line for line in lines if line), "")
    if found := re.fullmatch(r"[（(《](.+)[)）》]", title):
        title = found[1].strip()
    if not title or _NO_ITEM.match(re.sub(r"\s+", "", title)):
        return None
    return _read(title, current)


def _of_schedule(text: str, current: Heading) -> Heading | None:
    """日程第２　会期の決定について…, where a paragraph of the chair's begins so."""
    found = _SCHEDULE.search(text)
    return _read(f"日程第{found['number']}　{found['title']}", current) if found else None


def _read(title: str, current: Heading) -> Heading | None:
    heading = read_heading(f"{_RULE}\n{title}", current)
    return heading._replace(begins_after=False) if heading else None
