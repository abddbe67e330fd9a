"""Results as lines for a terminal or a pipe: what a card says, without HTML.

On a terminal lines are folded at its width and matched words are set bold and
underlined; elsewhere each paragraph is one plain line, for grep and its like.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

import wcwidth

from index.minutes import Meeting, MeetingHead, Utterance
from index.results import Form, Gone, Placed, SearchPage, Span
from presentation import snippets
from presentation.cards import Card, Turn, card
from presentation.eras import era_date
from presentation.labels import (
    BASIS_WORDS,
    KIND_WORDS,
    agenda_words,
    hours_words,
    meeting_words,
    source_words,
    who,
)
from presentation.notes import note_words
from presentation.outline import TOP_LEVEL, Head, outline
from presentation.snippets import Paragraph

MARK = ("\x1b[1;4m", "\x1b[0m")
LABEL_WIDTH = 28
NARROWEST = 20
MOST_FORMS = 12
# Characters that Japanese typesetting does not begin a line with.
NEVER_FIRST = "、。，．」』）】〕！？ーァィゥェォッャュョぁぃぅぇぉっゃゅょ"
_CONTROL = re.compile(rf"{'|'.join(map(re.escape, MARK))}|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: folded at `width` columns or not at all, marked or not."""

    width: int | None = None
    marked: bool = False


def style_for(stream: TextIO) -> Style:
    if not stream.isatty():
        return Style()
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return Style(shutil.get_terminal_size().columns, marked=not plain)


def harmless(line: str) -> str:
    """A line without control characters but our marks: minutes must not steer a terminal."""
    return _CONTROL.sub(lambda found: found[0] if found[0] in MARK else "\ufffd", line)


def print_result(shape: object, lines: Iterable[str], output: str) -> None:
    """Print a result in the format asked for: `shape` as JSON, or its lines as text."""
    if output == "json":
        print(json.dumps(shape, ensure_ascii=False))
        return
    for line in lines:
        print(harmless(line))


def page_lines(page: SearchPage, style: Style) -> Iterator[str]:
    """A page of a search, or of `ask`: then the passages that answer are quoted."""
    for hit in page.hits:
        yield from _hit_lines(card(hit), style)
        yield ""
    if not page.hits:
        searched = page.searched
        yield f"見つかりませんでした（{searched.meetings}会議・{searched.utterances}発言を検索）"
    yield from map(note_words, page.notes)
    if page.suggestions:
        meant = (f"{each.query}（{each.count}件）" for each in page.suggestions)
        yield f"もしかして：{'、'.join(meant)}"
    yield from _ledger(page.forms)
    if page.hits:
        yield _counts(page)


def meeting_lines(meeting: Meeting, style: Style) -> Iterator[str]:
    yield _meeting_line(meeting.head)
    hours = hours_words(meeting.begins, meeting.ends)
    yield from filter(None, (hours, meeting.place, source_words(meeting.published)))
    yield from (f"議題  {agenda_words(item)}" for item in meeting.agenda)
    for side, people in groupby(meeting.attendees, key=lambda person: person.side):
        named = (
            person.name if person.office in (None, side) else f"{person.name}（{person.office}）"
            for person in people
        )
        yield f"{side}  {'、'.join(named)}"
    for block in outline(meeting).blocks:
        yield ""
        if isinstance(block, Head):
            words = " ".join(filter(None, (block.number, block.text)))
            yield f"{'■' if block.level == TOP_LEVEL else '□'} {words}"
        else:
            yield f"/exchanges/{block.id}"
            yield from _turn_lines([_whole(each) for each in block.utterances], style)


def exchange_lines(placed: Placed, style: Style) -> Iterator[str]:
    first = placed.exchange.utterances[0]
    yield from _heading(placed.meeting, first)
    yield from _turn_lines([_whole(each) for each in placed.exchange.utterances], style)
    yield f"  {source_words(first.source)}"
    yield f"  /exchanges/{placed.exchange.id}"
    if placed.before:
        yield f"  前 /exchanges/{placed.before}"
    if placed.after:
        yield f"  次 /exchanges/{placed.after}"


def utterance_lines(utterance: Utterance, meeting: MeetingHead, style: Style) -> Iterator[str]:
    yield from _heading(meeting, utterance)
    yield from _turn_lines([_whole(utterance)], style)
    yield f"  {source_words(utterance.source)}"
    yield f"  /exchanges/{utterance.group}"


def gone_lines(last: Gone, style: Style) -> Iterator[str]:
    """The last text of what is no more, under what headed it."""
    if last.is_meeting:
        yield _meeting_line(last.meeting.head)
    else:
        yield from _heading(last.meeting.head, last.utterances[0])
    yield from _turn_lines([_whole(each) for each in last.utterances], style)
    yield f"  {source_words(last.meeting.published)}"


