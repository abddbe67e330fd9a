"""Results as lines for a terminal or a pipe.

On a terminal lines are folded at its width and matched words are set bold and
underlined; elsewhere each paragraph is one plain line, for grep and its like.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

import wcwidth

from index import serialization
from index.minutes import Meeting, MeetingHead, Utterance
from index.results import Form, Gone, Placed, SearchPage, Span
from kaigiroku.arguments import Output
from presentation import snippets
from presentation.cards import Card, UtteranceExcerpt, make_card
from presentation.labels import (
    BASIS_LABELS,
    KIND_LABELS,
    SUGGESTION_LABELS,
    agenda_label,
    era_date,
    hours_label,
    meeting_label,
    source_label,
    speaker_label,
)
from presentation.notes import note_text
from presentation.outline import TOP_LEVEL, OutlineHeading, outline
from presentation.snippets import SnippetParagraph
from presentation.turning import TURNING

MARK = ("\x1b[1;4m", "\x1b[0m")
MAX_LABEL_WIDTH = 28
MIN_TEXT_WIDTH = 20
MAX_LISTED_FORMS = 12
# Characters that Japanese typesetting does not begin a line with.
NEVER_FIRST = "、。，．」』）】〕！？ーァィゥェォッャュョぁぃぅぇぉっゃゅょ"
_CONTROL = re.compile(rf"{'|'.join(map(re.escape, MARK))}|[\x00-\x08\x0b-\x1f\x7f-\x9f{TURNING}]")


class ResultPrinter:
    """Prints results on stdout, as JSON or as lines of text."""

    def __init__(self, output: Output) -> None:
        self._output = output
        on_terminal = sys.stdout.isatty()
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        self._mark = MARK if on_terminal and not plain else ("", "")
        self._width = shutil.get_terminal_size().columns if on_terminal else None

    def print(self, shape: object, lines: Iterable[str]) -> None:
        match self._output:
            case "json":
                print(json.dumps(shape, ensure_ascii=False))
            case "text":
                for line in lines:
                    print(_harmless(line))
            case _:
                assert_never(self._output)

    def search_page(self, page: SearchPage) -> None:
        self.print(serialization.search_json(page, note_text), self._page_lines(page))

    def meeting(self, meeting: Meeting) -> None:
        self.print(serialization.meeting_json(meeting), self._meeting_lines(meeting))

    def exchange(self, placed: Placed) -> None:
        self.print(serialization.exchange_json(placed), self._exchange_lines(placed))

    def utterance(self, utterance: Utterance, meeting: MeetingHead) -> None:
        lines = self._utterance_lines(utterance, meeting)
        self.print(serialization.utterance_json(utterance), lines)

    def gone(self, gone: Gone) -> None:
        self.print(serialization.gone_json(gone), self._gone_lines(gone))

    def _page_lines(self, page: SearchPage) -> Iterator[str]:
        for hit in page.hits:
            yield from self._card_lines(make_card(hit))
            yield ""
        if not page.hits:
            holds = page.searched
            yield f"見つかりませんでした（{holds.meetings}会議・{holds.utterances}発言を検索）"
        yield from map(note_text, page.notes)
        for basis, suggestions in groupby(page.suggestions, key=lambda each: each.basis):
            queries = (f"{each.query}（{each.count}件）" for each in suggestions)
            yield f"{SUGGESTION_LABELS[basis]}：{'、'.join(queries)}"
        yield from _form_lines(page.forms)
        if page.hits:
            yield _count_line(page) if page.answered is None else _asked_line(page)

    def _card_lines(self, card: Card) -> Iterator[str]:
        """A hit: its heading, the excerpts or, of `ask`, the quotations; its address."""
        yield from _heading(card.hit.meeting, card.hit.lead)
        quoted = (
            UtteranceExcerpt(
                each.utterance,
                snippets.windows_of(
                    each.utterance.text, (), [Span(each.quote.start, each.quote.end)]
                ),
            )
            for each in card.quotes
        )
        yield from self._excerpt_lines(tuple(quoted) or card.excerpts)
        yield f"  /exchanges/{card.hit.id}"

    def _meeting_lines(self, meeting: Meeting) -> Iterator[str]:
        yield _meeting_line(meeting.head)
        hours = hours_label(meeting.begins, meeting.ends)
        yield from filter(None, (hours, meeting.place, source_label(meeting.published)))
        yield from (f"議題  {agenda_label(item)}" for item in meeting.agenda)
        for side, people in groupby(meeting.attendees, key=lambda person: person.side):
            named = (
                person.name
                if person.office in (None, side)
                else f"{person.name}（{person.office}）"
                for person in people
            )
            yield f"{side}  {'、'.join(named)}"
        for block in outline(meeting).blocks:
            yield ""
            if isinstance(block, OutlineHeading):
                words = " ".join(filter(None, (block.number, block.text)))
                yield f"{'■' if block.level == TOP_LEVEL else '□'} {words}"
            else:
                yield f"/exchanges/{block.id}"
                yield from self._whole_lines(block.utterances)

    def _exchange_lines(self, placed: Placed) -> Iterator[str]:
        utterances = placed.exchange.utterances
        yield from _heading(placed.meeting, utterances[0])
        yield from self._whole_lines(utterances)
        yield f"  {source_label(utterances[0].source)}"
        yield f"  /exchanges/{placed.exchange.id}"
        if placed.before:
            yield f"  前 /exchanges/{placed.before}"
        if placed.after:
            yield f"  次 /exchanges/{placed.after}"

    def _utterance_lines(self, utterance: Utterance, meeting: MeetingHead) -> Iterator[str]:
        yield from _heading(meeting, utterance)
        yield from self._whole_lines([utterance])
        yield f"  {source_label(utterance.source)}"
        yield f"  /exchanges/{utterance.group}"

    def _gone_lines(self, gone: Gone) -> Iterator[str]:
        """The last text of a vanished meeting or exchange, under its heading."""
        head = gone.meeting.head
        yield from [_meeting_line(head)] if gone.is_meeting else _heading(head, gone.utterances[0])
        yield from self._whole_lines(gone.utterances)
        yield f"  {source_label(gone.meeting.published)}"

    def _whole_lines(self, utterances: Iterable[Utterance]) -> Iterator[str]:
        return self._excerpt_lines(
            [UtteranceExcerpt(each, snippets.whole(each.text)) for each in utterances]
        )

    def _excerpt_lines(self, excerpts: Sequence[UtteranceExcerpt | int]) -> Iterator[str]:
        """Two columns: kind and speaker, then the text."""
        labels = [_label(each.utterance) for each in excerpts if isinstance(each, UtteranceExcerpt)]
        column = min(MAX_LABEL_WIDTH, max(map(columns, labels), default=0))
        for excerpt in excerpts:
            if isinstance(excerpt, int):
                yield f"    （{excerpt}発言を略す）"
                continue
            label = _label(excerpt.utterance)
            if columns(label) > column:
                yield f"  {label}"
                label = ""
            for paragraph in excerpt.paragraphs:
                for line in self._fold(paragraph, column):
                    yield f"  {label}{' ' * (column - columns(label))}  {line}"
                    label = ""

    def _fold(self, paragraph: SnippetParagraph, column: int) -> Iterator[str]:
        """The lines of a paragraph to the right of a column of that width; `…` where it was cut."""
        width = max(MIN_TEXT_WIDTH, self._width - column - 4) if self._width else None
        line, used = "…" if paragraph.cut_before else "", 2 * paragraph.cut_before
        for text, marked in paragraph.runs:
            begin, end = self._mark if marked else ("", "")
            line += begin
            for part in text if width else [text]:
                wide = columns(part) if width else 0
                if width and used + wide > width and part not in NEVER_FIRST:
                    yield line + end
                    line, used = begin, 0
                line += part
                used += wide
            line += end
        yield line + ("…" if paragraph.cut_after else "")


def _harmless(line: str) -> str:
    """A line without control characters but our marks: minutes must not steer a terminal."""
    return _CONTROL.sub(lambda found: found[0] if found[0] in MARK else "\ufffd", line)


def _heading(meeting: MeetingHead, lead: Utterance) -> Iterator[str]:
    yield _meeting_line(meeting)
    yield from (f"  {line}" for line in (agenda_label(lead.agenda), lead.topic) if line)


def _meeting_line(meeting: MeetingHead) -> str:
    date = era_date(meeting.date) if meeting.date else ""
    return "  ".join(filter(None, (meeting_label(meeting), date)))


def _label(utterance: Utterance) -> str:
    speaker = speaker_label(utterance)
    name = utterance.speaker or utterance.affiliation or (speaker.name if speaker else "")
    return f"{KIND_LABELS[utterance.kind]:　<2} {name}".rstrip()


def columns(text: str) -> int:
    """Columns on a terminal; those of ambiguous width (…, ○) are two, as in Japanese fonts."""
    return wcwidth.width(text, ambiguous_width=2)


def _form_lines(forms: Sequence[Form]) -> Iterator[str]:
    """The forms searched for, each with its count and why, or that it was left out."""
    if not forms:
        return
    words = []
    for form in forms[:MAX_LISTED_FORMS]:
        why = "除外" if not form.included else BASIS_LABELS[form.basis]
        words.append(f"{form.form} {form.count}" + (f"（{why}）" if why else ""))
    more = f" ほか{len(forms) - MAX_LISTED_FORMS}つ" if len(forms) > MAX_LISTED_FORMS else ""
    yield f"検索した表記（全体での件数）: {'、'.join(words)}{more}"
    if len(forms) > 1:
        yield "　除くには --without 表記"


def _count_line(page: SearchPage) -> str:
    found = f"{page.total}発言、{page.exchanges}件のやりとり"
    return f"{found}（{_shown(page)}）{page.took_ms:.1f}ミリ秒"


def _asked_line(page: SearchPage) -> str:
    """Of a question, all that has a word of it is not counted: it says nothing."""
    return f"{page.searched.meetings}会議から探しました（{_shown(page)}）{page.took_ms:.1f}ミリ秒"


def _shown(page: SearchPage) -> str:
    last = page.request.offset + len(page.hits)
    more = f"、続きは --offset {last}" if last < page.exchanges else ""
    return f"{page.request.offset + 1}〜{last}件目{more}"
