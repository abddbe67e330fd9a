"""Blocks of the proceedings → drafts, with the speakers by their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import inf
from typing import NamedTuple

from index.minutes import AgendaItem, Kind, Utterance
from indexer.layout import Paragraph, stack
from indexer.lines import TextFile
from indexer.problems import Problem
from indexer.styles.heading_numbers import HeadingNumber, fold, read_agenda_number
from indexer.styles.summary.agenda import find_item, read_item
from indexer.styles.summary.blocks import SummaryBlock
from indexer.styles.summary.speakers import (
    NOBODY,
    Attribution,
    infer_answerer,
    infer_reporter,
    read_speaker,
)

_MAX_TOPIC_LENGTH = 100
_MAX_UNMARKED_PARAGRAPHS = 2
"""In a row under a heading: up to these are the minutes' own words (「会長から挨拶があった。」)."""
_SAYS_NOTHING = re.compile(
    r".{0,8}(?:なし|無し)[。．]?|以\s*上[。．]?|（?(?:閉会|休憩|開会)）?[。．]?"
)
_REPORT = re.compile(r"報告")
_BRACKETS = re.compile(r"[＜<《\[［【〔](?P<text>[^＞>》\]］】〕]+)[＞>》\]］】〕]")
_ASKS = re.compile(r"か[。？?]?\s*$|[？?]\s*$")
_CONDUCTS = re.compile(r"ほか|他に|異議|異存|よろしい|質問|質疑|意見|発言")


def read_proceedings(
    file: TextFile,
    blocks: Sequence[SummaryBlock],
    agenda: Sequence[AgendaItem],
    answerer: Attribution,
    numbering: HeadingNumber | None = None,
) -> tuple[tuple[Utterance, ...], tuple[AgendaItem, ...], tuple[Problem, ...]]:
    """The drafts of the proceedings, the agenda with items found there, and problems.

    `answerer` is who answers as a rule; `numbering` is the proceedings' own: the headings
    that go on in it are sections too.
    """
    parser = _ProceedingsParser(file, agenda, answerer, numbering)
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        parser.read(block, following)
    drafts = parser.finished_drafts()
    spoken = any(draft.kind in ("comment", "answer") for draft in drafts)
    unmarked = _report_unmarked(file.name, parser.unmarked, spoken=spoken)
    problems = sorted((*parser.problems, *unmarked), key=lambda problem: problem.line or 0)
    return tuple(_with_questions(drafts)), tuple(parser.agenda), tuple(problems)


class _Heading(NamedTuple):
    """The subject that a heading opens: an item of the agenda, a section, or a topic under either.

    `title_rest` is the part of the item's title that the lines below print, folded.
    """

    item: AgendaItem | None = None
    section: str | None = None
    topic: str | None = None
    title_rest: str = ""


class _Unmarked(NamedTuple):
    """A paragraph under no mark, the number of its run, and how many its heading explains."""

    text: Paragraph
    run: int
    expected: float


