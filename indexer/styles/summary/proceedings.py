"""Blocks of the proceedings → drafts: who speaks is what the marks say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.minutes import AgendaItem, Basis, Kind, Role, Source
from indexer.identifiers import Draft
from indexer.layout import Paragraph, stack
from indexer.lines import TextFile
from indexer.problems import Problem
from indexer.styles.summary.agenda import find_item, read_item
from indexer.styles.summary.blocks import Block
from indexer.styles.summary.headings import Numbering, fold, read_agenda_number
from indexer.styles.summary.questions import chair_asks, with_questions
from indexer.styles.summary.speakers import Answerer, read_speaker
from indexer.styles.summary.unmarked import Unmarked, expected_under, report_unmarked

_TOPIC_LENGTH = 100
_SAYS_NOTHING = re.compile(
    r".{0,8}(?:なし|無し)[。．]?|以\s*上[。．]?|（?(?:閉会|休憩|開会)）?[。．]?"
)
_REPORT = re.compile(r"報告")
_BRACKETS = re.compile(r"[＜<《\[［【〔](?P<text>[^＞>》\]］】〕]+)[＞>》\]］】〕]")


@dataclass(slots=True)
class _State:
    """Where in the minutes the reading stands, and what it has found so far."""

    file: TextFile
    agenda: list[AgendaItem]
    answerer: Answerer
    levels: list[Numbering]
    top: int
    drafts: list[Draft] = field(default_factory=list)
    texts: list[list[Paragraph]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unmarked: list[Unmarked] = field(default_factory=list)
    runs: int = 0
    item: AgendaItem | None = None
    title_rest: str = ""
    section: str | None = None
    topic: str | None = None
    exchange: int | None = None
    exchanges: int = 0
    unit_indent: int | None = None
    member_indent: int | None = None

    def say(
        self,
        kind: Kind,
        text: Paragraph,
        indent: int,
        who: tuple[str | None, Role | None, str | None, Basis],
    ) -> None:
        """Add a draft at the place where the reading stands."""
        speaker, role, affiliation, basis = who
        mark = text.trace[0]
        self.drafts.append(
            Draft(
                kind=kind,
                text=text.text,
                source=Source(self.file.name, self.file.sha256, mark.page, mark.line),
                speaker=speaker,
                role=role,
                affiliation=affiliation,
                basis=basis,
                agenda=self.item,
                section=self.section,
                topic=self.topic,
                trace=text.trace,
                exchange=self.exchange,
            )
        )
        self.texts.append([text])
        self.unit_indent = indent

    def add(self, text: Paragraph) -> None:
        """Put a further paragraph under the last draft's text."""
        self.texts[-1].append(text)

    def finished(self) -> list[Draft]:
        """The drafts with all their paragraphs."""
        whole = map(stack, self.texts)
        return [
            replace(draft, text=each.text, trace=each.trace)
            for draft, each in zip(self.drafts, whole, strict=True)
        ]

    def head(self) -> None:
        """A heading ends the exchange."""
        self.runs += 1
        self.exchange = None
        self.unit_indent = None

    def report(self, block: Block, message: str) -> None:
        mark = block.whole.trace[0]
        self.problems.append(Problem(self.file.name, mark.page, mark.line, message))


def read_proceedings(
    file: TextFile,
    blocks: Sequence[Block],
    agenda: Sequence[AgendaItem],
    answerer: Answerer,
    numbering: Numbering | None = None,
) -> tuple[tuple[Draft, ...], tuple[AgendaItem, ...], tuple[Problem, ...]]:
    """The drafts of the proceedings, the agenda with items found there, and problems.

    `numbering` is the proceedings' own: the headings that go on in it are sections too.
    """
    levels = [numbering] if numbering else []
    state = _State(file, list(agenda), answerer, levels, len(levels))
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if not (
            _rest_of_title(state, block)
            or _turn(state, block)
            or _heading(state, block, following)
            or _topic(state, block, following)
        ):
            _paragraph(state, block)
    spoken = any(draft.kind in ("comment", "answer") for draft in state.drafts)
    unmarked = report_unmarked(file.name, state.unmarked, spoken=spoken)
    problems = sorted((*state.problems, *unmarked), key=lambda problem: problem.line or 0)
    return tuple(with_questions(state.finished())), tuple(state.agenda), tuple(problems)


def _rest_of_title(state: _State, block: Block) -> bool:
    """Lines under an agenda item's heading that print its title."""
    folded = fold(block.whole.text)
    if not state.title_rest or block.part or not state.title_rest.startswith(folded):
        state.title_rest = ""
        return False
    state.title_rest = state.title_rest[len(folded) :]
    return True