def _hit_lines(shown: Card, style: Style) -> Iterator[str]:
    yield from _heading(shown.hit.meeting, shown.lead)
    if shown.quotes:
        turns: Sequence[Turn | int] = [
            Turn(
                each.utterance,
                snippets.shown(each.utterance.text, (), [Span(each.quote.start, each.quote.end)]),
            )
            for each in shown.quotes
        ]
    else:
        turns = shown.turns
    yield from _turn_lines(turns, style)
    yield f"  /exchanges/{shown.hit.id}"


def _heading(meeting: MeetingHead, lead: Utterance) -> Iterator[str]:
    yield _meeting_line(meeting)
    yield from (f"  {line}" for line in (agenda_words(lead.agenda), lead.topic) if line)


def _meeting_line(meeting: MeetingHead) -> str:
    date = era_date(meeting.date) if meeting.date else ""
    return "  ".join(filter(None, (meeting_words(meeting), date)))


def _whole(utterance: Utterance) -> Turn:
    return Turn(utterance, snippets.whole(utterance.text))


def _turn_lines(turns: Sequence[Turn | int], style: Style) -> Iterator[str]:
    """Turns in two columns: what it is and who speaks, then the text."""
    labels = [_label(turn.utterance) for turn in turns if isinstance(turn, Turn)]
    column = min(LABEL_WIDTH, max(map(columns, labels), default=0))
    for turn in turns:
        if isinstance(turn, int):
            yield f"    （{turn}発言を略す）"
            continue
        label = _label(turn.utterance)
        lines = (line for each in turn.paragraphs for line in _fold(each, column, style))
        if columns(label) > column:
            yield f"  {label}"
            label = ""
        for line in lines:
            yield f"  {label}{' ' * (column - columns(label))}  {line}"
            label = ""


def _label(utterance: Utterance) -> str:
    speaker = who(utterance)
    name = utterance.speaker or utterance.affiliation or (speaker.name if speaker else "")
    return f"{KIND_WORDS[utterance.kind]:　<2} {name}".rstrip()


def _fold(paragraph: Paragraph, column: int, style: Style) -> Iterator[str]:
    """A paragraph cut into lines that fit beside a column of that width."""
    width = max(NARROWEST, style.width - column - 4) if style.width else None
    line: list[tuple[str, bool]] = []
    used = 0
    for character, marked in _characters(paragraph):
        wide = columns(character)
        if width and used + wide > width and character not in NEVER_FIRST:
            yield _rendered(line, style)
            line, used = [], 0
        line.append((character, marked))
        used += wide
    yield _rendered(line, style)


def _characters(paragraph: Paragraph) -> Iterator[tuple[str, bool]]:
    """The characters of a paragraph and whether each is marked; `…` where it was cut."""
    if paragraph.cut_before:
        yield "…", False
    for piece in paragraph.pieces:
        yield from ((character, piece.marked) for character in piece.text)
    if paragraph.cut_after:
        yield "…", False


def _rendered(line: Iterable[tuple[str, bool]], style: Style) -> str:
    runs = (
        ("".join(character for character, _ in run), marked)
        for marked, run in groupby(line, key=lambda each: each[1])
    )
    on, off = MARK
    return "".join(f"{on}{text}{off}" if marked and style.marked else text for text, marked in runs)


def columns(text: str) -> int:
    """Columns on a terminal; those of ambiguous width (…, ○) are two, as in Japanese fonts."""
    return wcwidth.width(text, ambiguous_width=2)


def _ledger(forms: Sequence[Form]) -> Iterator[str]:
    """What was searched for: each form, its count, why, and whether it is left out."""
    if not forms:
        return
    words = []
    for form in forms[:MOST_FORMS]:
        why = "除外" if not form.included else BASIS_WORDS[form.basis]
        words.append(f"{form.form} {form.count}" + (f"（{why}）" if why else ""))
    more = f" ほか{len(forms) - MOST_FORMS}つ" if len(forms) > MOST_FORMS else ""
    yield f"探した形（全体での件数）: {'、'.join(words)}{more}"
    if len(forms) > 1:
        yield "　除くには --without 形"


def _counts(page: SearchPage) -> str:
    first = page.request.offset + 1
    last = page.request.offset + len(page.hits)
    more = f"、続きは --offset {last}" if last < page.exchanges else ""
    shown = f"{first}〜{last}件目{more}"
    return f"{page.total}発言、{page.exchanges}件のやりとり（{shown}）{page.took_ms:.1f}ミリ秒"