class _ProceedingsParser:
    """Reads block after block under the headings that are open.

    A run is a stretch of blocks between two headings or marks.
    """

    def __init__(
        self,
        file: TextFile,
        agenda: Sequence[AgendaItem],
        answerer: Attribution,
        numbering: HeadingNumber | None,
    ) -> None:
        self.agenda = list(agenda)
        self.problems: list[Problem] = []
        self.unmarked: list[_Unmarked] = []
        self._file = file
        self._answerer = answerer
        self._levels = [numbering] if numbering else []
        self._top = len(self._levels)
        self._drafts: list[Utterance] = []
        self._texts: list[list[Paragraph]] = []
        self._run = 0
        self._item: AgendaItem | None = None
        self._title_rest = ""
        self._section: str | None = None
        self._topic: str | None = None
        self._exchange: str | None = None
        self._turn_indent: int | None = None
        self._member_indent: int | None = None

    def read(self, block: SummaryBlock, following: SummaryBlock | None) -> None:
        """Read a block; `following` is the next block."""
        if self._skip_rest_of_title(block) or self._read_turn(block):
            return
        heading = self._find_heading(block, following) or _find_topic(block, following)
        if heading:
            self._open(heading, block.numbering)
        else:
            self._read_paragraph(block)

    def finished_drafts(self) -> list[Utterance]:
        """The drafts with all their paragraphs."""
        whole = map(stack, self._texts)
        return [
            replace(draft, text=each.text, trace=each.trace)
            for draft, each in zip(self._drafts, whole, strict=True)
        ]

    def _skip_rest_of_title(self, block: SummaryBlock) -> bool:
        """Skip a block that goes on printing the title of the item above it, if it does."""
        folded = fold(block.whole.text)
        if not self._title_rest or block.part or not self._title_rest.startswith(folded):
            self._title_rest = ""
            return False
        self._title_rest = self._title_rest[len(folded) :]
        return True

    def _read_turn(self, block: SummaryBlock) -> bool:
        """Read a block with a speaker's mark; false where it has none."""
        if block.part in (None, "topic", "item") or not block.own.text:
            return False
        self._run += 1
        if self._is_list_item(block):
            self._texts[-1].append(block.whole)
        elif block.part == "narrative":
            short = len(block.own.text) < _MAX_TOPIC_LENGTH
            if short and not block.ended and not _SAYS_NOTHING.fullmatch(block.own.text):
                return False  # a topic
            self._exchange = self._topic = None
            self._say("narrative", block.own, block.indent, NOBODY)
        elif block.part == "note":
            self._say("note", block.own, block.indent, NOBODY)
        elif block.part == "answer":
            self._read_answer(block)
        elif block.part == "chair" and not _asks(block.own.text):
            # The chair's conduct is in an exchange only where the answer is still to come.
            if not (self._drafts and self._drafts[-1].kind == "comment"):
                self._exchange = None
            who, text = read_speaker(block.own)
            self._say("speech", text, block.indent, who or Attribution(role="chair"))
        else:
            self._exchange = str(len(self._drafts))
            self._member_indent = block.indent
            who, text = read_speaker(block.own)
            self._say("comment", text, block.indent, who or Attribution(role="member"))
        return True

    def _read_answer(self, block: SummaryBlock) -> None:
        who, text = read_speaker(block.own)
        kind: Kind = "answer"
        if self._exchange is None:
            if who is not None and block.own.text == block.whole.text:
                kind = "report"
            else:
                self._report(block, "質問のない回答です。")
        inferred = infer_answerer(self._item, self._section, self._answerer)
        self._say(kind, text, block.indent, who or inferred)

    def _is_list_item(self, block: SummaryBlock) -> bool:
        """Whether a block is a point inside a turn: deeper than it and than members' marks."""
        return (
            block.part == "member"
            and self._turn_indent is not None
            and self._member_indent is not None
            and block.indent >= max(self._turn_indent, self._member_indent) + 2
        )

    def _find_heading(self, block: SummaryBlock, following: SummaryBlock | None) -> _Heading | None:
        """The heading in a block that begins with a number of a list or of the agenda, or null."""
        numbering = block.numbering
        if block.ended:
            return None
        rest = block.own.text[numbering.length :] if numbering else block.own.text
        if item := self._find_item(rest, following):
            printed, whole = fold(read_item(rest).title), fold(item.title)
            title_rest = whole[len(printed) :] if whole.startswith(printed) else ""
            return _Heading(item=item, title_rest=title_rest)
        if not numbering or len(rest) >= _MAX_TOPIC_LENGTH or not self._follows(block, numbering):
            return None
        if self._depth(numbering) > self._top:
            if following and following.part:
                return _Heading(topic=rest)
            if self._item:
                return None
        return _Heading(section=rest)

    def _find_item(self, text: str, following: SummaryBlock | None) -> AgendaItem | None:
        """The agenda item that a heading names; a number that is new to the agenda is added."""
        item = find_item(text, self.agenda)
        if item or not read_agenda_number(text):
            return item
        item = read_item(text)
        if not item.title and following and not following.part and not following.ended:
            item = replace(item, title=following.own.text)
        self.agenda.append(item)
        return item

    def _open(self, heading: _Heading, numbering: HeadingNumber | None) -> None:
        self._end_exchange()
        self._topic = heading.topic
        self._title_rest = heading.title_rest
        if heading.topic is not None:
            return
        self._item = heading.item
        depth = self._depth(numbering) if numbering else None
        if heading.section or (depth is not None and depth <= self._top):
            self._section = heading.section
        if numbering:
            self._levels[depth:] = [numbering]

    def _depth(self, numbering: HeadingNumber) -> int:
        styles = [level.style for level in self._levels]
        return styles.index(numbering.style) if numbering.style in styles else len(styles)

    def _follows(self, block: SummaryBlock, numbering: HeadingNumber) -> bool:
        """Whether the number goes on in its style: others count things inside a turn."""
        free = block.after_blank or self._turn_indent is None
        for level in self._levels:
            if level.style == numbering.style:
                goes_on = numbering.value in (0, level.value + 1)
                return goes_on or (free and numbering.value > level.value)
        return numbering.value == 1 or free

    def _read_paragraph(self, block: SummaryBlock) -> None:
        """Read a block without a mark: more of a turn, or the minutes' own words."""
        says_nothing = _SAYS_NOTHING.fullmatch(block.whole.text) is not None
        inside = self._turn_indent is not None and (
            not block.after_blank or block.indent > self._turn_indent or block.part == "item"
        )
        if inside and self._drafts and not says_nothing:
            self._texts[-1].append(block.whole)
            return
        heading = self._section or (self._item.number or self._item.title if self._item else "")
        kind: Kind = "report" if _REPORT.search(heading) else "narrative"
        if not says_nothing:
            self._doubt(block, heading, kind)
        self._exchange = None
        last = self._drafts[-1] if self._drafts else None
        here = (kind, self._section, self._item)
        if kind == "report" and last and (last.kind, last.section, last.agenda) == here:
            self._texts[-1].append(block.whole)
            return
        who = infer_reporter(heading, block.whole.text) if kind == "report" else NOBODY
        self._say(kind, block.whole, block.indent, who)
        self._turn_indent = None

    def _doubt(self, block: SummaryBlock, heading: str, kind: Kind) -> None:
        if self._exchange is not None:
            self._report(block, "誰の発言か分からない段落です。")
        elif not block.ended:
            self._report(block, "見出しか本文か分からない行です。")
        else:
            expected = _MAX_UNMARKED_PARAGRAPHS if heading else 0
            explained = inf if kind == "report" else expected
            self.unmarked.append(_Unmarked(block.whole, self._run, explained))

    def _say(self, kind: Kind, text: Paragraph, indent: int, who: Attribution) -> None:
        """Add a draft under the headings that are open."""
        self._drafts.append(
            Utterance(
                id="",
                meeting="",
                exchange=self._exchange,
                kind=kind,
                text=text.text,
                source=self._file.source(text.trace[0]),
                **who._asdict(),
                agenda=self._item,
                section=self._section,
                topic=self._topic,
                trace=text.trace,
            )
        )
        self._texts.append([text])
        self._turn_indent = indent

    def _end_exchange(self) -> None:
        self._run += 1
        self._exchange = None
        self._turn_indent = None

    def _report(self, block: SummaryBlock, message: str) -> None:
        mark = block.whole.trace[0]
        self.problems.append(Problem(self._file.name, mark.page, mark.line, message))