def _turn(state: _State, block: Block) -> bool:
    """A block with a speaker's mark."""
    if block.part not in ("member", "answer", "chair", "note", "narrative"):
        return False
    if not block.own.text:
        return False
    state.runs += 1
    if _is_list_item(state, block):
        state.add(block.whole)
        return True
    if block.part == "chair" and not chair_asks(block.own.text):
        _chair(state, block)
    elif block.part in ("member", "chair"):
        state.exchanges += 1
        state.exchange = state.exchanges
        state.member_indent = block.indent
        who, text = read_speaker(block.own)
        state.say("comment", text, block.indent, who or (None, "member", None, "inferred"))
    elif block.part == "answer":
        who, text = read_speaker(block.own)
        unasked = state.exchange is None
        labelled = who is not None and block.own.text == block.whole.text
        if unasked and not labelled:
            state.report(block, "質問のない回答です。")
        kind: Kind = "report" if unasked and labelled else "answer"
        inferred = state.answerer.infer(state.item, state.section)
        state.say(kind, text, block.indent, who or (None, *inferred, "inferred"))
    elif block.part == "note":
        state.say("note", block.own, block.indent, (None, None, None, "inferred"))
    elif (
        not block.ended
        and len(block.own.text) < _TOPIC_LENGTH
        and not _SAYS_NOTHING.fullmatch(block.own.text)
    ):
        return False
    else:
        state.exchange = state.topic = None
        state.say("narrative", block.own, block.indent, (None, None, None, "inferred"))
    return True


def _chair(state: _State, block: Block) -> None:
    """The chair's conduct: inside an exchange only where the answer is still to come."""
    if not (state.drafts and state.drafts[-1].kind == "comment"):
        state.exchange = None
    who, text = read_speaker(block.own)
    state.say("speech", text, block.indent, who or (None, "chair", None, "inferred"))


def _is_list_item(state: _State, block: Block) -> bool:
    """A point inside a turn is set deeper than the turn and than the members' marks."""
    return (
        block.part == "member"
        and state.unit_indent is not None
        and state.member_indent is not None
        and block.indent >= max(state.unit_indent, state.member_indent) + 2
    )


def _heading(state: _State, block: Block, following: Block | None) -> bool:
    """A numbered heading or an agenda number: an agenda item, a section, or a topic."""
    text = block.own.text
    numbering = block.numbering
    rest = text[numbering.length :] if numbering else text
    item = find_item(rest, state.agenda)
    if item is None and read_agenda_number(rest) and not block.ended:
        item = read_item(rest)
        state.agenda.append(item)
        if not item.title and following and not following.part and not following.ended:
            item = replace(item, title=following.own.text)
            state.agenda[-1] = item
    if item and not block.ended:
        state.head()
        if numbering and _depth(state, numbering) <= state.top:
            state.section = None
        _open_level(state, numbering)
        state.item, state.topic = item, None
        printed, whole = fold(read_item(rest).title), fold(item.title)
        state.title_rest = whole[len(printed) :] if whole.startswith(printed) else ""
        return True
    if not numbering or block.ended or len(rest) >= _TOPIC_LENGTH:
        return False
    if not _follows(state, block, numbering):
        return False
    if _depth(state, numbering) > state.top and (state.item or (following and following.part)):
        if not (following and following.part):
            return False
        state.head()
        state.topic = rest
        return True
    state.head()
    _open_level(state, numbering)
    state.section, state.item, state.topic = rest, None, None
    return True


def _depth(state: _State, numbering: Numbering) -> int:
    styles = [level.style for level in state.levels]
    return styles.index(numbering.style) if numbering.style in styles else len(styles)


def _follows(state: _State, block: Block, numbering: Numbering) -> bool:
    """Whether the number goes on in its style: others count things inside a turn."""
    free = block.apart or state.unit_indent is None
    for level in state.levels:
        if level.style == numbering.style:
            goes_on = numbering.value in (0, level.value + 1)
            return goes_on or (free and numbering.value > level.value)
    return numbering.value == 1 or free


def _open_level(state: _State, numbering: Numbering | None) -> None:
    if numbering:
        depth = _depth(state, numbering)
        state.levels[depth:] = [numbering]


def _topic(state: _State, block: Block, following: Block | None) -> bool:
    """A line that ends no sentence and has a member's mark under it."""
    text = block.own.text
    bracketed = _BRACKETS.fullmatch(text)
    if block.ended or len(text) > _TOPIC_LENGTH or block.part in ("item",) or block.numbering:
        return False
    speaks = following is not None and following.part in ("member", "narrative", "answer")
    if not (speaks or block.part == "topic" or bracketed) or _SAYS_NOTHING.fullmatch(text):
        return False
    state.head()
    state.topic = bracketed["text"].strip() if bracketed else text
    return True


def _paragraph(state: _State, block: Block) -> None:
    """A block without a mark of its own: more of what is being said, or the minutes' own words."""
    says_nothing = _SAYS_NOTHING.fullmatch(block.whole.text) is not None
    inside = state.unit_indent is not None and (
        not block.apart or block.indent > state.unit_indent or block.part == "item"
    )
    if inside and state.drafts and not says_nothing:
        state.add(block.whole)
        return
    heading = state.section or (state.item.number or state.item.title if state.item else "")
    kind: Kind = "report" if _REPORT.search(heading) else "narrative"
    if state.exchange is not None and not says_nothing:
        state.report(block, "だれの発言か分からない段落です。")
    elif not block.ended and not says_nothing:
        state.report(block, "見出しか本文か分からない行です。")
    elif not says_nothing:
        expected = expected_under(heading, kind)
        state.unmarked.append(Unmarked(block.whole, state.runs, expected))
    state.exchange = None
    last = state.drafts[-1] if state.drafts else None
    here = (kind, state.section, state.item)
    if kind == "report" and last and (last.kind, last.section, last.agenda) == here:
        state.add(block.whole)
        return
    who = state.answerer.reporter(heading, block.whole.text) if kind == "report" else (None, None)
    state.say(kind, block.whole, block.indent, (None, *who, "inferred"))
    state.unit_indent = None