def _find_topic(block: SummaryBlock, following: SummaryBlock | None) -> _Heading | None:
    """A line without a number that ends no sentence and has a member's mark under it."""
    text = block.own.text
    bracketed = _BRACKETS.fullmatch(text)
    if block.ended or len(text) > _MAX_TOPIC_LENGTH or block.part == "item" or block.numbering:
        return None
    speaks = following is not None and following.part in ("member", "narrative", "answer")
    if not (speaks or block.part == "topic" or bracketed) or _SAYS_NOTHING.fullmatch(text):
        return None
    return _Heading(topic=bracketed["text"].strip() if bracketed else text)


def _asks(text: str) -> bool:
    """Whether the chair asks something, and does not ask for other people's words."""
    return bool(_ASKS.search(text)) and not _CONDUCTS.search(text)


def _with_questions(drafts: Sequence[Utterance]) -> list[Utterance]:
    """A member's turn that is answered is a question; the chair's last words are outside."""
    answered = {draft.exchange for draft in drafts if draft.kind == "answer"} - {None}
    ends = {draft.exchange: n for n, draft in enumerate(drafts) if draft.kind in ("answer", "note")}
    return [
        replace(draft, kind="question")
        if draft.kind == "comment" and draft.exchange in answered
        else replace(draft, exchange=None)
        if draft.kind == "speech" and ends.get(draft.exchange, -1) < n
        else draft
        for n, draft in enumerate(drafts)
    ]


def _report_unmarked(file: str, found: Sequence[_Unmarked], *, spoken: bool) -> Iterator[Problem]:
    """One problem for each run; for all together where nobody is found to speak.

    A few paragraphs without a mark under a heading are the minutes' own words, and a report is
    written in paragraphs. Elsewhere, or where nobody is found to speak at all, they may be
    speeches whose marks are not known here.
    """
    for _, group in groupby(found, key=lambda each: each.run if spoken else 0):
        run = list(group)
        if spoken and len(run) <= max(each.expected for each in run):
            continue
        first, last = run[0].text.trace[0], run[-1].text.trace[-1]
        message = "発言の印がないため、議事として残しました。"
        if len(run) > 1:
            page = f"{last.page}ページ" if last.page != first.page else ""
            message = f"{page}{last.line}行までの{len(run)}段落は、{message}"
        yield Problem(file, first.page, first.line, message, last=last.line)
